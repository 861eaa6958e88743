package conductor.journal.sink;

import conductor.engine.codec.MessageHeaderDecoder;
import conductor.engine.codec.MessageResultDecoder;
import conductor.engine.codec.PresenceDetailDecoder;
import conductor.engine.codec.PresenceMessageDecoder;
import conductor.engine.codec.ReadinessDetailDecoder;
import conductor.engine.core.Code;
import conductor.engine.core.Decision;
import conductor.engine.core.DecisionType;
import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;
import conductor.engine.presence.AgentDisplay;
import conductor.engine.presence.WorkKind;
import conductor.engine.presence.WorkState;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the tables of the presence plane must hold after a journal, worked out from the specification. Columns by name, times in milliseconds. */
final class ExpectedPresenceRows {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    final Map<Object, Map<String, Object>> sessions = new TreeMap<>();
    final Map<Object, Map<String, Object>> work = new TreeMap<>();
    final List<Map<String, Object>> activity = new ArrayList<>();

    private final Map<Long, Signal> signals;
    private final PresenceDetailDecoder detail = new PresenceDetailDecoder();
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();

    /** What a message says beside what its record repeats. */
    private record Message(String actor, String agent, String caller, String related) {}

    ExpectedPresenceRows(List<Decision> decisions, Map<Long, Signal> signals) {
        this.signals = signals;
        for (Decision d : decisions) {
            if (d.type >= DecisionType.AGENT_SESSION_OPENED) {
                record(d);
            }
        }
    }

    private void record(Decision d) {
        Map<String, Object> row = new HashMap<>();
        for (String column :
                List.of("user_id", "tokens_in", "tokens_out", "base_micros", "billed_micros", "agent_id")) {
            row.put(column, null);
        }
        Message message = message(d);
        row.put("actor", message.actor());
        row.put("duration_ms", null);
        row.put("time", d.engineTimeMs);
        row.put("plane", "presence");
        row.put("type", DecisionType.name(d.type));
        row.put("code", d.code == 0 ? null : Code.name(d.code));
        row.put("engine", "5e1f09c2");
        row.put("seq", d.seq);
        switch (d.type) {
            case DecisionType.READINESS_VERDICT, DecisionType.CLEANUP_DONE -> readiness(d, row);
            case DecisionType.REJECTED, DecisionType.MESSAGE_RESULT -> answer(d, row, message);
            default -> told(d, row, message);
        }
        activity.add(row);
    }

    private Message message(Decision d) {
        Signal s = signals.get(d.causeSequence);
        if (d.causeTimer != 0 || !SignalType.isOfPresence(s.type)) {
            return new Message(null, null, null, null);
        }
        PresenceMessageDecoder m = new PresenceMessageDecoder();
        m.wrapAndApplyHeader(s.payload, 0, header);
        m.skills();
        m.skipMessage();
        m.skipScope();
        String actor = text(m.actorLength(), m::getActor);
        m.skipSubject();
        String agent = text(m.agentLength(), m::getAgent);
        m.skipReason();
        return new Message(actor, agent, text(m.callerLength(), m::getCaller), text(m.relatedLength(), m::getRelated));
    }

    private void readiness(Decision d, Map<String, Object> row) {
        ReadinessDetailDecoder m = new ReadinessDetailDecoder();
        m.wrapAndApplyHeader(d.payload, 0, header);
        StringBuilder json = new StringBuilder();
        if (d.type == DecisionType.READINESS_VERDICT) {
            String[] results = {null, "PASS", "FAIL", "NEEDS_CLEANUP", "SKIPPED"};
            String[] verdicts = {null, "READY", "NEEDS_DATABASE_MIGRATION", "NEEDS_SESSION_CLEANUP", "NOT_READY"};
            json.append("{'verdict':'%s','checks':{'schema':'%s','sessions':'%s','references':'%s','agents':'%s'},"
                    .formatted(
                            verdicts[m.verdict()],
                            results[m.schema()],
                            results[m.sessions()],
                            results[m.references()],
                            results[m.agents()]));
            json.append("'counts':{'open':%d,'stale':%d,'dangling':%d,'active_agents':%d}}"
                    .formatted(m.open(), m.stale(), m.dangling(), m.activeAgents()));
        } else {
            json.append("{'stale':%d,'closed':%d,'stuck':%d,'dangling':%d,'by_status':{"
                    .formatted(m.stale(), m.closed(), m.stuck(), m.dangling()));
            for (int display = 1; display <= 7; display++) {
                json.append("'%s':%d%s"
                        .formatted(AgentDisplay.name(display), m.byDisplay(display), display == 7 ? "}}" : ","));
            }
        }
        row.put("detail", json.toString().replace('\'', '"'));
        row.put("scope", text(m.scopeLength(), m::getScope));
        row.put("subject", row.get("scope"));
    }

