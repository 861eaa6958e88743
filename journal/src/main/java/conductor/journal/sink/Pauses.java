package conductor.journal.sink;

import java.util.concurrent.ThreadLocalRandom;

/** Growing pauses between attempts, with jitter so that many nodes do not come back at the same moment. */
final class Pauses {
    private static final long FIRST_MS = 50;

    private final long maxMs;
    private long nextMs = FIRST_MS;

    Pauses(long maxMs) {
        this.maxMs = maxMs;
    }

    /** How long to wait now: half of the pause and a random part of the other half. */
    long nextMs() {
        long pauseMs = Math.min(nextMs, maxMs);
        nextMs = Math.min(2 * nextMs, maxMs);
        return pauseMs / 2 + ThreadLocalRandom.current().nextLong(pauseMs / 2 + 1);
    }

    void reset() {
        nextMs = FIRST_MS;
    }
}
