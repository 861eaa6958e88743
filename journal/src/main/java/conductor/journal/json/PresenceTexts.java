package conductor.journal.json;

import conductor.engine.codec.MessageHeaderDecoder;
import conductor.engine.codec.MessageResultDecoder;
import conductor.engine.codec.PresenceDetailDecoder;
import conductor.engine.codec.ReadinessDetailDecoder;
import conductor.engine.core.Decision;
import conductor.engine.core.DecisionType;
import conductor.engine.core.Switch;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;

/** The texts that a record of the presence plane carries, whichever payload it has; null where it has none. Read again for every record. */
final class PresenceTexts {
    private static final int DETAIL_TEXTS = 6;
    private static final int READINESS_TEXTS = 2;
    private static final int RESULT_TEXTS = 3;

    byte[] scope;
    /** Id of the operator, the work item or the switch. */
    byte[] subject;
    /** Id of the operator whom the record names. */
    byte[] agent;
    /** Id of the message that caused the record. */
    byte[] message;
    /** Reason of a status, or a caller. */
    byte[] said;
    /** Id of the message that created the work item. */
    byte[] originMessage;
    /** Who set a switch. */
    byte[] actor;

    /** Whether the payload of a record is whole. */
    static boolean areWhole(Decision d) {
        return switch (d.type) {
            case DecisionType.READINESS_VERDICT, DecisionType.CLEANUP_DONE ->
                areWhole(d, ReadinessDetailDecoder.TEMPLATE_ID, ReadinessDetailDecoder.BLOCK_LENGTH, READINESS_TEXTS);
            case DecisionType.REJECTED, DecisionType.MESSAGE_RESULT ->
                areWhole(d, MessageResultDecoder.TEMPLATE_ID, MessageResultDecoder.BLOCK_LENGTH, RESULT_TEXTS);
            case DecisionType.SWITCH_SET -> RecordText.isCommand(d.payload, d.payloadLength);
            default -> areWhole(d, PresenceDetailDecoder.TEMPLATE_ID, PresenceDetailDecoder.BLOCK_LENGTH, DETAIL_TEXTS);
        };
    }

    private static boolean areWhole(Decision d, int template, int block, int texts) {
        int at = MessageHeaderDecoder.ENCODED_LENGTH + block;
        if (d.payloadLength < at) {
            return false;
        }
        MessageHeaderDecoder header = new MessageHeaderDecoder().wrap(d.payload, 0);
        if (header.schemaId() != MessageHeaderDecoder.SCHEMA_ID
                || header.templateId() != template
                || header.blockLength() != block) {
            return false;
        }
        for (int text = 0; text < texts; text++) {
            if (at + Short.BYTES > d.payloadLength) {
                return false;
            }
            at += Short.BYTES + length(d.payload, at);
        }
        return at <= d.payloadLength;
    }

    /** Reads the texts of a record whose payload is whole. */
    void read(Decision d) {
        agent = null;
        said = null;
        originMessage = null;
        actor = null;
        subject = null;
        DirectBuffer payload = d.payload;
        switch (d.type) {
            case DecisionType.READINESS_VERDICT, DecisionType.CLEANUP_DONE -> {
                int at = MessageHeaderDecoder.ENCODED_LENGTH + ReadinessDetailDecoder.BLOCK_LENGTH;
                scope = text(payload, at);
                message = text(payload, behind(payload, at));
            }
            case DecisionType.REJECTED, DecisionType.MESSAGE_RESULT -> {
                int at = MessageHeaderDecoder.ENCODED_LENGTH + MessageResultDecoder.BLOCK_LENGTH;
                scope = text(payload, at);
                at = behind(payload, at);
                subject = text(payload, at);
                message = text(payload, behind(payload, at));
            }
            case DecisionType.SWITCH_SET -> {
                RecordText.Command command = RecordText.command(payload);
                scope = null;
                subject = utf8(Switch.name(d.state));
                message = utf8(command.commandId());
                actor = utf8(command.actor());
            }
            default -> readDetail(payload);
        }
    }

    private void readDetail(DirectBuffer payload) {
        int at = MessageHeaderDecoder.ENCODED_LENGTH + PresenceDetailDecoder.BLOCK_LENGTH;
        scope = text(payload, at);
        at = behind(payload, at);
        subject = text(payload, at);
        at = behind(payload, at);
        agent = text(payload, at);
        at = behind(payload, at);
        message = text(payload, at);
        at = behind(payload, at);
        said = text(payload, at);
        originMessage = text(payload, behind(payload, at));
    }

    private static byte[] text(DirectBuffer payload, int at) {
        byte[] utf8 = new byte[length(payload, at)];
        payload.getBytes(at + Short.BYTES, utf8);
        return utf8.length == 0 ? null : utf8;
    }

    private static int behind(DirectBuffer payload, int at) {
        return at + Short.BYTES + length(payload, at);
    }

    private static int length(DirectBuffer payload, int at) {
        return payload.getShort(at, ByteOrder.LITTLE_ENDIAN) & 0xffff;
    }

    private static byte[] utf8(String text) {
        return text == null || text.isEmpty() ? null : text.getBytes(StandardCharsets.UTF_8);
    }
}
