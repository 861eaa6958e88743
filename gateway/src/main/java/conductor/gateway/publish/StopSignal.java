package conductor.gateway.publish;

import java.util.concurrent.locks.LockSupport;

/** Asks the publisher thread to end and bounds how long it may still wait for Redis. */
final class StopSignal {
    /** Time for what is under way after the stop was asked for. */
    static final long GRACE_MS = 1_000;

    private static final long STEP_NS = 10_000_000;

    private volatile boolean requested;
    private volatile long deadlineNs;

    void request() {
        if (!requested) {
            deadlineNs = System.nanoTime() + GRACE_MS * 1_000_000;
            requested = true;
        }
    }

    boolean requested() {
        return requested;
    }

    /** Waits; ends early when a stop is asked for. */
    void pause(long ms) {
        long endNs = System.nanoTime() + ms * 1_000_000;
        while (!requested && !Thread.currentThread().isInterrupted()) {
            long leftNs = endNs - System.nanoTime();
            if (leftNs <= 0) {
                return;
            }
            LockSupport.parkNanos(Math.min(leftNs, STEP_NS));
        }
    }

    /** Whether the time for what was under way is over, too. */
    boolean expired() {
        return requested && System.nanoTime() - deadlineNs >= 0;
    }
}
