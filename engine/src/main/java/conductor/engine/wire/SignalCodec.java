package conductor.engine.wire;

import conductor.engine.codec.MessageHeaderDecoder;
import conductor.engine.codec.MessageHeaderEncoder;
import conductor.engine.codec.SignalRecordDecoder;
import conductor.engine.codec.SignalRecordEncoder;
import conductor.engine.core.Signal;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Signals to bytes and back: SBE header (8 bytes), block (104), payload length (4), payload. Holds flyweights, so one
 * instance belongs to one thread. Allocates nothing.
 */
public final class SignalCodec {
    /** Largest encoded length in bytes. */
    public static final int MAX_LENGTH = MessageHeaderEncoder.ENCODED_LENGTH
            + SignalRecordEncoder.BLOCK_LENGTH
            + SignalRecordEncoder.payloadHeaderLength()
            + Signal.PAYLOAD_CAPACITY;

    private final MessageHeaderEncoder headerEncoder = new MessageHeaderEncoder();
    private final MessageHeaderDecoder headerDecoder = new MessageHeaderDecoder();
    private final SignalRecordEncoder encoder = new SignalRecordEncoder();
    private final SignalRecordDecoder decoder = new SignalRecordDecoder();

    /** Encodes {@code signal} at {@code offset} and returns the length in bytes. */
    public int encode(Signal signal, MutableDirectBuffer buffer, int offset) {
        encoder.wrapAndApplyHeader(buffer, offset, headerEncoder)
                .sequence(signal.sequence)
                .engineTimeMs(signal.engineTimeMs)
                .sourceTimeMs(signal.sourceTimeMs)
                .sourceSeq(signal.sourceSeq)
                .scopeKey(signal.scopeKey)
                .subjectKey(signal.subjectKey)
                .actorKey(signal.actorKey)
                .value1(signal.value1)
                .value2(signal.value2)
                .value3(signal.value3)
                .value4(signal.value4)
                .type((short) signal.type)
                .source((short) signal.source)
                .flags(signal.flags)
                .reserved(0)
                .reserved2(0);
        encoder.putPayload(signal.payload, 0, signal.payloadLength);
        return MessageHeaderEncoder.ENCODED_LENGTH + encoder.encodedLength();
    }

    /**
     * Decodes the record at {@code offset} into {@code signal}.
     *
     * @return false if the bytes are no signal record or its payload is longer than a signal holds.
     */
    public boolean decode(DirectBuffer buffer, int offset, Signal signal) {
        headerDecoder.wrap(buffer, offset);
        if (headerDecoder.schemaId() != SignalRecordDecoder.SCHEMA_ID
                || headerDecoder.templateId() != SignalRecordDecoder.TEMPLATE_ID) {
            return false;
        }
        decoder.wrap(
                buffer,
                offset + MessageHeaderDecoder.ENCODED_LENGTH,
                headerDecoder.blockLength(),
                headerDecoder.version());
        signal.sequence = decoder.sequence();
        signal.engineTimeMs = decoder.engineTimeMs();
        signal.sourceTimeMs = decoder.sourceTimeMs();
        signal.sourceSeq = decoder.sourceSeq();
        signal.scopeKey = decoder.scopeKey();
        signal.subjectKey = decoder.subjectKey();
        signal.actorKey = decoder.actorKey();
        signal.value1 = decoder.value1();
        signal.value2 = decoder.value2();
        signal.value3 = decoder.value3();
        signal.value4 = decoder.value4();
        signal.type = decoder.type();
        signal.source = decoder.source();
        signal.flags = decoder.flags();
        int length = decoder.payloadLength();
        if (length > Signal.PAYLOAD_CAPACITY) {
            return false;
        }
        signal.payloadLength = length;
        decoder.getPayload(signal.payload, 0, length);
        return true;
    }
}
