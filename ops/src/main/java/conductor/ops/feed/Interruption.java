package conductor.ops.feed;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns a Ctrl-C into a request to stop, and holds the virtual machine back, for ten seconds at most, until the work has
 * been put in order.
 */
public final class Interruption implements AutoCloseable {
    private static final long ORDERLY_STOP_S = 10;

    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread hook = new Thread(this::onShutdown, "feed-stop");
    private volatile boolean requested;

    public Interruption() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Whether somebody wants the work to stop. */
    public boolean requested() {
        return requested;
    }

    /** The work is in order: the virtual machine may end. */
    @Override
    public void close() {
        done.countDown();
        if (!requested) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                // The virtual machine has just begun to end, and the hook returns at once.
                requested = true;
            }
        }
    }

    private void onShutdown() {
        requested = true;
        try {
            done.await(ORDERLY_STOP_S, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
