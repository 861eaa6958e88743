package conductor.gateway.http;

import conductor.gateway.edge.CommandGiver;
import conductor.gateway.edge.SessionCard;
import io.vertx.core.Future;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What people ask the node to do. Each becomes a command on Redis, under {@code sub:key} where the client gave an {@code Idempotency-Key}, and its
 * answer is waited for up to two seconds; then 202 says under which id it will come.
 */
final class CommandRoutes {
    static final Set<String> MODES = Set.of("MANUAL", "SEMI_AUTO", "AUTO");
    private static final int REASON_MAX = 500;
    private static final int ID_BYTES = 9;
    private static final long PAUSE_MAX_S = 365 * 86_400;

    private final CommandGiver commands;
    private final SessionRoutes sessions;
    private final SecureRandom random = new SecureRandom();

    CommandRoutes(CommandGiver commands, SessionRoutes sessions) {
        this.commands = commands;
        this.sessions = sessions;
    }

    /** Makes the body of a success. */
    private interface Success {
        void fill(Map<String, Object> body, Map<String, Object> result);
    }

    Future<Void> approve(Exchange exchange) {
        return verdict(exchange, "APPROVE", Map.of(), (body, result) -> {
            Map<String, Object> decision = decision(exchange);
            body.put("state", decision.getOrDefault("state", "APPROVED"));
            body.put("approved_at", result.get("at"));
            body.put("intervention_id", decision.get("intervention_id"));
        });
    }

    Future<Void> reject(Exchange exchange) {
        Object reason = exchange.object().get("reason");
        Map<String, Object> members = new LinkedHashMap<>();
        if (reason != null) {
            members.put("reason", text("reason", reason, REASON_MAX));
        }
        return verdict(exchange, "REJECT", members, (body, result) -> {
            body.put("rejected_at", result.get("at"));
            body.put("reason", reason);
        });
    }

    private Map<String, Object> decision(Exchange exchange) {
        SessionCard card = sessions.board().session(exchange.path("session_id"));
        Map<String, Object> known = card == null ? null : card.decision(exchange.path("decision_id"));
        return known == null ? Map.of() : known;
    }

    private Future<Void> verdict(Exchange exchange, String type, Map<String, Object> more, Success success) {
        Map<String, Object> members = command(exchange, type);
        members.put("decision_id", exchange.path("decision_id"));
        members.put("session_id", exchange.path("session_id"));
        members.putAll(more);
        return give(exchange, members, 200, (body, result) -> {
            body.put("session_id", exchange.path("session_id"));
            body.put("decision_id", exchange.path("decision_id"));
            success.fill(body, result);
        });
    }

    Future<Void> mode(Exchange exchange) {
        Map<String, Object> asked = exchange.object();
        Object mode = asked.get("mode");
        if (!asked.containsKey("mode") || mode != null && !MODES.contains(String.valueOf(mode))) {
            throw invalid("/mode", "must be MANUAL, SEMI_AUTO, AUTO or null");
        }
        Map<String, Object> members = command(exchange, "SET_MODE");
        members.put("session_id", exchange.path("session_id"));
        members.put("mode", mode);
        return give(exchange, members, 200, (body, result) -> {
            body.put("session_id", exchange.path("session_id"));
            SessionCard card = sessions.board().session(exchange.path("session_id"));
            body.put(
                    "mode", mode != null || card == null ? mode : card.summary().get("mode"));
            body.put("source", mode == null ? "EVENT" : "SESSION");
            body.put("changed_at", result.get("at"));
        });
    }

    Future<Void> trigger(Exchange exchange) {
        Map<String, Object> asked = exchange.object();
        String session = text("session_id", asked.get("session_id"), 255);
        exchange.require(Access.ORGANISER, sessions.eventOf(session));
        Map<String, Object> members = command(exchange, "TRIGGER");
        members.put("session_id", session);
        members.put("intervention_type", text("intervention_type", asked.get("intervention_type"), 20));
        members.put("reason", text("reason", asked.get("reason"), REASON_MAX));
        if (asked.get("content") != null) {
            members.put("content", asked.get("content"));
        }
        return give(exchange, members, 201, (body, result) -> {
            body.put("decision_id", result.get("decision_id"));
            SessionCard card = sessions.board().session(session);
            Map<String, Object> known = card == null ? null : card.decision(String.valueOf(result.get("decision_id")));
            body.put("intervention_id", known == null ? null : known.get("intervention_id"));
            body.put("state", known == null ? "PUBLISHED" : known.get("state"));
        });
    }

    Future<Void> pause(Exchange exchange) {
        return brake(exchange, "PAUSE");
    }

