package conductor.ops.feed;

import conductor.gateway.json.Times;
import conductor.ops.console.Terminal;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/** How far a feed is: a bar on a terminal, elsewhere a plain line every few seconds; always on standard error. */
interface FeedProgress extends AutoCloseable {
    /** Called after every entry; must be cheap. */
    void at(long entries, long recordedMs);

    @Override
    void close();

    static FeedProgress on(PrintWriter err, boolean terminal, long totalEntries) {
        return terminal ? new Bar(totalEntries) : new Lines(err, totalEntries);
    }

    /**
     * A bar with rate and recorded time. It is told the terminal's width, because asking for it would make its library take
     * over SIGINT, and Ctrl-C would kill the feed without a summary.
     */
    final class Bar implements FeedProgress {
        private static final long PERIOD_NS = TimeUnit.MILLISECONDS.toNanos(200);

        private final ProgressBar bar;
        private long stepNs = System.nanoTime() - PERIOD_NS;

        Bar(long totalEntries) {
            bar = new ProgressBarBuilder()
                    .setTaskName("feed")
                    .setInitialMax(totalEntries)
                    .setConsumer(new ConsoleProgressBarConsumer(System.err, Terminal.columns()))
                    .showSpeed()
                    .build();
        }

        @Override
        public void at(long entries, long recordedMs) {
            long nowNs = System.nanoTime();
            if (nowNs - stepNs >= PERIOD_NS) {
                stepNs = nowNs;
                bar.stepTo(entries);
                bar.setExtraMessage(" " + Times.utc(recordedMs) + (entries == bar.getMax() ? " (tail)" : ""));
            }
        }

        @Override
        public void close() {
            bar.close();
        }
    }

    /** A line every three seconds. */
    final class Lines implements FeedProgress {
        private static final long PERIOD_NS = TimeUnit.SECONDS.toNanos(3);

        private final PrintWriter err;
        private final long totalEntries;
        private final long startNs = System.nanoTime();
        private long lineNs = startNs;

        Lines(PrintWriter err, long totalEntries) {
            this.err = err;
            this.totalEntries = totalEntries;
        }

        @Override
        public void at(long entries, long recordedMs) {
            long nowNs = System.nanoTime();
            if (nowNs - lineNs < PERIOD_NS) {
                return;
            }
            lineNs = nowNs;
            err.printf(
                    Locale.ROOT,
                    "feed: %,d of %,d entries (%.0f %%), %,.0f/s, recorded time %s%n",
                    entries,
                    totalEntries,
                    100.0 * entries / totalEntries,
                    entries * 1e9 / (nowNs - startNs),
                    Times.utc(recordedMs));
            err.flush();
        }

        @Override
        public void close() {
            err.flush();
        }
    }
}
