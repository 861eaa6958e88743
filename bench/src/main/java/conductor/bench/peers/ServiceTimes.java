package conductor.bench.peers;

import org.HdrHistogram.Histogram;

/** How long single signals took, nanoseconds. */
final class ServiceTimes {
    private static final long LONGEST_NS = 60_000_000_000L;

    private final Histogram histogram = new Histogram(LONGEST_NS, 3);

    /** Adds the time of a signal. */
    void add(long ns) {
        histogram.recordValue(Math.min(LONGEST_NS, Math.max(0, ns)));
    }

    /** The time that this share of the signals did not exceed. */
    long percentileNs(double percent) {
        return histogram.getValueAtPercentile(percent);
    }
}
