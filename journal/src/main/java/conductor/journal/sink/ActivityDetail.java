package conductor.journal.sink;

import conductor.engine.codec.MessageResultDecoder;
import conductor.engine.codec.PresenceDetailDecoder;
import conductor.engine.codec.ReadinessDetailDecoder;
import conductor.engine.core.Decision;
import conductor.engine.core.DecisionType;
import conductor.engine.core.SignalType;
import conductor.engine.presence.AgentDisplay;
import conductor.engine.presence.Verdict;
import conductor.engine.presence.WorkKind;
import conductor.engine.presence.WorkState;
import conductor.journal.json.JsonWriter;
import java.util.Locale;

/**
 * What the column {@code detail} of {@code agent_activity} says: the members of a record (presence.md 5) that have no column of their own. At
 * most two ids are among them, so it is always far below what the column takes.
 */
final class ActivityDetail {
    private ActivityDetail() {}

    static void write(JsonWriter json, PresenceSource source) {
        json.beginObject();
        Decision d = source.decision();
        switch (d.type) {
            case DecisionType.READINESS_VERDICT -> verdict(json, source.readiness());
            case DecisionType.CLEANUP_DONE -> cleanup(json, source.readiness());
            case DecisionType.SWITCH_SET -> json.bool("on", d.severity == 1).bool("previous", d.previous == 1);
            case DecisionType.REJECTED, DecisionType.MESSAGE_RESULT -> answer(json, source);
            default -> {
                if (source.detail().kind() == 0) {
                    agent(json, source);
                } else {
                    work(json, source);
                }
            }
        }
        json.endObject();
    }

    private static void agent(JsonWriter json, PresenceSource source) {
        PresenceDetailDecoder detail = source.detail();
        json.text("session_id", source.sessionId());
        switch (source.decision().type) {
            case DecisionType.AGENT_SESSION_OPENED -> json.number("max_concurrent", detail.maxConcurrent());
            case DecisionType.AGENT_SESSION_CLOSED ->
                json.number("active", detail.active())
                        .number("completed", detail.completed())
                        .number("talk_ms", detail.talkMs());
            case DecisionType.AGENT_STATE_CHANGED -> {
                json.text("status", AgentDisplay.name(detail.display()));
                if (source.text() != null) {
                    json.utf8("reason", source.text());
                }
            }
            default -> json.time("last_heartbeat_at", detail.lastHeartbeatMs());
        }
    }

    private static void work(JsonWriter json, PresenceSource source) {
        PresenceDetailDecoder detail = source.detail();
        json.text("kind", WorkKind.name(detail.kind()))
                .text("state", WorkState.name(detail.workState()))
                .number("priority", detail.priority())
                .time("entered_at", detail.enteredMs())
                .number("attempts", detail.attempts())
                .number("offers", detail.offers());
        switch (source.decision().type) {
            case DecisionType.WORK_QUEUED ->
                json.number("position", detail.position()).number("ewt_ms", detail.ewtMs());
            case DecisionType.WORK_OFFERED, DecisionType.CALLBACK_OFFERED ->
                json.time("deadline_at", detail.deadlineMs());
            case DecisionType.WORK_REQUEUED -> {
                if (detail.excludedUntilMs() != 0) {
                    json.time("excluded_until_at", detail.excludedUntilMs())
                            .time("paused_until_at", detail.pausedUntilMs());
                }
            }
            case DecisionType.WORK_REFUSED -> json.number("queued", detail.position());
            case DecisionType.CALLBACK_SCHEDULED -> {
                if (source.text() != null) {
                    json.utf8("caller", source.text());
                }
            }
            default -> {
                // Has no more than all have.
            }
        }
    }

    private static void verdict(JsonWriter json, ReadinessDetailDecoder detail) {
        json.text("verdict", Verdict.name(detail.verdict()))
                .beginObject("checks")
                .text("schema", Verdict.resultName(detail.schema()))
                .text("sessions", Verdict.resultName(detail.sessions()))
                .text("references", Verdict.resultName(detail.references()))
                .text("agents", Verdict.resultName(detail.agents()))
                .endObject()
                .beginObject("counts")
                .number("open", detail.open())
                .number("stale", detail.stale())
                .number("dangling", detail.dangling())
                .number("active_agents", detail.activeAgents())
                .endObject();
    }

    private static void cleanup(JsonWriter json, ReadinessDetailDecoder detail) {
        json.number("stale", detail.stale())
                .number("closed", detail.closed())
                .number("stuck", detail.stuck())
                .number("dangling", detail.dangling())
                .beginObject("by_status");
        for (int display = AgentDisplay.OFFLINE; display <= AgentDisplay.AVAILABLE; display++) {
            json.number(AgentDisplay.name(display), detail.byDisplay(display));
        }
        json.endObject();
    }

    private static void answer(JsonWriter json, PresenceSource source) {
        MessageResultDecoder result = source.result();
        json.utf8("message_id", source.messageId()).text("message", messageName(result.refusedType()));
        if (source.decision().type == DecisionType.MESSAGE_RESULT) {
            json.bool("ok", result.ok() == 1);
            if (result.firstSeq() != 0) {
                json.number("first_seq", result.firstSeq());
            }
        }
    }

    /** As its stream names it: the first word is what it is about. */
    private static String messageName(int signalType) {
        return switch (signalType) {
            case SignalType.READINESS -> "presence.readiness";
            case SignalType.CLEANUP -> "presence.cleanup";
            default -> SignalType.name(signalType).toLowerCase(Locale.ROOT).replaceFirst("_", ".");
        };
    }
}
