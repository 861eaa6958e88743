package conductor.ops.metrics;

import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.HdrHistogram.Histogram;

/**
 * One duration that a recorder measures: interval histograms in, a cumulative Prometheus histogram with fixed buckets and the
 * percentiles of the last seconds out.
 *
 * <p>The interval histograms are those of an HdrHistogram recorder ({@code recorder::getIntervalHistogram}): the recording
 * thread never waits for whoever takes them.
 */
public final class LatencySeries implements Collector {
    /** Intervals that the percentiles look back on. */
    private static final int WINDOW = 10;

    private static final double NS = 1e9;

    private final String name;
    private final String help;
    private final double[] bounds;
    private final UnaryOperator<Histogram> source;
    private final long[] counts;
    private final Histogram[] window = new Histogram[WINDOW];
    private final Histogram sinceAsked = new Histogram(2);
    private int turn;
    private double sum;

    /**
     * @param name the metric's name, ending in {@code _seconds}.
     * @param boundsNs upper ends of the buckets in nanoseconds, rising.
     * @param source gives the histogram of nanoseconds since it was asked last; takes one to use again, or null.
     */
    public LatencySeries(String name, String help, long[] boundsNs, UnaryOperator<Histogram> source) {
        this.name = name;
        this.help = help;
        this.source = source;
        this.bounds = new double[boundsNs.length + 1];
        for (int i = 0; i < boundsNs.length; i++) {
            bounds[i] = boundsNs[i] / NS;
        }
        bounds[boundsNs.length] = Double.POSITIVE_INFINITY;
        this.counts = new long[bounds.length];
    }

    /** Upper ends of buckets in steps of 1, 2 and 5, between two powers of ten in nanoseconds. */
    public static long[] bounds(int fromPower, int toPower) {
        long[] bounds = new long[(toPower - fromPower) * 3 + 1];
        long decade = Math.round(Math.pow(10, fromPower));
        for (int i = 0; i < bounds.length; i++) {
            bounds[i] = decade * new int[] {1, 2, 5}[i % 3];
            decade = i % 3 == 2 ? decade * 10 : decade;
        }
        return bounds;
    }

    /** The metric's name. */
    public String name() {
        return name;
    }

    /** Takes what was recorded since the last time; the histogram is valid until it is asked {@value #WINDOW} times more. */
    synchronized Histogram take() {
        int slot = turn++ % WINDOW;
        Histogram interval = source.apply(window[slot]);
        window[slot] = interval;
        sinceAsked.add(interval);
        interval.recordedValues().forEach(value -> {
            counts[bucket(value.getValueIteratedTo())] += value.getCountAddedInThisIterationStep();
            sum += value.getValueIteratedTo() / NS * value.getCountAddedInThisIterationStep();
        });
        return interval;
    }

    private int bucket(long valueNs) {
        int i = 0;
        while (valueNs / NS > bounds[i]) {
            i++;
        }
        return i;
    }

    /** The 0.99 quantile in microseconds of what was taken since this was asked last; not a number where that was nothing. */
    public synchronized double p99Us() {
        double p99Us = sinceAsked.getTotalCount() == 0 ? Double.NaN : sinceAsked.getValueAtPercentile(99) / 1e3;
        sinceAsked.reset();
        return p99Us;
    }

    /** Count, percentiles and maximum of the last seconds, in microseconds, as JSON members. */
    public synchronized Map<String, Object> recent() {
        Histogram sum = new Histogram(3);
        for (Histogram interval : window) {
            if (interval != null) {
                sum.add(interval);
            }
        }
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("count", sum.getTotalCount());
        map.put("p50_us", sum.getValueAtPercentile(50) / 1e3);
        map.put("p99_us", sum.getValueAtPercentile(99) / 1e3);
        map.put("p999_us", sum.getValueAtPercentile(99.9) / 1e3);
        map.put("max_us", sum.getMaxValue() / 1e3);
        return map;
    }

    @Override
    public synchronized HistogramSnapshot collect() {
        return HistogramSnapshot.builder()
                .name(name)
                .help(help)
                .dataPoint(HistogramDataPointSnapshot.builder()
                        .classicHistogramBuckets(ClassicHistogramBuckets.of(bounds, counts.clone()))
                        .sum(sum)
                        .build())
                .build();
    }
}
