package conductor.gateway.redis;

import conductor.engine.core.SignalFlags;
import conductor.engine.core.SignalType;
import conductor.gateway.json.FieldValues;
import conductor.gateway.json.JsonKind;
import java.nio.charset.StandardCharsets;

/**
 * A join, a leave, or another message of the sync stream, which has no effect. {@code inferred} is set by our own
 * feeder on presence that the recording does not have.
 */
final class PresenceParser extends MessageParser {
    private static final byte[] JOIN = "user_join".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LEAVE = "user_leave".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] YES = "true".getBytes(StandardCharsets.US_ASCII);
    private static final int TYPE_MAX = 50;

    private final int type = fields.index("type");
    private final int session = fields.index("sessionId");
    private final int user = fields.index("userId");
    private final int event = fields.index("eventId");
    private final int inferred = fields.index("inferred");

    PresenceParser(KeyMemo keys) {
        super(keys, "type", "sessionId", "userId", "eventId", "inferred");
    }

    @Override
    void map(FieldValues found, ParsedEntry entry) {
        if (!requireText(found, type, TYPE_MAX, entry)) {
            return;
        }
        boolean joins = found.textEquals(type, JOIN);
        if (!joins && !found.textEquals(type, LEAVE)) {
            entry.signal.type = SignalType.NO_EFFECT;
            return;
        }
        if (!requireId(found, session, entry) || !requireId(found, user, entry)) {
            return;
        }
        entry.signal.type = joins ? SignalType.JOIN : SignalType.LEAVE;
        subject(found, session, entry);
        entry.signal.actorKey = key(found, user);
        if (joins) {
            evidence(found, event, session, entry);
        }
        if (found.kind(inferred) == JsonKind.TRUE || found.textEquals(inferred, YES)) {
            entry.signal.flags |= SignalFlags.INFERRED;
        }
    }
}
