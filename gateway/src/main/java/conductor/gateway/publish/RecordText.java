package conductor.gateway.publish;

import conductor.engine.codec.CommandRecordDecoder;
import conductor.engine.codec.EventSettingsRecordDecoder;
import conductor.engine.codec.MessageHeaderDecoder;
import conductor.engine.core.Decision;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Texts that a record carries in its payload beside numbers. */
final class RecordText {
    private RecordText() {}

    /** The event id in the payload of a record about an event; empty where there is none. */
    static String event(Decision d) {
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
        CommandRecordDecoder command = new CommandRecordDecoder().wrapAndApplyHeader(d.payload, 0, header);
        command.skipCommandId();
        command.skipActor();
        DirectBuffer event = new UnsafeBuffer();
        command.wrapEvent(event);
        return text(event);
    }

    /** The text of a view of a payload. */
    static String text(DirectBuffer view) {
        return view.getStringWithoutLengthUtf8(0, view.capacity());
    }
}
