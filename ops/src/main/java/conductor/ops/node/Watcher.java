package conductor.ops.node;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that does small things again and again beside the node's work. An exception in one of them is logged and ends only that
 * turn; after an error of the virtual machine nothing that it does can be relied on, and the node is told.
 */
final class Watcher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Watcher.class);
    private static final long STOP_TIMEOUT_MS = 5_000;

    private final ScheduledExecutorService thread;
    private final Consumer<Throwable> onError;

    /**
     * @param name of the thread.
     * @param onError gets an error that ended one of the things for good.
     */
    Watcher(String name, Consumer<Throwable> onError) {
        this.onError = onError;
        this.thread = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread daemon = new Thread(work, name);
            daemon.setDaemon(true);
            return daemon;
        });
    }

    /** Does something now and then every so many milliseconds. */
    Watcher every(long periodMs, Runnable work) {
        thread.scheduleWithFixedDelay(() -> turn(work), 0, periodMs, TimeUnit.MILLISECONDS);
        return this;
    }

    private void turn(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            LOG.error("A look at the node failed; the next one follows", e);
        } catch (Throwable e) {
            onError.accept(e);
            throw e; // the schedule drops it
        }
    }

    @Override
    public void close() throws InterruptedException {
        thread.shutdownNow();
        if (!thread.awaitTermination(STOP_TIMEOUT_MS, TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException("the watcher did not end within " + STOP_TIMEOUT_MS + " ms");
        }
    }
}
