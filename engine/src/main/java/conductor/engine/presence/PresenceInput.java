package conductor.engine.presence;

import conductor.engine.codec.MessageHeaderDecoder;
import conductor.engine.codec.PresenceMessageDecoder;
import conductor.engine.core.Signal;
import conductor.engine.state.RowText;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;

/** A message of the presence plane as its signal carries it: where its texts are, and its skills. One for all messages, read again and again. */
final class PresenceInput {
    /** Texts in the order in which they stand. */
    static final int MESSAGE = 0;

    static final int SCOPE = 1;
    static final int ACTOR = 2;
    static final int SUBJECT = 3;
    static final int AGENT = 4;
    static final int REASON = 5;
    static final int CALLER = 6;
    static final int RELATED = 7;
    private static final int TEXTS = 8;

    private static final int LENGTH_BYTES = Short.BYTES;
    private static final int GROUP_HEADER_BYTES = 4;

    final PresenceMessageDecoder fields = new PresenceMessageDecoder();
    final SkillSet skills = new SkillSet();
    private final int[] offset = new int[TEXTS];
    private final int[] length = new int[TEXTS];
    private Signal signal;

    /** Reads a message; whether it is one, with all its texts where they belong. */
    boolean read(Signal from) {
        signal = from;
        DirectBuffer payload = from.payload;
        int end = from.payloadLength;
        int at = MessageHeaderDecoder.ENCODED_LENGTH + PresenceMessageDecoder.BLOCK_LENGTH;
        if (end < at + GROUP_HEADER_BYTES
                || number(payload, MessageHeaderDecoder.templateIdEncodingOffset())
                        != PresenceMessageDecoder.TEMPLATE_ID
                || number(payload, 0) != PresenceMessageDecoder.BLOCK_LENGTH) {
            return false;
        }
        fields.wrap(
                payload,
                MessageHeaderDecoder.ENCODED_LENGTH,
                PresenceMessageDecoder.BLOCK_LENGTH,
                PresenceMessageDecoder.SCHEMA_VERSION);
        at = readSkills(payload, at, end);
        for (int text = 0; text < TEXTS && at >= 0; text++) {
            at = readText(payload, at, end, text);
        }
        return at == end && length[MESSAGE] > 0 && length[SCOPE] > 0;
    }

    private int readSkills(DirectBuffer payload, int from, int end) {
        skills.clear();
        int count = number(payload, from + 2);
        int at = from + GROUP_HEADER_BYTES;
        if (number(payload, from) != Long.BYTES || count > SkillSet.MAX) {
            return -1;
        }
        for (int i = 0; i < count; i++) {
            if (at + Long.BYTES + LENGTH_BYTES > end) {
                return -1;
            }
            skills.add(payload.getLong(at, ByteOrder.LITTLE_ENDIAN));
            at += Long.BYTES + LENGTH_BYTES + number(payload, at + Long.BYTES);
        }
        return at;
    }

    private int readText(DirectBuffer payload, int at, int end, int text) {
        if (at + LENGTH_BYTES > end) {
            return -1;
        }
        offset[text] = at + LENGTH_BYTES;
        length[text] = number(payload, at);
        int behind = at + LENGTH_BYTES + length[text];
        return behind > end || length[text] > RowText.MAX_LENGTH ? -1 : behind;
    }

    private static int number(DirectBuffer payload, int at) {
        return payload.getShort(at, ByteOrder.LITTLE_ENDIAN) & 0xffff;
    }

    Signal signal() {
        return signal;
    }

    DirectBuffer buffer() {
        return signal.payload;
    }

    int offset(int text) {
        return offset[text];
    }

    int length(int text) {
        return length[text];
    }
}
