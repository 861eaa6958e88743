package conductor.gateway.redis;

/**
 * The Redis server's clock as this host knows it: the last answer of TIME plus what has passed here since it arrived.
 * The answer was given before it arrived, so the estimate is never ahead of the server.
 */
final class RedisClock {
    private long timeUs;
    private long atNs;

    /** Takes an answer of TIME that arrived at {@code nowNs}. */
    void set(long answeredUs, long nowNs) {
        timeUs = answeredUs;
        atNs = nowNs;
    }

    /** The last answer in milliseconds: entries of earlier milliseconds were complete when it was given. */
    long answeredMs() {
        return timeUs / 1_000;
    }

    /** The server's time at {@code nowNs}, in milliseconds. */
    long timeMs(long nowNs) {
        return timeUs(nowNs) / 1_000;
    }

    /** Nanoseconds from {@code nowNs} until the server's clock shows {@code ms}; 0 or less when it does. */
    long untilNs(long ms, long nowNs) {
        return (ms * 1_000 - timeUs(nowNs)) * 1_000;
    }

    private long timeUs(long nowNs) {
        return timeUs + (nowNs - atNs) / 1_000;
    }
}
