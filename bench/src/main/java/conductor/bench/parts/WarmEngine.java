package conductor.bench.parts;

import conductor.bench.Workload;
import conductor.engine.core.Engine;
import conductor.engine.core.EngineConfig;
import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;
import conductor.engine.core.SourceId;
import conductor.engine.core.Steps;
import conductor.engine.state.Hashing;

/** An engine in the midst of a busy day, whose host leaves each stage of a signal to the caller. */
final class WarmEngine {
    static final EngineConfig CONFIG = EngineConfig.defaults(0xbe7c4);

    private static final int SIGNALS = 1_000_000;
    private static final int SIGNALS_PER_MS = 50;

    final Engine engine;

    private final Workload workload;
    private final long[] sessionKeys;
    private final Signal tick = new Signal();
    private final Signal signal = new Signal();
    private final Steps slip = new Steps();
    private long number;
    private long sequence;
    private long nowMs = Workload.START_MS;
    private long decided;

    /** As many sessions, in which a workload of a million signals has gone on. */
    WarmEngine(int sessions) {
        this(sessions, SIGNALS);
    }

    /** @param signals of a workload that are applied before. */
    WarmEngine(int sessions, int signals) {
        this.workload = new Workload(sessions, SIGNALS, 42);
        this.sessionKeys = new long[sessions];
        this.engine = new Engine(CONFIG, decision -> decided++);
        for (int s = 0; s < sessions; s++) {
            workload.define(s, signal.clear());
            stamp(signal);
            engine.onSignal(signal);
            sessionKeys[s] = signal.subjectKey;
        }
        for (int i = 0; i < signals; i++) {
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

    /** So many people of every session write something at the present time, always the same ones. */
    void speak(int people) {
        for (long session : sessionKeys) {
            signal.clear();
            signal.type = SignalType.CHAT;
            signal.source = SourceId.CHAT;
            signal.subjectKey = session;
            for (int person = 1; person <= people; person++) {
                signal.actorKey = Hashing.pair(signal.subjectKey, person);
                signal.sourceTimeMs = nowMs;
                signal.sourceSeq = number++;
                stamp(signal);
                engine.onSignal(signal);
            }
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
