package conductor.gateway.redis;

/**
 * The time that drives a live node: the Redis server's clock as this host knows it, the last answer of TIME plus what has passed
 * here since it arrived. The answer was given before it arrived, so the estimate is never ahead of the server. For one thread.
 *
 * <p>It never goes back. Redis gives no ids before those that it gave, so after its clock was set back new entries have ids of the time
 * before; were time to follow, they would wait for the clock, or be taken for entries of the future. Therefore a step back of up to
 * a second is waited out, and after a greater one time goes on from where it was, ahead of the server, and runs a tenth slower until
 * both agree. A step forward is followed at once, first by what we are ahead. The same holds for a node that starts with an engine whose
 * time is ahead of the server's by more than ids may be.
 */
class RedisClock {
    /** Ids may be so far ahead of the clock. */
    static final long FUTURE_MS = 60_000;

    private static final long WAITED_OUT_US = 1_000_000;
    /** Less may be an answer that was late because this machine stood still. */
    private static final long FORWARD_US = 5_000_000;

    private static final long SLOWER_BY = 10;

    private final long engineTimeUs;
    private boolean known;
    private long serverUs;
    private long timeUs;
    private long aheadUs;
    private long atNs;
    private long steps;
    private long forwardUs;

    /** @param engineTimeMs time of the recovered engine. */
    RedisClock(long engineTimeMs) {
        this.engineTimeUs = engineTimeMs * 1_000;
    }

    /** Takes an answer of TIME that arrived at {@code nowNs}. */
    void set(long answeredUs, long nowNs) {
        if (known) {
            long passedUs = (nowNs - atNs) / 1_000;
            aheadUs -= Math.min(aheadUs, passedUs / SLOWER_BY);
            forward(answeredUs - serverUs - passedUs);
        } else if (engineTimeUs - answeredUs > FUTURE_MS * 1_000) {
            timeUs = engineTimeUs;
        }
        known = true;
        long backUs = timeUs - (answeredUs + aheadUs);
        if (backUs > WAITED_OUT_US) {
            aheadUs += backUs;
            steps++;
        }
        serverUs = answeredUs;
        timeUs = Math.max(timeUs, answeredUs + aheadUs);
        atNs = nowNs;
    }

    private void forward(long stepUs) {
        if (stepUs > FORWARD_US) {
            forwardUs = stepUs;
            aheadUs -= Math.min(aheadUs, stepUs);
            steps++;
        }
    }

    /** Time at the last answer, in milliseconds: entries of earlier milliseconds were complete then, unless time is ahead. */
    long answeredMs() {
        return timeUs / 1_000;
    }

    /** Time at {@code nowNs}, in milliseconds. */
    long timeMs(long nowNs) {
        return timeUs(nowNs) / 1_000;
    }

    /** What the server's clock shows at {@code nowNs}, in milliseconds. */
    long serverMs(long nowNs) {
        return (serverUs + (nowNs - atNs) / 1_000) / 1_000;
    }

    /** Nanoseconds from {@code nowNs} until time is {@code ms}; 0 or less when it is. */
    long untilNs(long ms, long nowNs) {
        return (ms * 1_000 - timeUs(nowNs)) * 1_000;
    }

    /** Milliseconds that time is ahead of the server's clock because that was set back. */
    long aheadMs() {
        return aheadUs / 1_000;
    }

    /** Steps seen so far: back by more than a second, or forward by more than five. */
    long steps() {
        return steps;
    }

    /** Milliseconds of the last step forward, 0 if there was none. */
    long forwardMs() {
        return forwardUs / 1_000;
    }

    private long timeUs(long nowNs) {
        return timeUs + (nowNs - atNs) / 1_000;
    }
}
