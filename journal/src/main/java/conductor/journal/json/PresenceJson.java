package conductor.journal.json;

import conductor.engine.codec.MessageHeaderDecoder;
import conductor.engine.codec.MessageResultDecoder;
import conductor.engine.codec.PresenceDetailDecoder;
import conductor.engine.codec.ReadinessDetailDecoder;
import conductor.engine.core.Code;
import conductor.engine.core.Decision;
import conductor.engine.core.DecisionType;
import conductor.engine.core.SignalFlags;
import conductor.engine.core.SignalType;
import conductor.engine.core.Switch;
import conductor.engine.core.TimerKind;
import conductor.engine.presence.AgentDisplay;
import conductor.engine.presence.MessageType;
import conductor.engine.presence.MessageWord;
import conductor.engine.presence.Verdict;
import conductor.engine.presence.WorkKind;
import conductor.engine.presence.WorkState;

/** Records of the presence plane: what stands in their envelope (presence.md 1.3), and the members of each type (5). One thread. */
public final class PresenceJson {
    private final Ids ids;
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final PresenceDetailDecoder detail = new PresenceDetailDecoder();
    private final ReadinessDetailDecoder readiness = new ReadinessDetailDecoder();
    private final MessageResultDecoder result = new MessageResultDecoder();
    private final PresenceTexts texts = new PresenceTexts();

    public PresenceJson(Ids ids) {
        this.ids = ids;
    }

    /** Whether the payload of a record of the plane is whole, as all are that an engine wrote. */
    public static boolean isWhole(Decision d) {
        return PresenceTexts.areWhole(d);
    }

    /** All members of a record from the scope on; its payload must be whole. */
    public void write(JsonWriter json, Decision d) {
        texts.read(d);
        json.utf8("scope", texts.scope).utf8("subject", texts.subject).text("code", Code.name(d.code));
        if ((d.flags & SignalFlags.LATE) != 0) {
            json.bool("late", true);
        }
        cause(json, d);
        members(json, d);
    }

    /** The same without what the journal's own fields say: code, late and where the cause stands. */
    public void writeBare(JsonWriter json, Decision d) {
        texts.read(d);
        json.utf8("scope", texts.scope).utf8("subject", texts.subject).utf8("message_id", texts.message);
        members(json, d);
    }

    private void cause(JsonWriter json, Decision d) {
        json.beginObject("cause");
        String timer = TimerKind.name(d.causeTimer);
        if (timer != null) {
            json.beginText("timer").partLower(timer).endText();
        } else {
            CauseJson.position(json, d.causeSource, d.causeTimeMs, d.causeSeq, d.causeSequence);
            json.utf8("message_id", texts.message);
        }
        json.endObject();
    }

    private void members(JsonWriter json, Decision d) {
        switch (d.type) {
            case DecisionType.READINESS_VERDICT -> verdict(json, d);
            case DecisionType.CLEANUP_DONE -> cleanUp(json, d);
            case DecisionType.SWITCH_SET ->
                json.text("name", Switch.name(d.state))
                        .bool("on", d.severity == 1)
                        .bool("previous", d.previous == 1)
                        .utf8("actor", texts.actor)
                        .utf8("command_id", texts.message);
            case DecisionType.REJECTED -> {
                result.wrapAndApplyHeader(d.payload, 0, header);
                json.text("refused_type", typeName(result.refusedType()));
            }
            case DecisionType.MESSAGE_RESULT -> answer(json, d);
            default -> {
                detail.wrapAndApplyHeader(d.payload, 0, header);
                origin(json);
                ofOperatorOrWork(json, d);
            }
        }
    }

    private static String typeName(int type) {
        String name = MessageType.name(type);
        return name == null ? SignalType.name(type) : name;
    }

    private void answer(JsonWriter json, Decision d) {
        result.wrapAndApplyHeader(d.payload, 0, header);
        json.utf8("command_id", texts.message)
                .bool("ok", result.ok() == 1)
                .text("detail", MessageAnswerText.of(d.code, result.refusedType()));
        if (result.firstSeq() != 0) {
            json.number("first_seq", result.firstSeq());
        }
    }

    /** Where a work item that is over came from. */
    private void origin(JsonWriter json) {
        if (detail.kind() == 0 || WorkState.isLive(detail.workState())) {
            return;
        }
        json.beginObject("origin");
        CauseJson.position(
                json, detail.originSource(), detail.originTimeMs(), detail.originSeq(), detail.originSequence());
        json.utf8("message_id", texts.originMessage)
                .number("sequence", detail.originSequence())
                .endObject();
    }

    private void ofOperatorOrWork(JsonWriter json, Decision d) {
        if (texts.agent != null) {
            json.utf8("agent_id", texts.agent);
        }
        boolean work = detail.kind() != 0;
        if (work) {
            workMembers(json, d);
        } else {
            agentMembers(json, d);
        }
        if (texts.agent != null) {
            session(json);
        }
        if (work) {
            json.text("kind", WorkKind.name(detail.kind()))
                    .text("state", WorkState.name(detail.workState()))
                    .number("priority", detail.priority())
                    .time("entered_at", detail.enteredMs())
                    .number("attempts", detail.attempts())
                    .number("offers", detail.offers());
        }
    }

