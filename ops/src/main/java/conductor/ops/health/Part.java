package conductor.ops.health;

import conductor.gateway.json.Times;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One part of the node. It may say how it is as often as it likes: only a change of state moves {@code since} and is logged, once,
 * with how long the state before it lasted. Another reason for the same state replaces the reason in silence.
 */
public final class Part {
    private static final Logger LOG = LoggerFactory.getLogger(Part.class);

    /**
     * How a part is.
     *
     * @param state how it is.
     * @param sinceMs epoch milliseconds since which it is so.
     * @param reason a sentence for the operator, or null while it is up.
     */
    public record Condition(State state, long sinceMs, String reason) {
        /** Members in JSON: {@code state}, {@code since}, {@code reason}. */
        public Map<String, Object> toMap() {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("state", state.text());
            map.put("since", Times.utc(sinceMs));
            map.put("reason", reason);
            return map;
        }
    }

    private final String name;
    private final InstantSource clock;
    private volatile Condition condition;

    Part(String name, InstantSource clock) {
        this.name = name;
        this.clock = clock;
        this.condition = new Condition(State.STARTING, clock.millis(), "has not started yet");
    }

    /** It works. */
    public void up() {
        become(State.UP, null);
    }

    /** It works worse than it should; the node stays ready. */
    public void degraded(String reason) {
        become(State.DEGRADED, reason);
    }

    /** It does not work; the node is not ready. */
    public void down(String reason) {
        become(State.DOWN, reason);
    }

    /** How it is now. */
    public Condition condition() {
        return condition;
    }

    private synchronized void become(State state, String reason) {
        Condition before = condition;
        if (before.state() == state) {
            if (reason != null && !reason.equals(before.reason())) {
                condition = new Condition(state, before.sinceMs(), reason);
            }
            return;
        }
        condition = new Condition(state, clock.millis(), reason);
        log(before, condition);
    }

    private void log(Condition before, Condition now) {
        String lasted = duration(now.sinceMs() - before.sinceMs());
        boolean first = before.state() == State.STARTING;
        if (now.state() == State.UP) {
            if (!first) {
                LOG.info(
                        "{} is up again after {} {}",
                        name,
                        lasted,
                        before.state().text());
            }
        } else if (first) {
            LOG.warn("{} is {}: {}", name, now.state().text(), now.reason());
        } else {
            LOG.warn(
                    "{} is {} after {} {}: {}",
                    name,
                    now.state().text(),
                    lasted,
                    before.state().text(),
                    now.reason());
        }
    }

    /** Milliseconds for people; a clock that was set back in between counts as no time. */
    public static String duration(long ms) {
        long seconds = Math.max(0, ms) / 1_000;
        if (seconds < 60) {
            return String.format(Locale.ROOT, "%.1f s", Math.max(0, ms) / 1e3);
        }
        if (seconds < 3_600) {
            return seconds / 60 + " min " + seconds % 60 + " s";
        }
        return seconds / 3_600 + " h " + seconds % 3_600 / 60 + " min";
    }
}
