package conductor.engine.wire;

import conductor.engine.codec.DecisionRecordDecoder;
import conductor.engine.codec.DecisionRecordEncoder;
import conductor.engine.codec.MessageHeaderDecoder;
import conductor.engine.codec.MessageHeaderEncoder;
import conductor.engine.core.Decision;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Decisions to bytes and back: SBE header (8 bytes), block (128), payload length (4), payload. Holds flyweights, so one
 * instance belongs to one thread. Allocates nothing.
 */
public final class DecisionCodec {
    /** Largest encoded length in bytes. */
    public static final int MAX_LENGTH = MessageHeaderEncoder.ENCODED_LENGTH
            + DecisionRecordEncoder.BLOCK_LENGTH
            + DecisionRecordEncoder.payloadHeaderLength()
            + Decision.PAYLOAD_CAPACITY;

    private final MessageHeaderEncoder headerEncoder = new MessageHeaderEncoder();
    private final MessageHeaderDecoder headerDecoder = new MessageHeaderDecoder();
    private final DecisionRecordEncoder encoder = new DecisionRecordEncoder();
    private final DecisionRecordDecoder decoder = new DecisionRecordDecoder();

    /** Encodes {@code d} at {@code offset} and returns the length in bytes. */
    public int encode(Decision d, MutableDirectBuffer buffer, int offset) {
        encoder.wrapAndApplyHeader(buffer, offset, headerEncoder)
                .seq(d.seq)
                .causeSequence(d.causeSequence)
                .engineTimeMs(d.engineTimeMs)
                .scopeKey(d.scopeKey)
                .subjectKey(d.subjectKey)
                .causeTimeMs(d.causeTimeMs)
                .causeSeq(d.causeSeq)
                .decisionSeq(d.decisionSeq)
                .anomalySeq(d.anomalySeq)
                .leaveRatePpm(d.leaveRatePpm)
                .scorePpm(d.scorePpm)
                .expectedPpm(d.expectedPpm)
                .anomalyScorePpm(d.anomalyScorePpm)
                .chatCount(d.chatCount)
                .reactionCount(d.reactionCount)
                .activeUsers(d.activeUsers)
                .totalUsers(d.totalUsers)
                .leavers(d.leavers)
                .participationPpm(d.participationPpm);
        encoder.type((short) d.type)
                .code((short) d.code)
                .state((short) d.state)
                .previous((short) d.previous)
                .anomalyClass((short) d.anomalyClass)
                .rule((short) d.rule)
                .severity((short) d.severity)
                .category((short) d.category)
                .arm((short) d.arm)
                .causeSource((short) d.causeSource)
                .causeTimer((short) d.causeTimer)
                .flags((short) d.flags);
        encoder.putPayload(d.payload, 0, d.payloadLength);
        return MessageHeaderEncoder.ENCODED_LENGTH + encoder.encodedLength();
    }

    /**
     * Decodes the record at {@code offset} into {@code d}.
     *
     * @return false if the bytes are no decision record or its payload is longer than a decision holds.
     */
    public boolean decode(DirectBuffer buffer, int offset, Decision d) {
        headerDecoder.wrap(buffer, offset);
        if (headerDecoder.schemaId() != DecisionRecordDecoder.SCHEMA_ID
                || headerDecoder.templateId() != DecisionRecordDecoder.TEMPLATE_ID) {
            return false;
        }
        decoder.wrap(
                buffer,
                offset + MessageHeaderDecoder.ENCODED_LENGTH,
                headerDecoder.blockLength(),
                headerDecoder.version());
        d.seq = decoder.seq();
        d.causeSequence = decoder.causeSequence();
        d.engineTimeMs = decoder.engineTimeMs();
        d.scopeKey = decoder.scopeKey();
        d.subjectKey = decoder.subjectKey();
        d.causeTimeMs = decoder.causeTimeMs();
        d.causeSeq = decoder.causeSeq();
        d.decisionSeq = decoder.decisionSeq();
        d.anomalySeq = decoder.anomalySeq();
        d.leaveRatePpm = decoder.leaveRatePpm();
        d.scorePpm = decoder.scorePpm();
        d.expectedPpm = decoder.expectedPpm();
        d.anomalyScorePpm = decoder.anomalyScorePpm();
        d.chatCount = decoder.chatCount();
        d.reactionCount = decoder.reactionCount();
        d.activeUsers = decoder.activeUsers();
        d.totalUsers = decoder.totalUsers();
        d.leavers = decoder.leavers();
        d.participationPpm = decoder.participationPpm();
        d.type = decoder.type();
        d.code = decoder.code();
        d.state = decoder.state();
        d.previous = decoder.previous();
        d.anomalyClass = decoder.anomalyClass();
        d.rule = decoder.rule();
        d.severity = decoder.severity();
        d.category = decoder.category();
        d.arm = decoder.arm();
        d.causeSource = decoder.causeSource();
        d.causeTimer = decoder.causeTimer();
        d.flags = decoder.flags();
        return decodePayload(d);
    }

    private boolean decodePayload(Decision d) {
        int length = decoder.payloadLength();
        if (length > Decision.PAYLOAD_CAPACITY) {
            return false;
        }
        d.payloadLength = length;
        decoder.getPayload(d.payload, 0, length);
        return true;
    }
}