    private void agentMembers(JsonWriter json, Decision d) {
        switch (d.type) {
            case DecisionType.AGENT_SESSION_OPENED -> {
                ids.write(json, "session_id", Ids.AGENT_SESSION, detail.session());
                json.number("max_concurrent", detail.maxConcurrent());
            }
            case DecisionType.AGENT_SESSION_CLOSED -> {
                ids.write(json, "session_id", Ids.AGENT_SESSION, detail.session());
                json.number("active", detail.active())
                        .number("completed", detail.completed())
                        .number("talk_ms", detail.talkMs());
            }
            case DecisionType.AGENT_STATE_CHANGED -> {
                json.text("status", AgentDisplay.name(detail.display()));
                if (texts.said != null) {
                    json.utf8("reason", texts.said);
                }
            }
            default -> json.time("last_heartbeat_at", detail.lastHeartbeatMs());
        }
    }

    /** Those of one type alone; what all have follows behind. */
    private void workMembers(JsonWriter json, Decision d) {
        switch (d.type) {
            case DecisionType.WORK_QUEUED ->
                json.number("position", detail.position()).number("ewt_ms", detail.ewtMs());
            case DecisionType.WORK_OFFERED ->
                json.number("offer", detail.offers()).time("deadline_at", detail.deadlineMs());
            case DecisionType.WORK_CONNECTED -> json.number("wait_ms", detail.waitMs());
            case DecisionType.WORK_REQUEUED -> {
                if (detail.excludedUntilMs() != 0) {
                    json.time("excluded_until_at", detail.excludedUntilMs());
                }
                if (detail.pausedUntilMs() != 0) {
                    json.time("paused_until_at", detail.pausedUntilMs());
                }
            }
            case DecisionType.WORK_CLOSED -> closed(json, d);
            case DecisionType.WORK_REFUSED -> json.number("queued", detail.position());
            case DecisionType.CALLBACK_OFFERED -> json.time("deadline_at", detail.deadlineMs());
            case DecisionType.CALLBACK_SCHEDULED -> json.utf8("caller", texts.said);
            default -> {
                // An escalation says no more than what all say.
            }
        }
    }

    /** Only an item that was connected names its operator; of one that got stuck nobody knows how long it was talked about. */
    private void closed(JsonWriter json, Decision d) {
        if (texts.agent == null) {
            return;
        }
        json.number("wait_ms", detail.waitMs());
        if (d.code != Code.STUCK) {
            json.number("talk_ms", detail.workTalkMs());
        }
    }

    private void session(JsonWriter json) {
        json.beginObject("session");
        ids.write(json, "session_id", Ids.AGENT_SESSION, detail.session());
        json.text("status", AgentDisplay.name(detail.display()))
                .text("intent", MessageWord.intentName(detail.intent()))
                .bool("device", detail.device() == 1)
                .number("active", detail.active())
                .number("reserved", detail.reservedLoad())
                .number("completed", detail.completed())
                .number("talk_ms", detail.talkMs())
                .time("idle_since", detail.idleSinceMs())
                .time("last_heartbeat_at", detail.lastHeartbeatMs())
                .time("last_activity_at", detail.lastActivityMs())
                .endObject();
    }

    private void verdict(JsonWriter json, Decision d) {
        readiness.wrapAndApplyHeader(d.payload, 0, header);
        json.text("verdict", Verdict.name(readiness.verdict()))
                .beginObject("checks")
                .text("schema", Verdict.resultName(readiness.schema()))
                .text("sessions", Verdict.resultName(readiness.sessions()))
                .text("references", Verdict.resultName(readiness.references()))
                .text("agents", Verdict.resultName(readiness.agents()))
                .endObject()
                .beginObject("counts")
                .number("open", readiness.open())
                .number("stale", readiness.stale())
                .number("dangling", readiness.dangling())
                .number("active_agents", readiness.activeAgents())
                .endObject()
                .beginArray("failing");
        failing(json, "schema", readiness.schema());
        failing(json, "sessions", readiness.sessions());
        failing(json, "references", readiness.references());
        failing(json, "agents", readiness.agents());
        json.endArray();
    }

    private static void failing(JsonWriter json, String check, int went) {
        if (went == Verdict.FAIL || went == Verdict.NEEDS_CLEANUP) {
            json.element(check);
        }
    }

    private void cleanUp(JsonWriter json, Decision d) {
        readiness.wrapAndApplyHeader(d.payload, 0, header);
        json.number("stale", readiness.stale())
                .number("closed", readiness.closed())
                .number("stuck", readiness.stuck())
                .number("dangling", readiness.dangling())
                .beginObject("by_status");
        for (int display = AgentDisplay.OFFLINE; display <= AgentDisplay.AVAILABLE; display++) {
            json.number(AgentDisplay.name(display), readiness.byDisplay(display));
        }
        json.endObject();
    }
}