    Future<Void> resume(Exchange exchange) {
        return brake(exchange, "RESUME");
    }

    /** For an event, or for everything where none is named. */
    private Future<Void> brake(Exchange exchange, String type) {
        Map<String, Object> asked = exchange.object();
        String event = asked.get("event_id") == null ? null : text("event_id", asked.get("event_id"), 255);
        exchange.require(Access.ORGANISER, event);
        Map<String, Object> members = command(exchange, type);
        if (event != null) {
            members.put("event_id", event);
        }
        if (type.equals("PAUSE") && asked.get("for_s") != null) {
            if (!(asked.get("for_s") instanceof Long seconds) || seconds < 1 || seconds > PAUSE_MAX_S) {
                throw invalid("/for_s", "must be a whole number of seconds from 1 to " + PAUSE_MAX_S);
            }
            members.put("for_s", seconds);
        }
        return give(exchange, members, 200, (body, result) -> {
            body.put("event_id", event);
            body.put("paused", type.equals("PAUSE"));
            body.put("changed_at", result.get("at"));
        });
    }

    Map<String, Object> command(Exchange exchange, String type) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("type", type);
        members.put("actor", exchange.caller().id());
        return members;
    }

    /** Answers what was done. */
    interface Answer {
        Future<Void> to(Map<String, Object> result);
    }

    private Future<Void> give(Exchange exchange, Map<String, Object> members, int status, Success success) {
        return give(exchange, members, result -> {
            Map<String, Object> body = new LinkedHashMap<>();
            success.fill(body, result);
            return exchange.json(status, body);
        });
    }

    /** Gives a command; what was done is answered by {@code success}, the rest here. */
    Future<Void> give(Exchange exchange, Map<String, Object> members, Answer success) {
        sessions.requireLive();
        String id = commandId(exchange);
        return Future.fromCompletionStage(
                        commands.give(id, members), exchange.context().vertx().getOrCreateContext())
                .recover(SignalRoutes::notWritten)
                .compose(result -> answer(exchange, id, result, success));
    }

    private String commandId(Exchange exchange) {
        String key = exchange.header("Idempotency-Key");
        if (key == null) {
            byte[] bytes = new byte[ID_BYTES];
            random.nextBytes(bytes);
            return "gw-" + HexFormat.of().formatHex(bytes);
        }
        String id = exchange.caller().id() + ":" + key;
        if (key.isBlank() || id.length() > 255) {
            throw Problem.of(
                    ProblemCode.INVALID,
                    "An Idempotency-Key has 1 to "
                            + Math.max(0, 254 - exchange.caller().id().length()) + " characters here.");
        }
        return id;
    }

    private Future<Void> answer(Exchange exchange, String id, Optional<Map<String, Object>> result, Answer success) {
        if (result.isEmpty()) {
            return exchange.json(202, Map.of("command_id", id));
        }
        Map<String, Object> said = result.get();
        if (!Boolean.TRUE.equals(said.get("ok"))) {
            return Future.failedFuture(refused(said));
        }
        return success.to(said);
    }

    /** The codes of results that are no problem of their own name. */
    private static Problem refused(Map<String, Object> result) {
        String code = String.valueOf(result.get("code"));
        String detail = result.get("detail") instanceof String text ? text : "The node refused it: " + code + ".";
        Object freeAt = result.get("free_at");
        String sentence = freeAt == null ? detail : detail + " Free again at " + freeAt + ".";
        return switch (code) {
            case "INVALID" -> Problem.of(ProblemCode.UNPROCESSABLE, sentence);
            case "VERSION_CONFLICT" ->
                Problem.of(
                        ProblemCode.VERSION_CONFLICT,
                        "The settings have another version by now. Read them again, and send their ETag as If-Match.");
            case "EVENT_TABLE_FULL", "DECISION_TABLE_FULL" -> Problem.later(ProblemCode.TABLE_FULL, sentence, 30);
            default -> {
                for (ProblemCode known : ProblemCode.values()) {
                    if (known.name().equals(code)) {
                        yield Problem.of(known, sentence);
                    }
                }
                yield Problem.of(ProblemCode.UNPROCESSABLE, sentence);
            }
        };
    }

    private static String text(String name, Object value, int most) {
        if (!(value instanceof String text) || text.isBlank()) {
            throw invalid("/" + name, "must be a text");
        }
        if (text.length() > most) {
            throw invalid("/" + name, "has more than " + most + " characters");
        }
        return text;
    }

    static Problem invalid(String pointer, String message) {
        return Problem.of(
                ProblemCode.INVALID,
                pointer.substring(1) + " " + message + ".",
                List.of(new Problem.Fault(pointer, message)));
    }
}
