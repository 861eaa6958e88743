package conductor.gateway.edge;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** What the records say of one session: what a list and a page of it show. Changed by one thread, read by any. */
public final class SessionCard {
    private static final int DECISIONS = 20;
    private static final Set<String> PENDING = Set.of("PROPOSED", "APPROVED", "AUTO_APPROVED", "PUBLISHED");

    private static final Set<String> DECISION_MEMBERS = Set.of(
            "state",
            "code",
            "intervention_type",
            "severity",
            "reasoning",
            "expires_at",
            "preview",
            "explanation",
            "intervention_id",
            "content",
            "content_method",
            "result",
            "error",
            "actor",
            "reason");

    private final String sessionId;
    private final UnaryOperator<String> settingsMode;
    private final Supplier<String> defaultMode;
    private final SessionPoints points = new SessionPoints();
    /** By decision id, the one that changed last behind the others. */
    private final Map<String, Map<String, Object>> decisions = new LinkedHashMap<>();

    private String eventId = "unknown";
    private String openedAt;
    private String lastAt;
    private String status = "MONITORING";
    private String statusDecision;
    private String expiresAt;
    private String ownMode;
    private String eventMode;
    private Map<String, Object> score = Map.of();
    private Map<String, Object> anomaly;
    private long place;

    SessionCard(String sessionId) {
        this(sessionId, event -> null, () -> null);
    }

    /**
     * @param settingsMode the mode in an event's settings, null where there are none that are known.
     * @param defaultMode that of events without settings, null where it is not known.
     */
    SessionCard(String sessionId, UnaryOperator<String> settingsMode, Supplier<String> defaultMode) {
        this.sessionId = sessionId;
        this.settingsMode = settingsMode;
        this.defaultMode = defaultMode;
    }

    synchronized void apply(FeedRecord record, long scorePlace) {
        lastAt = record.text("at");
        if (record.eventId() != null) {
            eventId = record.eventId();
        }
        switch (record.type()) {
            case "SESSION_OPENED" -> openedAt = lastAt;
            case "SCORE" -> score(record, scorePlace);
            case "STATUS" -> {
                status = String.valueOf(record.text("status"));
                statusDecision = record.text("decision_id");
                expiresAt = record.text("expires_at");
            }
            case "ANOMALY" -> anomaly = record.members();
            case "MODE" -> mode(record);
            case "DECISION" -> decision(record);
            case "REWARD" -> reward(record);
            default -> {
                // Says nothing of the session that is shown.
            }
        }
    }

    private void score(FeedRecord record, long scorePlace) {
        score = record.members();
        place = scorePlace;
        if (score.get("score") instanceof Number value) {
            points.add(lastAt, value.doubleValue());
            boolean over = anomaly != null && status.equals("MONITORING") && !isBelowExpected(value.doubleValue());
            anomaly = over ? null : anomaly;
        }
    }

    /** The condition of an anomaly has not ended for as long as the score is nearer to it than to what was expected. */
    private boolean isBelowExpected(double value) {
        return anomaly.get("currentEngagement") instanceof Number current
                && anomaly.get("expectedEngagement") instanceof Number expected
                && value < (current.doubleValue() + expected.doubleValue()) / 2;
    }

    private void mode(FeedRecord record) {
        if (record.members().get("values") instanceof Map<?, ?> values && values.get("mode") instanceof String mode) {
            boolean own = "SESSION".equals(values.get("source"));
            ownMode = own ? mode : null;
            eventMode = own ? eventMode : mode;
        }
    }

    private void decision(FeedRecord record) {
        String id = record.text("decision_id");
        Map<String, Object> known = decisions.remove(id);
        Map<String, Object> decision = known == null ? new LinkedHashMap<>() : new LinkedHashMap<>(known);
        decision.putIfAbsent("decision_id", id);
        decision.putIfAbsent("proposed_at", lastAt);
        decision.put("at", lastAt);
        record.members().forEach((name, value) -> {
            if (DECISION_MEMBERS.contains(name) && (value != null || name.equals("code"))) {
                decision.put(name, value);
            }
        });
        if (ownMode == null
                && record.members().get("explanation") instanceof Map<?, ?> explanation
                && explanation.get("mode") instanceof String mode) {
            eventMode = mode;
        }
        decisions.put(id, decision);
        if (decisions.size() > DECISIONS) {
            decisions.remove(decisions.keySet().iterator().next());
        }
    }

    private void reward(FeedRecord record) {
        Map<String, Object> known = decisions.get(String.valueOf(record.text("decision_id")));
        if (known != null) {
            Map<String, Object> decision = new LinkedHashMap<>(known);
            for (String name : List.of("reward", "delta", "group", "overlap", "learned")) {
                decision.put(name, record.members().get(name));
            }
            decisions.put(record.text("decision_id"), decision);
        }
    }

    /** Its id. */
    public String sessionId() {
        return sessionId;
    }

    /** Its event, {@code unknown} where it is. */
    public synchronized String eventId() {
        return eventId;
    }

    /** Whether nothing was heard of it since a time. */
    synchronized boolean isSilentSince(String at) {
        return lastAt == null || lastAt.compareTo(at) < 0;
    }

    /** Place of its newest score in the ring. */
    synchronized long scorePlace() {
        return place;
    }

    /** The decision that waits for a person or is under way, or null. */
    public synchronized Map<String, Object> current() {
        Map<String, Object> current = null;
        for (Map<String, Object> decision : decisions.values()) {
            current = PENDING.contains(String.valueOf(decision.get("state"))) ? decision : current;
        }
        return current;
    }

    /** A decision of the newest ones, or null. */
    public synchronized Map<String, Object> decision(String decisionId) {
        return decisions.get(decisionId);
    }

    /** Its own, else what the event's settings say, else what its last decision was made in, else the default. */
    private String mode() {
        if (ownMode != null) {
            return ownMode;
        }
        String told = settingsMode.apply(eventId);
        if (told == null) {
            told = eventMode;
        }
        return told == null ? defaultMode.get() : told;
    }

    /** A line of a list. */
    public synchronized Map<String, Object> summary() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("session_id", sessionId);
        all.put("event_id", eventId);
        all.put("opened_at", openedAt);
        all.put("last_at", lastAt);
        all.put("status", status);
        all.put("decision_id", statusDecision);
        all.put("expires_at", expiresAt);
        all.put("score", score.get("score"));
        all.put("category", score.get("category"));
        double before = points.last(6);
        boolean known = !Double.isNaN(before) && score.get("score") instanceof Number;
        all.put("trend", known ? points.last(0) - before : null);
        all.put("signals", score.get("signals"));
        all.put("mode", mode());
        all.put("mode_source", ownMode == null ? "EVENT" : "SESSION");
        all.put("anomaly", anomaly == null ? null : anomaly.get("class"));
        all.put("severity", anomaly == null ? null : anomaly.get("severity"));
        return all;
    }

    /** All that a page of it shows. */
    public synchronized Map<String, Object> whole() {
        Map<String, Object> all = summary();
        all.put("components", score.get("components"));
        all.put("anomaly", anomaly);
        all.put("points", points.list());
        List<Map<String, Object>> newestFirst = new ArrayList<>(decisions.values());
        Collections.reverse(newestFirst);
        all.put("decisions", newestFirst);
        return all;
    }
}
