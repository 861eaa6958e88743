package conductor.journal.sink;

import conductor.engine.codec.MessageHeaderDecoder;
import conductor.engine.codec.MessageResultDecoder;
import conductor.engine.codec.PresenceDetailDecoder;
import conductor.engine.codec.PresenceMessageDecoder;
import conductor.engine.codec.ReadinessDetailDecoder;
import conductor.engine.core.Code;
import conductor.engine.core.Decision;
import conductor.engine.core.DecisionType;
import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;
import conductor.engine.core.Switch;
import conductor.journal.Causes;
import conductor.journal.json.RecordText;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.agrona.DirectBuffer;

/**
 * One record of the presence plane in the terms of rows, with the message that caused it. Texts that are not said are null. Wrapped anew for
 * every record.
 */
final class PresenceSource {
    /** Of what concerns the whole node: no scope that a reader could name. */
    private static final byte[] NO_SCOPE = {};

    private final Causes causes;
    private final byte[] engine;
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final PresenceDetailDecoder detail = new PresenceDetailDecoder();
    private final ReadinessDetailDecoder readiness = new ReadinessDetailDecoder();
    private final MessageResultDecoder result = new MessageResultDecoder();
    private final PresenceMessageDecoder message = new PresenceMessageDecoder();
    private final Signal signal = new Signal();
    private Decision record;
    private byte[] scope;
    private byte[] subject;
    private byte[] agent;
    private byte[] text;
    private byte[] messageId;
    private byte[] actor;
    private byte[] caller;
    private byte[] related;

    PresenceSource(int engineId, Causes causes) {
        this.causes = causes;
        this.engine = HexFormat.of().toHexDigits(engineId).getBytes(StandardCharsets.US_ASCII);
    }

    /** Whether records of a type are of this plane. */
    static boolean isOfPresence(int type) {
        return type >= DecisionType.AGENT_SESSION_OPENED && type <= DecisionType.MESSAGE_RESULT;
    }

    /** Whether records of a type tell of an agent or a work item. */
    static boolean hasDetail(int type) {
        return type >= DecisionType.AGENT_SESSION_OPENED && type <= DecisionType.CALLBACK_SCHEDULED;
    }

    /** Reads a record of this plane. */
    PresenceSource wrap(Decision d) {
        record = d;
        agent = null;
        text = null;
        actor = null;
        caller = null;
        related = null;
        switch (d.type) {
            case DecisionType.SWITCH_SET -> readSwitch();
            case DecisionType.READINESS_VERDICT, DecisionType.CLEANUP_DONE -> {
                readiness.wrapAndApplyHeader(d.payload, 0, header);
                Texts texts = new Texts(d.payload, readiness.limit(), d.payloadLength);
                scope = texts.next();
                subject = scope;
                messageId = texts.next();
                readMessage();
            }
            case DecisionType.REJECTED, DecisionType.MESSAGE_RESULT -> {
                result.wrapAndApplyHeader(d.payload, 0, header);
                Texts texts = new Texts(d.payload, result.limit(), d.payloadLength);
                byte[] named = texts.next();
                scope = named == null ? NO_SCOPE : named;
                subject = texts.next();
                messageId = texts.next();
                readMessage();
                nameWhoWasAnswered();
            }
            default -> readDetail();
        }
        return this;
    }

    private void readDetail() {
        detail.wrapAndApplyHeader(record.payload, 0, header);
        Texts texts = new Texts(record.payload, detail.limit(), record.payloadLength);
        scope = texts.next();
        subject = texts.next();
        byte[] named = texts.next();
        messageId = texts.next();
        text = texts.next();
        readMessage();
        agent = named;
    }

    private void readSwitch() {
        scope = NO_SCOPE;
        subject = Switch.name(record.state).getBytes(StandardCharsets.US_ASCII);
        messageId = null;
        if (RecordText.isCommand(record.payload, record.payloadLength)) {
            RecordText.Command command = RecordText.command(record.payload);
            messageId = stored(command.commandId());
            actor = stored(command.actor());
        }
    }

