package conductor.journal.json;

import conductor.engine.codec.CommandRecordDecoder;
import conductor.engine.codec.EventSettingsRecordDecoder;
import conductor.engine.codec.MessageHeaderDecoder;
import conductor.engine.codec.SettingsChangeRecordDecoder;
import conductor.engine.codec.SummaryRecordDecoder;
import conductor.engine.core.Decision;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Texts that a record carries in its payload beside numbers. */
public final class RecordText {
    /**
     * Who asked for what.
     *
     * @param event the event id, empty for all events or where the command is not about one.
     * @param session the session id, empty where the command is not about one.
     * @param reason in the words of who asked; of a command that was refused what is wrong with it; empty for none.
     * @param content of an intervention as a JSON object; empty for none.
     */
    public record Command(
            String commandId, String actor, String event, String session, String reason, String content) {}

    private RecordText() {}

    /** Whether a payload is a whole CommandRecord, which one that was refused need not be. */
    public static boolean isCommand(DirectBuffer payload, int length) {
        return is(payload, 0, length, CommandRecordDecoder.TEMPLATE_ID, CommandRecordDecoder.BLOCK_LENGTH, 6);
    }

    /** Whether a payload is a whole SettingsChangeRecord. */
    public static boolean isSettingsChange(DirectBuffer payload, int length) {
        return is(
                payload,
                0,
                length,
                SettingsChangeRecordDecoder.TEMPLATE_ID,
                SettingsChangeRecordDecoder.BLOCK_LENGTH,
                4);
    }

    /** Whether a payload is a whole SummaryRecord. */
    public static boolean isSummary(DirectBuffer payload, int length) {
        return is(payload, 0, length, SummaryRecordDecoder.TEMPLATE_ID, SummaryRecordDecoder.BLOCK_LENGTH, 0);
    }

    /** Whether a payload is a whole EventSettingsRecord. */
    public static boolean isSettings(DirectBuffer payload, int length) {
        return is(
                payload, 0, length, EventSettingsRecordDecoder.TEMPLATE_ID, EventSettingsRecordDecoder.BLOCK_LENGTH, 3);
    }

    /** Whether a whole record of a template, with all its texts, stands at {@code from} in a payload. */
    static boolean is(DirectBuffer payload, int from, int length, int template, int blockLength, int texts) {
        if (length < from + MessageHeaderDecoder.ENCODED_LENGTH + blockLength) {
            return false;
        }
        MessageHeaderDecoder header = new MessageHeaderDecoder().wrap(payload, from);
        if (header.schemaId() != MessageHeaderDecoder.SCHEMA_ID
                || header.templateId() != template
                || header.blockLength() != blockLength) {
            return false;
        }
        long at = from + MessageHeaderDecoder.ENCODED_LENGTH + blockLength;
        for (int text = 0; text < texts; text++) {
            if (at + Integer.BYTES > length) {
                return false;
            }
            at += Integer.BYTES + (payload.getInt((int) at, ByteOrder.LITTLE_ENDIAN) & 0xffff_ffffL);
        }
        return at <= length;
    }

    /** The texts in the payload of a command's signal or of a record that answers one. */
    public static Command command(DirectBuffer payload) {
        CommandRecordDecoder decoder = new CommandRecordDecoder();
        decoder.wrapAndApplyHeader(payload, 0, new MessageHeaderDecoder());
        DirectBuffer view = new UnsafeBuffer();
        decoder.wrapCommandId(view);
        String commandId = text(view);
        decoder.wrapActor(view);
        String actor = text(view);
        decoder.wrapEvent(view);
        String event = text(view);
        decoder.wrapSession(view);
        String session = text(view);
        decoder.wrapReason(view);
        String reason = text(view);
        decoder.wrapContent(view);
        return new Command(commandId, actor, event, session, reason, text(view));
    }

    /** The texts in the payload of a SET_SETTINGS signal. */
    public static Command settingsChange(DirectBuffer payload) {
        SettingsChangeRecordDecoder decoder = new SettingsChangeRecordDecoder();
        decoder.wrapAndApplyHeader(payload, 0, new MessageHeaderDecoder());
        DirectBuffer view = new UnsafeBuffer();
        decoder.wrapCommandId(view);
        String commandId = text(view);
        decoder.wrapActor(view);
        String actor = text(view);
        decoder.wrapEvent(view);
        return new Command(commandId, actor, text(view), "", "", "");
    }

    /** The event id in the payload of a record about an event; empty where there is none. */
    public static String event(Decision d) {
        if (d.payloadLength == 0) {
            return "";
        }
        MessageHeaderDecoder header = new MessageHeaderDecoder().wrap(d.payload, 0);
        return header.templateId() == EventSettingsRecordDecoder.TEMPLATE_ID
                ? settingsEvent(d.payload)
                : command(d.payload).event();
    }

    /** Whether a SETTINGS record comes from a command, and not from a stored row. */
    public static boolean isCommanded(Decision d) {
        if (!isSettings(d.payload, d.payloadLength)) {
            return false;
        }
        EventSettingsRecordDecoder decoder = new EventSettingsRecordDecoder();
        decoder.wrapAndApplyHeader(d.payload, 0, new MessageHeaderDecoder());
        DirectBuffer actor = new UnsafeBuffer();
        decoder.wrapEvent(actor);
        decoder.wrapEmails(actor);
        decoder.wrapActor(actor);
        return actor.capacity() > 0;
    }

    /** The event id in a whole EventSettingsRecord. */
    public static String settingsEvent(DirectBuffer payload) {
        DirectBuffer event = new UnsafeBuffer();
        new EventSettingsRecordDecoder()
                .wrapAndApplyHeader(payload, 0, new MessageHeaderDecoder())
                .wrapEvent(event);
        return text(event);
    }

    private static String text(DirectBuffer view) {
        return view.getStringWithoutLengthUtf8(0, view.capacity());
    }
}
