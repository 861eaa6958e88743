package conductor.journal.json;

import conductor.engine.codec.CommandRecordDecoder;
import conductor.engine.codec.EventSettingsRecordDecoder;
import conductor.engine.codec.MessageHeaderDecoder;
import conductor.engine.core.Decision;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Texts that a record carries in its payload beside numbers. */
public final class RecordText {
    /**
     * Who asked for what.
     *
     * @param event the event id, empty for all events.
     */
    public record Command(String commandId, String actor, String event) {}

    private RecordText() {}

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
        return new Command(commandId, actor, text(view));
    }

    /** The event id in the payload of a record about an event; empty where there is none. */
    public static String event(Decision d) {
        if (d.payloadLength == 0) {
            return "";
        }
        MessageHeaderDecoder header = new MessageHeaderDecoder().wrap(d.payload, 0);
        if (header.templateId() == EventSettingsRecordDecoder.TEMPLATE_ID) {
            DirectBuffer event = new UnsafeBuffer();
            new EventSettingsRecordDecoder()
                    .wrapAndApplyHeader(d.payload, 0, header)
                    .wrapEvent(event);
            return text(event);
        }
        return command(d.payload).event();
    }

    private static String text(DirectBuffer view) {
        return view.getStringWithoutLengthUtf8(0, view.capacity());
    }
}
