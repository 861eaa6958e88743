package conductor.ops.simulate;

import conductor.ops.simulate.DayScript.Expectation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the node did on the day, from its records and from what it told the platform. */
final class Diary {
    private static final Set<String> ENVELOPE = new HashSet<>(List.of(
            "v",
            "seq",
            "engine",
            "type",
            "at",
            "scope",
            "subject",
            "session_id",
            "event_id",
            "cause",
            "late",
            "code",
            "actor"));

    private final DayScript script;
    private final long dayMs;
    private final Map<String, Decided> decisions = new LinkedHashMap<>();
    private final List<Map<String, Object>> rewards = new ArrayList<>();
    private final Map<String, Object> newest = new LinkedHashMap<>();
    private Map<String, Object> summary;
    private final Set<Object> bells = new HashSet<>();
    private int escalations;

    Diary(DayScript script, long dayMs) {
        this.script = script;
        this.dayMs = dayMs;
    }

    /** A record of {@code conductor.decisions.v1}. */
    void record(Map<String, Object> record) {
        switch (String.valueOf(record.get("type"))) {
            case "DECISION" -> decision(record).state(record);
            case "REWARD" -> rewards.add(members(record));
            case "ESCALATION" -> escalations++;
            case "SESSION_CLOSED" -> newest.remove(String.valueOf(record.get("session_id")));
            case "SUMMARY" -> summary = members(record);
            default -> {
                // Openings, closings, statuses and settings are no part of the story.
            }
        }
    }

    /** The decision that a record speaks of. */
    Decided decision(Map<String, Object> record) {
        return decisions.computeIfAbsent(
                String.valueOf(record.get("decision_id")),
                id -> new Decided(id, String.valueOf(record.get("at")), String.valueOf(record.get("session_id"))));
    }

    /** What the organiser's screen is told of a decision: {@code agent.decision}. */
    Decided shown(Map<?, ?> data) {
        Decided decided = decisions.computeIfAbsent(
                String.valueOf(data.get("decision_id")),
                id -> new Decided(id, String.valueOf(data.get("timestamp")), String.valueOf(data.get("session_id"))));
        decided.shown(data);
        return decided;
    }

    /** A score: {@code engagement:update}. */
    void score(Map<String, Object> update) {
        String session = String.valueOf(update.get("sessionId"));
        newest.put(session, update.get("score"));
    }

    /** A message to the organiser's bell: {@code agent:notifications:{eventId}}. */
    void bell(Map<String, Object> message) {
        bells.add(message.get("seq"));
    }

    /** Whether the bell has rung for a record. */
    boolean rang(Map<String, Object> record) {
        return bells.contains(record.get("seq"));
    }

    /** The newest score of a session, or null. */
    Object newestScore(String session) {
        return newest.get(session);
    }

    /** A record of an earlier run. */
    void recall(Map<String, Object> record) {
        record(record);
        if ("DECISION".equals(record.get("type"))) {
            decision(record).recalled(record);
        }
    }

    /** At which second of the day a record was made; negative for one of an earlier day. */
    int second(Map<String, Object> record) {
        return secondOf(String.valueOf(record.get("at")));
    }

    private int secondOf(String utc) {
        return (int) Math.floorDiv(Instant.parse(utc).toEpochMilli() - dayMs, 1_000L);
    }

    /** Whether a decision waits for a person. */
    boolean waits() {
        return decisions.values().stream().anyMatch(Decided::waits);
    }

    Collection<Decided> decisions() {
        return decisions.values();
    }

    /** The summary of the event, or null while there is none. */
    Map<String, Object> summary() {
        return summary;
    }

    /** The decision that an expectation speaks of, or null where it did not come. */
    Decided expected(Expectation expectation) {
        return decisions.values().stream()
                .filter(decided -> meets(decided, expectation))
                .findFirst()
                .orElse(null);
    }

    /**
     * The day as one JSON object.
     *
     * @param status of the node at the end.
     */
    Map<String, Object> toMap(Map<String, Object> status) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("event_id", script.event());
        map.put("automatic", count("AUTO_APPROVED"));
        map.put("proposed", count("PROPOSED"));
        map.put("approved", count("APPROVED"));
        map.put("expired", count("EXPIRED"));
        map.put("executed", count("EXECUTED"));
        map.put("failed", count("FAILED"));
        map.put("escalations", escalations);
        map.put("bells", bells.size());
        map.put("decisions", decisions.values().stream().map(Decided::toMap).toList());
        map.put("rewards", rewards);
        map.put("expected", script.expected().stream().map(this::checked).toList());
        map.put("summary", summary);
        for (String figure : List.of("engine", "sequence", "state_hash", "signals", "scores", "engine_time")) {
            map.put(figure, status.get(figure));
        }
        map.put("records", status.get("decisions"));
        return map;
    }

    private boolean meets(Decided decided, Expectation expectation) {
        int s = secondOf(decided.at());
        return decided.session().equals(expectation.session())
                && s >= expectation.fromS()
                && s <= expectation.untilS()
                && decided.anomalyClass().equals(expectation.anomalyClass())
                && expectation.arm().equals(decided.arm())
                && decided.confidence() >= expectation.minConfidence()
                && decided.confidence() <= expectation.maxConfidence()
                && decided.had(expectation.automatic() ? "AUTO_APPROVED" : "PROPOSED")
                && decided.score() <= expectation.maxScore();
    }

    private Map<String, Object> checked(Expectation expectation) {
        Decided decided = expected(expectation);
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("title", expectation.title());
        map.put("met", decided != null);
        map.put("decision_id", decided == null ? null : decided.id());
        return map;
    }

    private long count(String state) {
        return decisions.values().stream().filter(decided -> decided.had(state)).count();
    }

    private static Map<String, Object> members(Map<String, Object> record) {
        Map<String, Object> members = new LinkedHashMap<>(record);
        members.keySet().removeAll(ENVELOPE);
        return members;
    }
}
