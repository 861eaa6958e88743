package conductor.bench.simulate;

import conductor.engine.core.Decision;
import conductor.engine.core.DecisionState;
import conductor.engine.core.DecisionType;

/**
 * The rule of a journal that lost its end: what is decided up to the present of its restoration may have been carried out before, under a
 * number that nobody knows any more, so no command of it goes out (I4).
 */
final class QuietTime {
    private final SimRedis redis;
    private long untilMs;

    QuietTime(SimRedis redis) {
        this.redis = redis;
    }

    /** Looks at the next record. */
    void take(Decision d) {
        if (d.type == DecisionType.RESTORED) {
            untilMs = Math.max(untilMs, d.causeTimeMs);
        }
        if (isCommand(d) && d.engineTimeMs <= untilMs && redis.isAnnounced(d.seq)) {
            throw new Violation(
                    "I4",
                    "the command of record " + d.seq + " left, which was decided " + (untilMs - d.engineTimeMs)
                            + " ms before the present of the restoration");
        }
    }

    private static boolean isCommand(Decision d) {
        return d.type == DecisionType.ESCALATION
                || d.type == DecisionType.DECISION && d.state == DecisionState.PUBLISHED;
    }
}
