package conductor.bench.gateway;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** Nanoseconds from the moment at which a record was due until a client had it; kept while they count. */
final class Delays {
    private static final long HIGHEST_NS = TimeUnit.MINUTES.toNanos(1);

    private final Histogram all = new ConcurrentHistogram(HIGHEST_NS, 3);
    private volatile boolean counting;

    void count(boolean yes) {
        counting = yes;
    }

    void add(long ns) {
        if (counting) {
            all.recordValue(Math.max(0, Math.min(HIGHEST_NS, ns)));
        }
    }

    Histogram all() {
        return all;
    }
}
