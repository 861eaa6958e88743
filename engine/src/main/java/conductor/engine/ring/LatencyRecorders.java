package conductor.engine.ring;

import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;
import conductor.engine.core.SourceId;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;

/**
 * How long things take, as histograms of nanoseconds. The engine thread records without allocating and without waiting; one other
 * thread takes what was recorded since it asked last ({@link #engineDurations}, {@link #endToEnd}) and does with it what it likes.
 *
 * <p>Two looks at the clock a batch and no more: a look costs about as much as a tenth of a signal.
 */
public final class LatencyRecorders {
    /** Longest duration that is told apart, an hour; what took longer counts as this. */
    public static final long LONGEST_NS = 3_600_000_000_000L;

    private static final int DIGITS = 2;
    private static final long NS_PER_MS = 1_000_000;

    private final SingleWriterRecorder engineDurations = new SingleWriterRecorder(LONGEST_NS, DIGITS);
    private final SingleWriterRecorder endToEnd = new SingleWriterRecorder(LONGEST_NS, DIGITS);
    private final boolean live;
    private final long[] arrivedMs;
    private final int[] arrivals;
    private int runs;
    private long startNs;

    /**
     * @param clock only live entries have an arrival: those of a playback were recorded some time.
     * @param batchMax most records between two commits.
     */
    LatencyRecorders(ClockMode clock, int batchMax) {
        this.live = clock == ClockMode.REDIS;
        this.arrivedMs = new long[batchMax];
        this.arrivals = new int[batchMax];
        this.startNs = System.nanoTime();
    }

    /**
     * What a record cost the engine thread, look-ahead, journal and commits included: the duration of its batch divided by the
     * batch's records, counted once a record. So the count is that of the records, the sum the time that the thread was busy. In
     * the chained layout it is the time of the batch on its way through all stages, which other batches share.
     *
     * @param recycle what the last call answered, to be used again, or null.
     */
    public Histogram engineDurations(Histogram recycle) {
        return engineDurations.getIntervalHistogram(recycle);
    }

    /**
     * From the arrival of an entry in its stream (its id, by the Redis clock) to the commit of what it caused (by this machine's
     * clock); 0 when the clocks differ by more. Every entry counts with its own arrival, so what had to wait behind a pause is
     * in it. Empty in a playback.
     *
     * @param recycle what the last call answered, to be used again, or null.
     */
    public Histogram endToEnd(Histogram recycle) {
        return endToEnd.getIntervalHistogram(recycle);
    }

    /** The engine begins to work after it waited, or goes straight on to the next batch. */
    void batchStarts() {
        startNs = System.nanoTime();
    }

    /** The same where another thread began with the batch. */
    void batchStartedAt(long ns) {
        startNs = ns;
    }

    /** Notes a signal of the open batch; entries of one millisecond that follow each other are one run. */
    void applied(Signal signal) {
        if (!live || !isEntry(signal)) {
            return;
        }
        if (runs == 0 || arrivedMs[runs - 1] != signal.sourceTimeMs) {
            arrivedMs[runs] = signal.sourceTimeMs;
            arrivals[runs++] = 0;
        }
        arrivals[runs - 1]++;
    }

    private static boolean isEntry(Signal signal) {
        return signal.source != SourceId.INTERNAL
                && signal.source != SourceId.TIME
                && signal.type != SignalType.SOURCE_POSITION;
    }

    /** The open batch is committed. */
    void committed(int records) {
        long nowNs = System.nanoTime();
        engineDurations.recordValueWithCount(Math.min(LONGEST_NS, (nowNs - startNs) / records), records);
        startNs = nowNs;
        if (runs > 0) {
            long nowMs = System.currentTimeMillis();
            for (int run = 0; run < runs; run++) {
                long waitedMs = Math.min(LONGEST_NS / NS_PER_MS, Math.max(0, nowMs - arrivedMs[run]));
                endToEnd.recordValueWithCount(waitedMs * NS_PER_MS, arrivals[run]);
            }
            runs = 0;
        }
    }
}
