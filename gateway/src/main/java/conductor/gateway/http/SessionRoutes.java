package conductor.gateway.http;

import conductor.gateway.edge.DecisionFeed;
import conductor.gateway.edge.SessionBoard;
import conductor.gateway.edge.SessionCard;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the decision stream says of open sessions: the list, one of them, and its status as the platform asks for it. */
final class SessionRoutes {
    private static final int LIST_MOST = 1_000;
    private static final int LIST_USUAL = 200;

    private final DecisionFeed feed;

    SessionRoutes(DecisionFeed feed) {
        this.feed = feed;
    }

    /** The event of a session as far as it is known, else null. */
    String eventOf(String sessionId) {
        SessionCard card = feed.board().session(sessionId);
        return card == null || card.eventId().equals("unknown") ? null : card.eventId();
    }

    /** {@code GET /sessions}: the open ones that the caller may see, the neediest first. */
    Future<Void> list(Exchange exchange) {
        requireLive();
        if (!exchange.caller().maySeeSome()) {
            exchange.require(Access.VIEWER, null);
        }
        int limit = exchange.number("limit", 1, LIST_MOST, LIST_USUAL);
        String event = exchange.query("event_id");
        List<Map<String, Object>> items = new ArrayList<>();
        for (SessionCard card : feed.board().sessions(card -> wanted(exchange, event, card))) {
            items.add(card.summary());
        }
        items.sort(Need.ORDER);
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("total", items.size());
        body.put("items", items.subList(0, Math.min(limit, items.size())));
        body.put("pauses", pauses(exchange.caller(), feed.board()));
        body.put("suspect", feed.board().suspect());
        body.put("now", feed.newestAt());
        return exchange.json(200, body);
    }

    private static boolean wanted(Exchange exchange, String event, SessionCard card) {
        return (event == null || event.equals(card.eventId())) && maySee(exchange.caller(), card);
    }

    static boolean maySee(Caller caller, SessionCard card) {
        return caller.may(Access.VIEWER, card.eventId().equals("unknown") ? null : card.eventId());
    }

    /** Pauses of events that the caller may see, and the one of everything. */
    static List<Map<String, Object>> pauses(Caller caller, SessionBoard board) {
        return board.pauses().stream()
                .filter(pause -> !(pause.get("event_id") instanceof String event)
                        || event.equals("unknown")
                        || caller.may(Access.VIEWER, event))
                .toList();
    }

    /** {@code GET /sessions/{session_id}}: all that its page shows. */
    Future<Void> one(Exchange exchange) {
        Map<String, Object> body = new LinkedHashMap<>(card(exchange).whole());
        body.put("now", feed.newestAt());
        return exchange.json(200, body);
    }

    /** {@code GET /agent/sessions/{session_id}/status}. */
    Future<Void> status(Exchange exchange) {
        Map<String, Object> summary = card(exchange).summary();
        Map<String, Object> current = card(exchange).current();
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("session_id", summary.get("session_id"));
        body.put("event_id", summary.get("event_id"));
        body.put("mode", summary.get("mode"));
        body.put("mode_source", summary.get("mode_source"));
        body.put("status", summary.get("status"));
        body.put("score", summary.get("score"));
        body.put("category", summary.get("category"));
        body.put("last_activity", summary.get("last_at"));
        body.put("confidence_score", current == null ? null : confidence(current));
        body.put("current_decision", current);
        body.put("is_active", true);
        return exchange.json(200, body);
    }

    private static Object confidence(Map<String, Object> decision) {
        return decision.get("explanation") instanceof Map<?, ?> explanation ? explanation.get("confidence") : null;
    }

    SessionCard card(Exchange exchange) {
        requireLive();
        String id = exchange.path("session_id");
        SessionCard card = feed.board().session(id);
        if (card == null) {
            throw Problem.of(ProblemCode.UNKNOWN_SESSION, "No session " + id + " is open.");
        }
        return card;
    }

    void requireLive() {
        if (!feed.isLive()) {
            throw Problem.later(
                    ProblemCode.STARTING,
                    "This gateway has not caught up with the decisions yet, or Redis does not answer. Try again.",
                    2);
        }
    }

    /** Board of this gateway. */
    SessionBoard board() {
        return feed.board();
    }

    /** Which session needs a look most: one that waits for a person, then one with an anomaly, then by its score. */
    private static final class Need {
        private static final Comparator<Map<String, Object>> ORDER = Comparator.comparingInt(
                        (Map<String, Object> session) -> rank(session))
                .thenComparingDouble(Need::score)
                .thenComparing(session -> String.valueOf(session.get("session_id")));

        private static int rank(Map<String, Object> session) {
            return switch (String.valueOf(session.get("status"))) {
                case "WAITING_APPROVAL" -> 0;
                case "ANOMALY_DETECTED" -> 1;
                case "INTERVENING", "LEARNING" -> 2;
                default -> session.get("anomaly") == null ? 4 : 3;
            };
        }

        private static double score(Map<String, Object> session) {
            return session.get("score") instanceof Number score ? score.doubleValue() : 2;
        }
    }
}
