package conductor.gateway.redis;

import conductor.engine.core.SignalType;
import conductor.gateway.json.FieldValues;

/** An emoji reaction; the emoji must be there but is not interpreted. */
final class ReactionParser extends MessageParser {
    private static final int EMOJI_MAX = 10;

    private final int session = fields.index("sessionId");
    private final int user = fields.index("userId");
    private final int emoji = fields.index("emoji");

    ReactionParser(KeyMemo keys) {
        super(keys, "sessionId", "userId", "emoji");
    }

    @Override
    void map(FieldValues found, ParsedEntry entry) {
        if (!requireId(found, session, entry)
                || !requireId(found, user, entry)
                || !requireText(found, emoji, EMOJI_MAX, entry)) {
            return;
        }
        entry.signal.type = SignalType.REACTION;
        subject(found, session, entry);
        entry.signal.actorKey = key(found, user);
    }
}
