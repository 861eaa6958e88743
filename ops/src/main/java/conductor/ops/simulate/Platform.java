package conductor.ops.simulate;

import conductor.engine.core.SourceId;
import conductor.gateway.json.Times;
import conductor.ops.simulate.DayScript.Effect;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A stand-in for the platform's real-time service: carries out each command once, which the audience then responds to, and says
 * on the platform's stream what became of it.
 */
final class Platform {
    private static final String COMMAND = "agent.intervention.";

    private final DayScript script;
    private final Audience audience;
    private final PlatformStreams streams;
    private final long dayMs;
    private final Set<Object> seen = new HashSet<>();
    private int polls;

    Platform(DayScript script, Audience audience, PlatformStreams streams, long dayMs) {
        this.script = script;
        this.audience = audience;
        this.streams = streams;
        this.dayMs = dayMs;
    }

    /** Carries out a command at a second of the day. */
    void carryOut(Map<String, Object> command, int nowS) {
        if (!seen.add(command.get("intervention_id"))) {
            return;
        }
        String type = String.valueOf(command.get("type")).replace(COMMAND, "");
        String error = script.errorAt(nowS);
        Map<String, Object> outcome = new LinkedHashMap<>();
        outcome.put("success", error == null);
        outcome.put("intervention_id", command.get("intervention_id"));
        outcome.put("session_id", command.get("session_id"));
        outcome.put("event_id", command.get("event_id"));
        if (error == null) {
            outcome.put("result", result(type, command, nowS));
        } else {
            outcome.put("error", error);
        }
        outcome.put("timestamp", Times.utc(dayMs + nowS * 1_000L));
        streams.answer(SourceId.OUTCOME, nowS, outcome);
    }

    /**
     * A command was carried out in an earlier run: people respond as they did then.
     *
     * @param record its record of that.
     */
    void carriedOut(Map<String, Object> record, int nowS) {
        seen.add(record.get("intervention_id"));
        String type = String.valueOf(record.get("intervention_type"));
        Map<?, ?> result = members(record, "result");
        String poll = result.get("poll_id") instanceof String id ? id : null;
        if (poll != null) {
            polls++;
        }
        int options = result.get("options_count") instanceof Number count ? count.intValue() : 0;
        respond(record, type, poll, options, nowS);
    }

    private void respond(Map<String, Object> said, String type, String poll, int options, int nowS) {
        Effect effect = script.effects().get(type.toLowerCase(Locale.ROOT));
        if (effect != null) {
            audience.respond(String.valueOf(said.get("session_id")), effect, poll, options, nowS);
        }
    }

    private Map<String, Object> result(String type, Map<String, Object> command, int nowS) {
        Map<String, Object> result = new LinkedHashMap<>();
        String poll = null;
        int options = 0;
        switch (type) {
            case "poll" -> {
                Map<?, ?> content = members(command, "poll");
                poll = "cmp_agent_" + ++polls;
                options = content.get("options") instanceof List<?> list ? list.size() : 0;
                result.put("poll_id", poll);
                result.put("question", content.get("question"));
                result.put("options_count", options);
            }
            case "broadcast" -> {
                result.put("message_preview", command.get("message"));
                result.put("delivered", true);
            }
            case "notification" -> {
                result.put("notification_type", command.get("notification_type"));
                result.put("delivered", true);
            }
            default -> challenge(members(command, "content"), result);
        }
        respond(command, type, poll, options, nowS);
        return result;
    }

    private void challenge(Map<?, ?> content, Map<String, Object> result) {
        result.put("challenge_id", "cmc_agent_" + seen.size());
        result.put("challenge_name", content.get("name"));
        result.put("challenge_type", content.get("template"));
        result.put("duration_minutes", content.get("duration_minutes"));
        result.put("started", true);
    }

    private static Map<?, ?> members(Map<String, Object> command, String name) {
        return command.get(name) instanceof Map<?, ?> map ? map : Map.of();
    }
}
