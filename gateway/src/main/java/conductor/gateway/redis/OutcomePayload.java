package conductor.gateway.redis;

import conductor.engine.codec.MessageHeaderEncoder;
import conductor.engine.codec.OutcomeRecordEncoder;
import conductor.engine.core.Payload;
import conductor.engine.core.Signal;
import conductor.gateway.json.FieldValues;
import conductor.gateway.json.JsonKind;
import conductor.gateway.json.StorableJson;
import conductor.gateway.json.Utf8;

/** What the platform says of a result beyond yes or no, as an OutcomeRecord. Allocates nothing; one thread. */
final class OutcomePayload {
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final OutcomeRecordEncoder encoder = new OutcomeRecordEncoder();
    private final byte[] object = new byte[Payload.RESULT_MAX];
    private final byte[] text = new byte[Payload.ERROR_MAX];

    /**
     * Fills the payload of the signal where there is anything to say.
     *
     * @return whether there was a result that is too long, or of a kind that a database does not store, and was left out.
     */
    boolean write(FieldValues found, int result, int error, Signal signal) {
        boolean given = found.kind(result) == JsonKind.OBJECT;
        boolean kept = given && keeps(found, result);
        int resultLength = kept ? copy(found, result, found.length(result), object) : 0;
        int errorLength = found.kind(error) == JsonKind.STRING ? copy(found, error, cut(found, error), text) : 0;
        if (resultLength + errorLength > 0) {
            encoder.wrapAndApplyHeader(signal.payload, 0, header)
                    .putResult(object, 0, resultLength)
                    .putError(text, 0, errorLength);
            signal.payloadLength = MessageHeaderEncoder.ENCODED_LENGTH + encoder.encodedLength();
        }
        return given && !kept;
    }

    private static boolean keeps(FieldValues found, int field) {
        return found.length(field) <= Payload.RESULT_MAX
                && StorableJson.is(found.bytes(field), found.offset(field), found.length(field));
    }

    private static int cut(FieldValues found, int field) {
        return Utf8.cut(found.bytes(field), found.offset(field), found.length(field), Payload.ERROR_MAX);
    }

    /** Copies with a blank for every control character: within JSON these are nothing but space between its parts. */
    private static int copy(FieldValues found, int field, int length, byte[] target) {
        byte[] from = found.bytes(field);
        int offset = found.offset(field);
        for (int i = 0; i < length; i++) {
            byte b = from[offset + i];
            target[i] = b >= 0 && b < ' ' || b == 0x7f ? (byte) ' ' : b;
        }
        return length;
    }
}