    private void answer(Decision d, Map<String, Object> row, Message message) {
        MessageResultDecoder m = new MessageResultDecoder();
        m.wrapAndApplyHeader(d.payload, 0, header);
        row.put("scope", text(m.scopeLength(), m::getScope));
        row.put("subject", text(m.subjectLength(), m::getSubject));
        boolean work = m.refusedType() >= SignalType.WORK_ARRIVED;
        row.put("agent_id", work ? message.agent() : row.get("subject"));
        String name = SignalType.name(m.refusedType()).toLowerCase(java.util.Locale.ROOT);
        String json = "{'message_id':'%s','message':'%s'"
                .formatted(text(m.messageLength(), m::getMessage), name.replaceFirst("_", "."));
        if (d.type == DecisionType.MESSAGE_RESULT) {
            json += ",'ok':" + (m.ok() == 1) + (m.firstSeq() == 0 ? "" : ",'first_seq':" + m.firstSeq());
        }
        row.put("detail", (json + "}").replace('\'', '"'));
    }

    private void told(Decision d, Map<String, Object> row, Message message) {
        detail.wrapAndApplyHeader(d.payload, 0, header);
        row.put("scope", text(detail.scopeLength(), detail::getScope));
        row.put("subject", text(detail.subjectLength(), detail::getSubject));
        row.put("agent_id", text(detail.agentLength(), detail::getAgent));
        detail.skipMessage();
        String said = text(detail.textLength(), detail::getText);
        Long talkMs = null;
        if (d.type == DecisionType.AGENT_SESSION_CLOSED) {
            row.put("duration_ms", d.engineTimeMs - detail.loginAtMs());
        } else if (d.type == DecisionType.WORK_CONNECTED) {
            row.put("duration_ms", d.engineTimeMs - detail.enteredMs());
        } else if (d.type == DecisionType.WORK_CLOSED && d.code == Code.NORMAL) {
            talkMs = detail.workTalkMs();
            row.put("duration_ms", talkMs);
        }
        row.put("detail", detail(d, said));
        if (detail.session() != 0) {
            session(d, row);
        }
        if (detail.kind() != 0) {
            work(d, row, message, talkMs);
        }
    }

    private String detail(Decision d, String said) {
        Map<String, Object> json = new TreeMap<>();
        if (detail.kind() == 0) {
            json.put("session_id", "as-5e1f09c2-" + detail.session());
        } else {
            json.put("kind", WorkKind.name(detail.kind()));
            json.put("state", WorkState.name(detail.workState()));
            json.put("priority", detail.priority());
            json.put("entered_at", iso(detail.enteredMs()));
            json.put("attempts", detail.attempts());
            json.put("offers", detail.offers());
        }
        switch (d.type) {
            case DecisionType.AGENT_SESSION_OPENED -> json.put("max_concurrent", detail.maxConcurrent());
            case DecisionType.AGENT_SESSION_CLOSED -> {
                json.put("active", detail.active());
                json.put("completed", detail.completed());
                json.put("talk_ms", detail.talkMs());
            }
            case DecisionType.AGENT_STATE_CHANGED -> {
                json.put("status", AgentDisplay.name(detail.display()));
                if (said != null) {
                    json.put("reason", said);
                }
            }
            case DecisionType.AGENT_REACHABLE, DecisionType.AGENT_UNREACHABLE ->
                json.put("last_heartbeat_at", iso(detail.lastHeartbeatMs()));
            case DecisionType.WORK_QUEUED -> {
                json.put("position", detail.position());
                json.put("ewt_ms", detail.ewtMs());
            }
            case DecisionType.WORK_OFFERED, DecisionType.CALLBACK_OFFERED ->
                json.put("deadline_at", iso(detail.deadlineMs()));
            case DecisionType.WORK_REQUEUED -> {
                if (d.code != Code.CALLBACK_DECLINED) {
                    json.put("excluded_until_at", iso(detail.excludedUntilMs()));
                    json.put("paused_until_at", iso(detail.pausedUntilMs()));
                }
            }
            case DecisionType.WORK_REFUSED -> json.put("queued", detail.position());
            case DecisionType.CALLBACK_SCHEDULED -> json.put("caller", said);
            default -> {
                // No more.
            }
        }
        StringBuilder text = new StringBuilder("{");
        json.forEach((name, value) -> text.append(text.length() == 1 ? "" : ",")
                .append('"')
                .append(name)
                .append("\":")
                .append(value instanceof String s ? '"' + s.replace("\"", "\\\"") + '"' : value));
        return text.append('}').toString();
    }

