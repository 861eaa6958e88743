package conductor.gateway.redis;

import java.util.concurrent.ThreadLocalRandom;

/**
 * How long to wait before the next try: doubling from 50 ms to 5 s, with the upper half of each step left to chance.
 */
final class Backoff {
    private static final long FIRST_MS = 50;
    private static final long MAX_MS = 5_000;

    private long stepMs = FIRST_MS;

    /** The next wait in milliseconds. */
    long nextMs() {
        long wait = stepMs / 2 + ThreadLocalRandom.current().nextLong(stepMs / 2 + 1);
        stepMs = Math.min(MAX_MS, stepMs * 2);
        return wait;
    }

    void reset() {
        stepMs = FIRST_MS;
    }
}
