package conductor.gateway.redis;

import conductor.engine.core.SignalType;
import conductor.gateway.json.FieldValues;

/** A chat message; its text is passed over and never leaves the read buffer. */
final class ChatParser extends MessageParser {
    private final int session = fields.index("sessionId");
    private final int event = fields.index("eventId");
    private final int authorId = fields.index("message.authorId");
    private final int author = fields.index("message.author.id");

    ChatParser(KeyMemo keys) {
        super(keys, "sessionId", "eventId", "message.authorId", "message.author.id");
    }

    @Override
    void map(FieldValues found, ParsedEntry entry) {
        if (!requireId(found, session, entry)) {
            return;
        }
        entry.signal.type = SignalType.CHAT;
        subject(found, session, entry);
        evidence(found, event, session, entry);
        entry.signal.actorKey = isId(found, authorId) ? key(found, authorId) : keyOrNone(found, author);
    }
}
