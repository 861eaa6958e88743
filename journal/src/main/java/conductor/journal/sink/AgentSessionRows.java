package conductor.journal.sink;

import conductor.engine.codec.PresenceDetailDecoder;
import conductor.engine.core.DecisionType;
import conductor.engine.presence.AgentDisplay;
import conductor.engine.presence.MessageWord;
import java.util.LinkedHashMap;
import java.util.Map;

/** Records that name an agent as rows of {@code agent_sessions}: one row a session, as the last record of a batch has it. */
final class AgentSessionRows {
    /** A session, and what only its end tells. */
    private static final class Row {
        private byte[] sessionId;
        private byte[] agent;
        private byte[] scope;
        private String status;
        private String intent;
        private String closeReason;
        private long loginMs;
        private long logoutMs;
        private long heartbeatMs;
        private long activityMs;
        private long idleMs;
        private long talkMs;
        private boolean connected;
        private int max;
        private int active;
        private int reserved;
        private int completed;
        private long seq;

        void write(CopyBuffer rows, byte[] engine) {
            rows.row()
                    .text(sessionId)
                    .text(agent)
                    .text(status)
                    .text(intent)
                    .text(closeReason)
                    .time(loginMs)
                    .time(logoutMs)
                    .time(heartbeatMs)
                    .time(activityMs)
                    .time(idleMs)
                    .bool(connected)
                    .smallint(max)
                    .smallint(active)
                    .smallint(reserved)
                    .integer(completed)
                    .bigint(talkMs)
                    .text(engine)
                    .bigint(seq)
                    .text(scope);
        }
    }

    private final Map<Long, Row> rows = new LinkedHashMap<>();

    /** Forgets the rows gathered. */
    void clear() {
        rows.clear();
    }

    /** Rows gathered. */
    int size() {
        return rows.size();
    }

    /** Writes the rows gathered. */
    void write(CopyBuffer buffer, byte[] engine) {
        rows.values().forEach(row -> row.write(buffer, engine));
    }

    /** Takes in a record of an agent or a work item. */
    void gather(PresenceSource source) {
        PresenceDetailDecoder detail = source.detail();
        if (detail.session() == 0) {
            return;
        }
        Row row = rows.computeIfAbsent(detail.session(), session -> new Row());
        row.sessionId = source.sessionId();
        row.agent = source.agent();
        row.scope = source.scope();
        row.status = AgentDisplay.name(detail.display());
        row.intent = MessageWord.intentName(detail.intent());
        row.loginMs = detail.loginAtMs();
        row.heartbeatMs = detail.lastHeartbeatMs();
        row.activityMs = detail.lastActivityMs();
        row.idleMs = detail.idleSinceMs();
        row.talkMs = detail.talkMs();
        row.connected = detail.device() == 1;
        row.max = detail.maxConcurrent();
        row.active = detail.active();
        row.reserved = detail.reservedLoad();
        row.completed = detail.completed();
        row.seq = source.decision().seq;
        if (source.decision().type == DecisionType.AGENT_SESSION_CLOSED) {
            row.closeReason = source.code();
            row.logoutMs = source.decision().engineTimeMs;
        }
    }
}
