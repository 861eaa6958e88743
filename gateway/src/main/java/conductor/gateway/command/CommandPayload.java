package conductor.gateway.command;

import conductor.engine.codec.CommandRecordEncoder;
import conductor.engine.codec.MessageHeaderEncoder;
import conductor.engine.core.Signal;
import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;

/** Who asks for what, as a CommandRecord. */
final class CommandPayload {
    private byte[] event = Command.NONE;
    private byte[] session = Command.NONE;
    private byte[] reason = Command.NONE;
    private byte[] content = Command.NONE;
    private long forMs;

    CommandPayload event(byte[] utf8) {
        event = utf8;
        return this;
    }

    CommandPayload session(byte[] utf8) {
        session = utf8;
        return this;
    }

    CommandPayload reason(byte[] utf8) {
        reason = utf8;
        return this;
    }

    CommandPayload content(byte[] json) {
        content = json;
        return this;
    }

    CommandPayload forMs(long ms) {
        forMs = ms;
        return this;
    }

    /** The record, with the command's id and its sender. */
    byte[] encode(CommandFields fields) {
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[Signal.PAYLOAD_CAPACITY]);
        CommandRecordEncoder encoder =
                new CommandRecordEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder());
        byte[] id = fields.utf8(Commands.ID);
        byte[] actor = fields.utf8(Commands.ACTOR);
        encoder.forMs(forMs)
                .putCommandId(id, 0, id.length)
                .putActor(actor, 0, actor.length)
                .putEvent(event, 0, event.length)
                .putSession(session, 0, session.length)
                .putReason(reason, 0, reason.length)
                .putContent(content, 0, content.length);
        return Arrays.copyOf(buffer.byteArray(), MessageHeaderEncoder.ENCODED_LENGTH + encoder.encodedLength());
    }
}
