package conductor.ops.console;

import java.io.PrintStream;
import java.util.concurrent.TimeUnit;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Progress of a long command on standard error: a bar on a terminal, a plain line every two seconds elsewhere. */
public final class Progress implements AutoCloseable {
    private static final long LINE_INTERVAL_NS = TimeUnit.SECONDS.toNanos(2);
    private static final int BAR_UPDATE_MS = 250;

    private final String task;
    private final PrintStream err;
    private final ProgressBar bar;
    private long lastLineNs = System.nanoTime();

    private Progress(String task, long total, PrintStream err, boolean terminal) {
        this.task = task;
        this.err = err;
        this.bar = terminal
                ? new ProgressBarBuilder()
                        .setTaskName(task)
                        .setInitialMax(total)
                        .setStyle(ProgressBarStyle.ASCII)
                        .setUpdateIntervalMillis(BAR_UPDATE_MS)
                        .setConsumer(new me.tongfei.progressbar.ConsoleProgressBarConsumer(err))
                        .build()
                : null;
    }

    /** @param total steps in all, -1 when it is not known. */
    public static Progress start(String task, long total) {
        return new Progress(task, total, System.err, Terminal.onStderr());
    }

    /** A progress that only prints lines, for tests and pipes. */
    static Progress lines(String task, PrintStream err) {
        return new Progress(task, -1, err, false);
    }

    /** Steps done so far and in all (-1 when it is not known). */
    public void update(long done, long total) {
        if (bar != null) {
            bar.maxHint(total);
            bar.stepTo(done);
        } else if (System.nanoTime() - lastLineNs >= LINE_INTERVAL_NS) {
            lastLineNs = System.nanoTime();
            err.println(task + ": " + done + (total > 0 ? " of " + total : ""));
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
