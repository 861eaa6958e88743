package conductor.ops.node;

import java.util.function.BiConsumer;

/** A named thread that is asked to stop and waited for. An exception that ends it is handed to the watcher. */
final class NodeThread implements AutoCloseable {
    private final Thread thread;
    private final Runnable stop;
    private final long stopTimeoutMs;

    /**
     * Starts the thread.
     *
     * @param stop makes {@code work} return soon.
     * @param stopTimeoutMs how long it may take to.
     * @param onFailure gets the thread's name and what ended it.
     */
    NodeThread(String name, Runnable work, Runnable stop, long stopTimeoutMs, BiConsumer<String, Throwable> onFailure) {
        this.thread = new Thread(work, name);
        this.stop = stop;
        this.stopTimeoutMs = stopTimeoutMs;
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler((self, error) -> onFailure.accept(name, error));
        thread.start();
    }

    @Override
    public void close() throws InterruptedException {
        stop.run();
        thread.join(stopTimeoutMs);
        if (thread.isAlive()) {
            throw new IllegalStateException(
                    "the thread " + thread.getName() + " did not end within " + stopTimeoutMs + " ms");
        }
    }
}
