package conductor.journal.sink;

import conductor.engine.codec.PresenceDetailDecoder;
import conductor.engine.core.Code;
import conductor.engine.core.Decision;
import conductor.engine.core.DecisionType;
import conductor.engine.presence.WorkKind;
import conductor.engine.presence.WorkState;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Records of work items as rows of {@code work_items}: one row an item, as the last record of a batch has it, with what earlier ones said that
 * later ones leave out.
 */
final class WorkItemRows {
    /** An item is known by its scope and its id. */
    private record Key(ByteBuffer scope, ByteBuffer id) {}

    private static final class Row {
        private byte[] id;
        private byte[] scope;
        private String kind;
        private int state;
        private String reason;
        private int priority;
        private long enteredMs;
        private long connectedMs;
        private long closedMs;
        private byte[] agent;
        private int attempts;
        private int offers;
        private Long waitMs;
        private Long talkMs;
        private boolean callbackOffered;
        private byte[] caller;
        private byte[] related;
        private long seq;

        void write(CopyBuffer rows, byte[] engine) {
            rows.row()
                    .text(id)
                    .text(kind)
                    .text(WorkState.name(state))
                    .text(reason)
                    .smallint(priority)
                    .time(enteredMs)
                    .time(connectedMs)
                    .time(closedMs)
                    .text(agent)
                    .smallint(attempts)
                    .smallint(offers)
                    .bigint(waitMs)
                    .bigint(talkMs)
                    .bool(callbackOffered)
                    .bool(state == WorkState.CALLBACK_REQUESTED)
                    .text(caller)
                    .text(related)
                    .text(engine)
                    .bigint(seq)
                    .text(scope);
        }
    }

    private final Map<Key, Row> rows = new LinkedHashMap<>();

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
        if (source.detail().kind() == 0) {
            return;
        }
        Decision d = source.decision();
        Row row = row(source);
        describe(row, source);
        if (d.type == DecisionType.WORK_CONNECTED) {
            row.connectedMs = d.engineTimeMs;
            row.waitMs = source.detail().waitMs();
        }
        if (!WorkState.isLive(row.state)) {
            row.closedMs = d.engineTimeMs;
        }
        if (source.agent() != null) {
            row.agent = source.agent();
        }
        if (source.talkMs() != null) {
            row.talkMs = source.talkMs();
        }
        if (source.caller() != null) {
            row.caller = source.caller();
        }
        if (source.related() != null) {
            row.related = source.related();
        }
    }

    /** An id that is used again when its item is over and forgotten is that of another item. */
    private Row row(PresenceSource source) {
        Key key = new Key(ByteBuffer.wrap(source.scope()), ByteBuffer.wrap(source.subject()));
        Row row = rows.get(key);
        if (row == null || row.enteredMs != source.detail().enteredMs()) {
            row = new Row();
            rows.put(key, row);
        }
        return row;
    }

    private static void describe(Row row, PresenceSource source) {
        PresenceDetailDecoder detail = source.detail();
        Decision d = source.decision();
        row.id = source.subject();
        row.scope = source.scope();
        row.kind = WorkKind.name(detail.kind());
        if (d.code != Code.NONE || row.state != detail.workState()) {
            row.reason = source.code();
        }
        row.state = detail.workState();
        row.priority = detail.priority();
        row.enteredMs = detail.enteredMs();
        row.attempts = Math.min(detail.attempts(), Short.MAX_VALUE);
        row.offers = Math.min(detail.offers(), Short.MAX_VALUE);
        row.callbackOffered = detail.callbackOffered() == 1;
        row.seq = d.seq;
    }
}
