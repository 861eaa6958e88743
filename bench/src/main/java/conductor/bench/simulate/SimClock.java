package conductor.bench.simulate;

/** The clocks: one that only goes on, and that of the Redis server, which may be set. */
final class SimClock {
    private static final long START_MS = 1_772_446_500_000L;

    private long passedMs;
    private long setMs;

    void pass(long ms) {
        passedMs += ms;
    }

    /** Time that has passed since the beginning. */
    long passedMs() {
        return passedMs;
    }

    /** The server's clock is set by so much. */
    void set(long byMs) {
        setMs += byMs;
    }

    /** Nanoseconds that never go back. */
    long nanos() {
        return passedMs * 1_000_000;
    }

    /** What the server's clock shows. */
    long serverMs() {
        return START_MS + passedMs + setMs;
    }
}
