package conductor.bench;

import com.sun.management.ThreadMXBean;
import conductor.engine.audience.AudienceCounters;
import conductor.engine.core.Decision;
import conductor.engine.core.DecisionSink;
import conductor.engine.core.Engine;
import conductor.engine.core.EngineConfig;
import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;
import java.lang.management.ManagementFactory;
import java.util.Arrays;

/**
 * The engine alone in one thread, given signals as its host gives them: in batches that are looked at ahead; what is due before a signal
 * comes first, as ticks. No ring and no journal; records are counted and forgotten.
 */
final class EngineRig implements DecisionSink {
    /** Signals of a batch: as many as a document of the journal holds. */
    private static final int BATCH = 128;
    /** Signals whose time is taken together: few, so that some are left alone by the neighbours of this machine. */
    private static final int CHUNK = 10_000;

    /** Ticks whose times are kept, a power of two. */
    private static final int TICKS = 1 << 16;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Workload workload;
    private final boolean looksAhead;
    private final Engine engine;
    private final Signal[] batch = new Signal[BATCH];
    private final Signal tick = new Signal();
    private long sequence;
    private long records;
    private long ticks;
    private final long[] tickTimesNs = new long[TICKS];
    private final double[] evaluationNs = new double[TICKS];

    /** @param looksAhead whether batches are looked at ahead, as a host does. */
    EngineRig(Workload workload, EngineConfig config, boolean looksAhead) {
        this.workload = workload;
        this.looksAhead = looksAhead;
        this.engine = new Engine(config, this);
        for (int i = 0; i < BATCH; i++) {
            batch[i] = new Signal();
        }
        tick.type = SignalType.TICK;
    }

    @Override
    public void onDecision(Decision decision) {
        records++;
    }

    /**
     * What a part of the workload took. Times are of the thread's CPU, but for ticks, which are too short for that clock and told by the wall.
     *
     * @param cpuNs nanoseconds a signal, with what was due in between.
     * @param quietNs the same of the tenth of its chunks that took least.
     * @param evaluationNs nanoseconds an evaluation, of the tenth of the ticks whose evaluations took least.
     * @param tickP99Us of a whole tick, microseconds.
     * @param longestTickUs the longest.
     * @param evaluationsPerSignal how many there were.
     * @param bytes allocated a signal.
     */
    record Cost(
            double cpuNs,
            double quietNs,
            double evaluationNs,
            double tickP99Us,
            double longestTickUs,
            double evaluationsPerSignal,
            double bytes) {}

    /** Defines the sessions; without that their records have no names. */
    void define() {
        for (int s = 0; s < workload.sessions(); s++) {
            workload.define(s, batch[0].clear());
            apply(batch[0]);
        }
    }

    /** Gives the engine signals {@code from} (inclusive) to {@code to} (exclusive) and measures it; whole chunks. */
    Cost measure(int from, int to) {
        ticks = 0;
        long evaluations = engine.audienceCounter(AudienceCounters.EVALUATIONS);
        long bytes = THREADS.getCurrentThreadAllocatedBytes();
        long cpuNs = THREADS.getCurrentThreadCpuTime();
        double[] chunks = new double[(to - from) / CHUNK];
        for (int c = 0; c < chunks.length; c++) {
            long beganNs = THREADS.getCurrentThreadCpuTime();
            feed(from + c * CHUNK, from + (c + 1) * CHUNK);
            chunks[c] = (double) (THREADS.getCurrentThreadCpuTime() - beganNs) / CHUNK;
        }
        double signals = (double) chunks.length * CHUNK;
        cpuNs = THREADS.getCurrentThreadCpuTime() - cpuNs;
        bytes = THREADS.getCurrentThreadAllocatedBytes() - bytes;
        evaluations = engine.audienceCounter(AudienceCounters.EVALUATIONS) - evaluations;
        Arrays.sort(chunks);
        int known = (int) Math.min(ticks, TICKS);
        Arrays.sort(tickTimesNs, 0, known);
        Arrays.sort(evaluationNs, 0, known);
        return new Cost(
                cpuNs / signals,
                chunks[chunks.length / 10],
                known == 0 ? 0 : evaluationNs[known / 10],
                known == 0 ? 0 : tickTimesNs[known - 1 - known / 100] / 1e3,
                known == 0 ? 0 : tickTimesNs[known - 1] / 1e3,
                evaluations / signals,
                bytes / signals);
    }

    /** Gives the engine signals {@code from} (inclusive) to {@code to} (exclusive). */
    void feed(int from, int to) {
        for (int i = from; i < to; i += BATCH) {
            int count = Math.min(BATCH, to - i);
            for (int k = 0; k < count; k++) {
                workload.fill(i + k, batch[k].clear());
            }
            if (looksAhead) {
                engine.lookAhead(batch, count);
            }
            for (int k = 0; k < count; k++) {
                apply(batch[k]);
            }
        }
    }

    private void apply(Signal signal) {
        long nowMs = Math.max(engine.engineTimeMs(), signal.sourceTimeMs);
        if (engine.nextDueMs() <= nowMs) {
            tickUntilNothingIsDue(nowMs);
        }
        signal.engineTimeMs = nowMs;
        signal.sequence = sequence++;
        engine.onSignal(signal);
    }

    private void tickUntilNothingIsDue(long nowMs) {
        while (engine.nextDueMs() <= nowMs) {
            long evaluations = engine.audienceCounter(AudienceCounters.EVALUATIONS);
            long beganNs = System.nanoTime();
            tick.clear().type = SignalType.TICK;
            tick.engineTimeMs = nowMs;
            tick.sequence = sequence++;
            engine.prepareTick(tick);
            engine.onSignal(tick);
            long elapsedNs = System.nanoTime() - beganNs;
            int at = (int) (ticks++ & TICKS - 1);
            tickTimesNs[at] = elapsedNs;
            evaluations = engine.audienceCounter(AudienceCounters.EVALUATIONS) - evaluations;
            evaluationNs[at] = evaluations == 0 ? Double.MAX_VALUE : (double) elapsedNs / evaluations;
        }
    }

    /** Records that came out so far. */
    long records() {
        return records;
    }

    Engine engine() {
        return engine;
    }
}
