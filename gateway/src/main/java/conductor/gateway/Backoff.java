package conductor.gateway;

import java.util.concurrent.ThreadLocalRandom;

/**
 * How long to wait before the next try: doubling, with the upper half of each step left to chance so that many nodes do not come
 * back at the same moment. One thread.
 */
public final class Backoff {
    private final long firstMs;
    private final long maxMs;
    private long stepMs;

    /**
     * @param firstMs the first step in milliseconds.
     * @param maxMs the longest.
     */
    public Backoff(long firstMs, long maxMs) {
        this.firstMs = Math.min(firstMs, maxMs);
        this.maxMs = maxMs;
        this.stepMs = this.firstMs;
    }

    /** The next wait in milliseconds. */
    public long nextMs() {
        long halfMs = stepMs / 2;
        long waitMs = stepMs - halfMs + ThreadLocalRandom.current().nextLong(halfMs + 1);
        stepMs = Math.min(maxMs, stepMs * 2);
        return waitMs;
    }

    /** Begins with the first step again, after a try that succeeded. */
    public void reset() {
        stepMs = firstMs;
    }
}
