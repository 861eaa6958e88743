package conductor.gateway.publish;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/** Growing pauses between attempts, with jitter so that many nodes do not come back at the same moment. */
final class Backoff {
    private static final long FIRST_MS = 25;
    private static final long STEP_NS = 10_000_000;

    private final long maxMs;
    private long nextMs = FIRST_MS;

    Backoff(long maxMs) {
        this.maxMs = maxMs;
    }

    void reset() {
        nextMs = FIRST_MS;
    }

    /** Waits, half of the pause and a random part of the other half; ends early when a stop is asked for. */
    void pause(StopSignal stop) {
        long pauseMs = Math.min(nextMs, maxMs);
        nextMs = Math.min(nextMs * 2, maxMs);
        long halfNs = pauseMs * 500_000;
        long endNs = System.nanoTime() + halfNs + ThreadLocalRandom.current().nextLong(halfNs + 1);
        while (!stop.requested() && !Thread.currentThread().isInterrupted()) {
            long leftNs = endNs - System.nanoTime();
            if (leftNs <= 0) {
                return;
            }
            LockSupport.parkNanos(Math.min(leftNs, STEP_NS));
        }
    }
}
