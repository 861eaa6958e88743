package conductor.ops.simulate;

import conductor.gateway.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One decision of the day as it goes through its states. */
final class Decided {
    private final String id;
    private final String at;
    private final String session;
    private final List<String> states = new ArrayList<>();
    private Map<?, ?> anomaly = Map.of();
    private Object confidence;
    private Object code;
    private String arm;
    private String content;
    private String expiresAt;

    Decided(String id, String at, String session) {
        this.id = id;
        this.at = at;
        this.session = session;
    }

    /** Its record of a new state. */
    void state(Map<String, Object> record) {
        states.add(String.valueOf(record.get("state")));
        code = record.get("code");
        if (record.get("explanation") instanceof Map<?, ?> explanation) {
            anomaly = explanation.get("anomaly") instanceof Map<?, ?> finding ? finding : anomaly;
            confidence = explanation.get("confidence");
        }
    }

    /** What the organiser's screen is told of it: {@code agent.decision}. */
    void shown(Map<?, ?> data) {
        if (data.get("decision") instanceof Map<?, ?> decision) {
            arm = String.valueOf(decision.get("interventionType"));
        }
        content = data.get("preview") instanceof Map<?, ?> preview ? text(preview) : null;
        expiresAt = data.get("expires_at") instanceof String time ? time : null;
    }

    /** What its record says of what {@link #shown} told in an earlier run. */
    void recalled(Map<String, Object> record) {
        arm = record.get("intervention_type") instanceof String type ? type : arm;
    }

    /** Whether a person is asked. */
    boolean waits() {
        return !states.isEmpty() && state().equals("PROPOSED");
    }

    String id() {
        return id;
    }

    /** When it was made. */
    String at() {
        return at;
    }

    String session() {
        return session;
    }

    /** The state that it has come to. */
    String state() {
        return states.get(states.size() - 1);
    }

    boolean had(String state) {
        return states.contains(state);
    }

    /** Why it is in its state, or null. */
    Object code() {
        return code;
    }

    /** The intervention that was chosen, or null where none was shown. */
    String arm() {
        return arm;
    }

    /** Until when a person may answer, or null where nobody is asked. */
    String expiresAt() {
        return expiresAt;
    }

    /** What attendees would read, or null. */
    String content() {
        return content;
    }

    String anomalyClass() {
        return String.valueOf(anomaly.get("class"));
    }

    /** 0 to 1; NaN where nothing was chosen. */
    double confidence() {
        return Numbers.of(confidence);
    }

    /** The score that it was made at. */
    double score() {
        return Numbers.of(anomaly.get("score"));
    }

    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("decision_id", id);
        map.put("at", at);
        map.put("session_id", session);
        map.put("class", anomaly.get("class"));
        map.put("score", anomaly.get("score"));
        map.put("expected", anomaly.get("expected"));
        map.put("anomaly_score", anomaly.get("a"));
        map.put("arm", arm);
        map.put("confidence", confidence);
        map.put("automatic", had("AUTO_APPROVED"));
        map.put("expires_at", expiresAt);
        map.put("states", List.copyOf(states));
        map.put("state", state());
        map.put("code", code);
        return map;
    }

    private static String text(Map<?, ?> preview) {
        for (String member : List.of("question", "message", "title", "name")) {
            if (preview.get(member) instanceof String text) {
                return text;
            }
        }
        Map<String, Object> all = new LinkedHashMap<>();
        preview.forEach((name, value) -> all.put(String.valueOf(name), value));
        return Json.write(all);
    }
}
