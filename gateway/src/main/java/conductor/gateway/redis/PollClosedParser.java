package conductor.gateway.redis;

import conductor.engine.core.SignalType;
import conductor.gateway.json.FieldValues;

/** A closed poll, in the nested form of the platform ({@code poll.id}) or the flat one ({@code pollId}). */
final class PollClosedParser extends MessageParser {
    private final int nested = fields.index("poll");
    private final int nestedPoll = fields.index("poll.id");
    private final int nestedSession = fields.index("poll.sessionId");
    private final int flatPoll = fields.index("pollId");
    private final int flatSession = fields.index("sessionId");

    PollClosedParser(KeyMemo keys) {
        super(keys, "poll.id", "poll.sessionId", "pollId", "sessionId");
    }

    @Override
    void map(FieldValues found, ParsedEntry entry) {
        boolean isNested = found.present(nestedPoll) || found.present(nested) && !found.present(flatPoll);
        int poll = isNested ? nestedPoll : flatPoll;
        if (!requireId(found, poll, entry)) {
            return;
        }
        entry.signal.type = SignalType.POLL_CLOSED;
        entry.signal.value1 = key(found, poll);
        int session = found.present(nestedSession) ? nestedSession : flatSession;
        if (isId(found, session)) {
            subject(found, session, entry);
        }
    }
}