    private void session(Decision d, Map<String, Object> activityRow) {
        String id = "as-5e1f09c2-" + detail.session();
        Map<String, Object> row = sessions.computeIfAbsent(id, key -> new HashMap<>());
        row.put("session_id", id);
        row.put("agent_id", activityRow.get("agent_id"));
        row.put("scope", activityRow.get("scope"));
        row.put("engine", "5e1f09c2");
        row.put("seq", d.seq);
        row.put("status", AgentDisplay.name(detail.display()));
        row.put("intent", detail.intent() == 2 ? "BREAK" : "AVAILABLE");
        row.put("login_at", detail.loginAtMs());
        row.put("last_heartbeat", orNull(detail.lastHeartbeatMs()));
        row.put("last_activity", detail.lastActivityMs());
        row.put("idle_since", orNull(detail.idleSinceMs()));
        row.put("device_connected", detail.device() == 1);
        row.put("max_concurrent_calls", (int) detail.maxConcurrent());
        row.put("active", (int) detail.active());
        row.put("reserved", (int) detail.reservedLoad());
        row.put("completed", detail.completed());
        row.put("talk_ms", detail.talkMs());
        boolean closed = d.type == DecisionType.AGENT_SESSION_CLOSED;
        row.putIfAbsent("close_reason", null);
        row.putIfAbsent("logout_at", null);
        if (closed) {
            row.put("close_reason", Code.name(d.code));
            row.put("logout_at", d.engineTimeMs);
        }
    }

    private void work(Decision d, Map<String, Object> activityRow, Message message, Long talkMs) {
        String id = activityRow.get("scope") + "/" + activityRow.get("subject");
        Map<String, Object> row = work.get(id);
        if (row == null || !row.get("entered_at").equals(detail.enteredMs())) {
            row = new HashMap<>();
            for (String column : List.of("reason", "connected_at", "closed_at", "agent_id", "wait_ms", "talk_ms")) {
                row.put(column, null);
            }
            // The first record of an item stands in the step of the message that brought it.
            row.put("caller", message.caller());
            row.put("related", message.related());
            work.put(id, row);
        }
        row.put("work_id", activityRow.get("subject"));
        row.put("scope", activityRow.get("scope"));
        row.put("engine", "5e1f09c2");
        row.put("seq", d.seq);
        row.put("kind", WorkKind.name(detail.kind()));
        row.put("state", WorkState.name(detail.workState()));
        if (d.type != DecisionType.WORK_ESCALATED) {
            row.put("reason", activityRow.get("code"));
        }
        row.put("priority", (int) detail.priority());
        row.put("entered_at", detail.enteredMs());
        row.put("attempts", detail.attempts());
        row.put("offers", detail.offers());
        row.put("callback_offered", detail.callbackOffered() == 1);
        row.put("callback_accepted", d.type == DecisionType.CALLBACK_SCHEDULED);
        if (activityRow.get("agent_id") != null) {
            row.put("agent_id", activityRow.get("agent_id"));
        }
        switch (d.type) {
            case DecisionType.WORK_CONNECTED -> {
                row.put("connected_at", d.engineTimeMs);
                row.put("wait_ms", d.engineTimeMs - detail.enteredMs());
            }
            case DecisionType.WORK_CLOSED, DecisionType.WORK_REFUSED, DecisionType.CALLBACK_SCHEDULED ->
                row.put("closed_at", d.engineTimeMs);
            default -> {
                // Goes on.
            }
        }
        if (talkMs != null) {
            row.put("talk_ms", talkMs);
        }
    }

    private static String iso(long ms) {
        return TIME.format(Instant.ofEpochMilli(ms));
    }

    private static Object orNull(long ms) {
        return ms == 0 ? null : ms;
    }

    private interface Text {
        int get(byte[] to, int offset, int length);
    }

    private static String text(int length, Text text) {
        byte[] bytes = new byte[length];
        text.get(bytes, 0, length);
        return length == 0 ? null : new String(bytes, java.nio.charset.StandardCharsets.UTF_8);
    }
}
