package conductor.bench.parts;

import conductor.bench.Workload;
import conductor.engine.core.Engine;
import conductor.engine.core.EngineConfig;
import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;
import conductor.engine.core.Steps;

/** An engine in the midst of a busy day, whose host leaves each stage of a signal to the caller. */
final class WarmEngine {
    static final EngineConfig CONFIG = EngineConfig.defaults(0xbe7c4);

    private static final int SIGNALS = 1_000_000;
    private static final int SIGNALS_PER_MS = 50;

    final Engine engine;

    private final Workload workload;
    private final Signal tick = new Signal();
    private final Signal signal = new Signal();
    private final Steps slip = new Steps();
    private long number;
    private long sequence;
    private long nowMs = Workload.START_MS;
    private long decided;

    /** @param sessions as many are open. */
    WarmEngine(int sessions) {
        this.workload = new Workload(sessions, SIGNALS, 42);
        this.engine = new Engine(CONFIG, decision -> decided++);
        for (int s = 0; s < sessions; s++) {
            workload.define(s, signal.clear());
            stamp(signal);
            engine.onSignal(signal);
        }
        for (int i = 0; i < SIGNALS; i++) {
            timeOf(number);
            next(signal);
            engine.onSignal(signal);
        }
    }

    /** Makes the next signal of the workload, of the present time. */
    void next(Signal into) {
        workload.fill((int) (number++ % SIGNALS), into.clear());
        stamp(into);
    }

    /** Lets time come to where the workload is, and does what is due. */
    void catchUp() {
        timeOf(number);
    }

    private void timeOf(long signalNumber) {
        letTimeCome(Workload.START_MS + signalNumber / SIGNALS_PER_MS);
    }

    /** Lets time come and does what is due; how many ticks it took. */
    int letTimeCome(long ms) {
        nowMs = Math.max(nowMs, ms);
        int ticks = 0;
        while (engine.nextDueMs() <= nowMs) {
            tick.clear();
            tick.type = SignalType.TICK;
            tick.engineTimeMs = nowMs;
            engine.prepareTick(tick);
            tick.sequence = sequence++;
            engine.score(tick, slip);
            engine.detect(slip);
            engine.decide(tick, slip);
            ticks++;
        }
        return ticks;
    }

    long nowMs() {
        return nowMs;
    }

    /** Applies what the workload brings within a while, all of it at the present time. */
    void takeIn(int ms) {
        for (int i = 0; i < ms * SIGNALS_PER_MS; i++) {
            next(signal);
            engine.onSignal(signal);
        }
    }

    private void stamp(Signal s) {
        s.sequence = sequence++;
        s.engineTimeMs = nowMs;
    }

    /** Records that were decided so far, so that nothing is optimised away. */
    long decided() {
        return decided;
    }
}
