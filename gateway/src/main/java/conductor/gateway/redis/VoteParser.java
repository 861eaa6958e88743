package conductor.gateway.redis;

import conductor.engine.core.SignalType;
import conductor.gateway.json.FieldValues;

/** An accepted vote. Its {@code eventId} is always the session id and is ignored. */
final class VoteParser extends MessageParser {
    private final int session = fields.index("sessionId");
    private final int poll = fields.index("pollId");
    private final int user = fields.index("userId");

    VoteParser(KeyMemo keys) {
        super(keys, "sessionId", "pollId", "userId");
    }

    @Override
    void map(FieldValues found, ParsedEntry entry) {
        if (!requireId(found, session, entry) || !requireId(found, poll, entry)) {
            return;
        }
        entry.signal.type = SignalType.POLL_VOTE;
        subject(found, session, entry);
        entry.signal.value1 = key(found, poll);
        entry.signal.actorKey = keyOrNone(found, user);
    }
}
