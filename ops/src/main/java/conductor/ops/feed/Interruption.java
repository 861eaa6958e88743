package conductor.ops.feed;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns a Ctrl-C into a request to stop, and holds the virtual machine back, for ten seconds at most or as long as it is told, until the work
 * has been put in order.
 */
public final class Interruption implements AutoCloseable {
    private static final long ORDERLY_STOP_S = 10;

    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread hook = new Thread(this::onShutdown, "feed-stop");
    private final long orderlyStopS;
    private volatile boolean requested;

    public Interruption() {
        this(ORDERLY_STOP_S);
    }

    /** @param orderlyStopS longest that the virtual machine is held back, in seconds. */
    public Interruption(long orderlyStopS) {
        this.orderlyStopS = orderlyStopS;
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
            done.await(orderlyStopS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