    private static byte[] stored(String text) {
        return text.isEmpty() ? null : Storable.text(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Of an answer to a message about an agent, the subject is that agent; one about the whole scope has no other subject. */
    private void nameWhoWasAnswered() {
        if (subject == null) {
            subject = scope;
        } else if (isAboutAgent(result.refusedType())) {
            agent = subject;
        }
    }

    private static boolean isAboutAgent(int signalType) {
        return signalType >= SignalType.OPERATOR_ACCOUNT && signalType <= SignalType.OPERATOR_DISCONNECT;
    }

    /**
     * What a record leaves out of the message that caused it. A timer's record has the signal that revealed it as its cause, which says nothing
     * of it.
     */
    private void readMessage() {
        if (record.causeTimer != 0 || !causes.find(record.causeSequence, signal) || !isMessage()) {
            return;
        }
        message.wrapAndApplyHeader(signal.payload, 0, header);
        PresenceMessageDecoder.SkillsDecoder skills = message.skills();
        while (skills.hasNext()) {
            skills.next().skipName();
        }
        Texts texts = new Texts(signal.payload, message.limit(), signal.payloadLength);
        texts.next();
        texts.next();
        actor = texts.next();
        texts.next();
        agent = texts.next();
        texts.next();
        byte[] itsCaller = texts.next();
        byte[] itsRelated = texts.next();
        if (brought()) {
            caller = itsCaller;
            related = itsRelated;
        }
    }

    private boolean isMessage() {
        return SignalType.isOfPresence(signal.type)
                && signal.payloadLength >= MessageHeaderDecoder.ENCODED_LENGTH + PresenceMessageDecoder.BLOCK_LENGTH
                && header.wrap(signal.payload, 0).templateId() == PresenceMessageDecoder.TEMPLATE_ID;
    }

    /** Whether the message brought the work item that the record tells of; its step may tell of others. */
    private boolean brought() {
        return hasDetail(record.type)
                && signal.type == SignalType.WORK_ARRIVED
                && signal.subjectKey == record.subjectKey
                && detail.enteredMs() == record.engineTimeMs;
    }

    Decision decision() {
        return record;
    }

    byte[] engine() {
        return engine;
    }

    /** Of a record that has it, see {@link #hasDetail}. */
    PresenceDetailDecoder detail() {
        return detail;
    }

    /** Of READINESS_VERDICT and CLEANUP_DONE. */
    ReadinessDetailDecoder readiness() {
        return readiness;
    }

    /** Of REJECTED and MESSAGE_RESULT. */
    MessageResultDecoder result() {
        return result;
    }

    /** Never null; empty for the whole node. */
    byte[] scope() {
        return scope;
    }

    /** Never null. */
    byte[] subject() {
        return subject;
    }

    byte[] agent() {
        return agent;
    }

    /** Reason of a status, or the caller who wants to be called back. */
    byte[] text() {
        return text;
    }

    byte[] messageId() {
        return messageId;
    }

    byte[] actor() {
        return actor;
    }

    /** Of the record that first tells of a work item. */
    byte[] caller() {
        return caller;
    }

    /** Of the record that first tells of a work item. */
    byte[] related() {
        return related;
    }

    String code() {
        return record.code == Code.NONE ? null : Code.name(record.code);
    }

    /** The id of the session in the record. */
    byte[] sessionId() {
        return ("as-" + new String(engine, StandardCharsets.US_ASCII) + "-" + detail.session())
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** How long the item was connected to the agent, null where it never was, or where nobody ended it. */
    Long talkMs() {
        boolean ended = record.type == DecisionType.WORK_CLOSED && record.code == Code.NORMAL && agent != null;
        return ended ? detail.workTalkMs() : null;
    }

    /** Texts of a payload, one behind the other; null for those that are empty. */
    private static final class Texts {
        private final DirectBuffer buffer;
        private final int end;
        private int at;

        Texts(DirectBuffer buffer, int from, int end) {
            this.buffer = buffer;
            this.at = from;
            this.end = end;
        }

        byte[] next() {
            int from = at + Short.BYTES;
            int length = from > end ? 0 : buffer.getShort(at, ByteOrder.LITTLE_ENDIAN) & 0xffff;
            at = from + length;
            if (length == 0 || at > end) {
                return null;
            }
            byte[] utf8 = new byte[length];
            buffer.getBytes(from, utf8);
            return Storable.text(utf8);
        }
    }
}
