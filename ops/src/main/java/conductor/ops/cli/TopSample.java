package conductor.ops.cli;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Two looks at a node's status, one after the other: what it is at the second, and the rates between them.
 *
 * @param before status at the first look.
 * @param now status at the second.
 * @param seconds between the two.
 */
record TopSample(Map<String, Object> before, Map<String, Object> now, double seconds) {
    /** How much a count rose a second. */
    double rate(String name) {
        return Math.max(0, number(now, name) - number(before, name)) / seconds;
    }

    /** A number of the second look, 0 where it is not there (yet). */
    long number(String name) {
        return number(now, name);
    }

    /** Members of a member of the second look, empty where it is not there (yet). */
    Map<?, ?> map(String name) {
        return now.get(name) instanceof Map<?, ?> map ? map : Map.of();
    }

    /** Milliseconds that applied entries are behind the clock. */
    long lagMs() {
        return map("components").get("engine_lag_ms") instanceof Number lag ? lag.longValue() : 0;
    }

    /** Members of {@code top -o json}. */
    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("phase", now.get("phase"));
        map.put("engine", now.get("engine"));
        map.put("uptime_seconds", now.get("uptime_seconds"));
        map.put("seconds", seconds);
        map.put("signals_per_s", rate("signals"));
        map.put("decisions_per_s", rate("decisions"));
        map.put("scores_per_s", rate("scores"));
        map.put("ring_size", number("ring_size"));
        map.put("ring_used", number("ring_size") - number("ring_free_slots"));
        map.put("engine_lag_ms", lagMs());
        map.put("sessions", number("sessions"));
        map.put("sessions_max", number("sessions_max"));
        map.put("approvals_pending", number("approvals_pending"));
        map.put("anomalies_since_start", map("anomalies_since_start"));
        map.put("interventions_since_start", map("interventions_since_start"));
        map.put("dead_letters_since_start", deadLetters());
        map.put("latency", map("latency"));
        map.put("indicators", map("indicators"));
        map.put("components", map("components"));
        return map;
    }

    /** Dead letters since the node's start, by reason. */
    Map<?, ?> deadLetters() {
        return map("source").get("dead_letters_since_start") instanceof Map<?, ?> byReason ? byReason : Map.of();
    }

    private static long number(Map<String, Object> status, String name) {
        return status.get(name) instanceof Number number ? number.longValue() : 0;
    }
}
