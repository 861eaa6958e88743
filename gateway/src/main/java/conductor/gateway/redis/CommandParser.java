package conductor.gateway.redis;

import conductor.engine.codec.CommandRecordEncoder;
import conductor.engine.codec.MessageHeaderEncoder;
import conductor.engine.core.Code;
import conductor.engine.core.KeyHash;
import conductor.engine.core.SignalType;
import conductor.gateway.json.FieldValues;
import conductor.gateway.json.JsonKind;
import java.nio.charset.StandardCharsets;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A command of a person (audience.md 2.7). One that cannot be read or answered is a dead letter; one that asks for something
 * that is not there becomes a COMMAND_REFUSED, so that whoever sent it gets a result.
 */
final class CommandParser extends MessageParser {
    /** Longest time a pause may be given: a year. */
    static final long FOR_MAX_SEC = 31_536_000;

    private static final byte[] PAUSE = "PAUSE".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] RESUME = "RESUME".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NOTHING = {};
    private static final int TYPE_MAX = 50;
    private static final int DIGITS_MAX = 9;
    private static final long NONE = 0;
    private static final long WRONG = -1;

    private final int id = fields.index("command_id");
    private final int type = fields.index("type");
    private final int actor = fields.index("actor");
    private final int event = fields.index("event_id");
    private final int forSec = fields.index("for_s");
    private final UnsafeBuffer view = new UnsafeBuffer(0, 0);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final CommandRecordEncoder encoder = new CommandRecordEncoder();

    CommandParser(KeyHash hash) {
        super(hash, "command_id", "type", "actor", "event_id", "for_s");
    }

    @Override
    void map(FieldValues found, ParsedEntry entry) {
        if (!requireId(found, id, entry)
                || !requireText(found, type, TYPE_MAX, entry)
                || !requireId(found, actor, entry)) {
            return;
        }
        boolean hasEvent = isId(found, event);
        long seconds = seconds(found);
        boolean pause = found.textEquals(type, PAUSE);
        boolean known = pause || found.textEquals(type, RESUME);
        if (!known || seconds == WRONG || found.present(event) && !hasEvent) {
            entry.signal.type = SignalType.COMMAND_REFUSED;
            entry.signal.value1 = Code.INVALID;
        } else {
            entry.signal.type = pause ? SignalType.PAUSE : SignalType.RESUME;
            entry.signal.value1 = pause ? seconds * 1_000 : 0;
        }
        entry.signal.value2 = key(found, id);
        if (hasEvent) {
            entry.signal.scopeKey = key(found, event);
            entry.scope.set(found, event);
        }
        encode(found, hasEvent, entry);
    }

    private void encode(FieldValues found, boolean hasEvent, ParsedEntry entry) {
        encoder.wrapAndApplyHeader(entry.signal.payload, 0, header).forMs(Math.max(0, entry.signal.value1));
        encoder.putCommandId(text(found, id), found.offset(id), found.length(id));
        encoder.putActor(text(found, actor), found.offset(actor), found.length(actor));
        encoder.putEvent(text(found, event), hasEvent ? found.offset(event) : 0, hasEvent ? found.length(event) : 0);
        encoder.putSession(NOTHING, 0, 0).putReason(NOTHING, 0, 0).putContent(NOTHING, 0, 0);
        entry.signal.payloadLength = MessageHeaderEncoder.ENCODED_LENGTH + encoder.encodedLength();
    }

    private UnsafeBuffer text(FieldValues found, int field) {
        view.wrap(found.bytes(field));
        return view;
    }

    /** Whole seconds from 1, {@value #NONE} when the field is absent, {@value #WRONG} when it is anything else. */
    private long seconds(FieldValues found) {
        if (!found.present(forSec)) {
            return NONE;
        }
        int length = found.length(forSec);
        if (found.kind(forSec) != JsonKind.NUMBER && found.kind(forSec) != JsonKind.STRING
                || length < 1
                || length > DIGITS_MAX) {
            return WRONG;
        }
        byte[] bytes = found.bytes(forSec);
        long value = 0;
        for (int i = found.offset(forSec); i < found.offset(forSec) + length; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9) {
                return WRONG;
            }
            value = value * 10 + digit;
        }
        return value >= 1 && value <= FOR_MAX_SEC ? value : WRONG;
    }
}
