package conductor.engine.support;

import conductor.engine.codec.CommandRecordDecoder;
import conductor.engine.codec.CommandRecordEncoder;
import conductor.engine.codec.EventSettingsRecordEncoder;
import conductor.engine.codec.MessageHeaderDecoder;
import conductor.engine.codec.MessageHeaderEncoder;
import conductor.engine.codec.OutcomeRecordEncoder;
import conductor.engine.codec.SettingsChangeRecordEncoder;
import conductor.engine.core.Mode;
import conductor.engine.core.Signal;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Payloads of signals that carry more than numbers. */
public final class Payloads {
    private static final byte[] NOTHING = {};

    private Payloads() {}

    /** Settings as shipped, stored as version 1, changed by {@code values}. */
    public static void settings(Signal s, String event, Consumer<EventSettingsRecordEncoder> values) {
        EventSettingsRecordEncoder encoder = new EventSettingsRecordEncoder();
        encoder.wrapAndApplyHeader(s.payload, 0, new MessageHeaderEncoder())
                .settingsVersion(1)
                .languageBytes(0)
                .autoApprovePpm(750_000)
                .minConfidencePpm(500_000)
                .approvalTimeoutMs(60_000)
                .holdoutPpm(50_000)
                .falseAlarmsPerHourPpm(-1)
                .stored((short) 1)
                .agentEnabled((short) 1)
                .mode((short) Mode.SEMI_AUTO)
                .allowedArms((short) 15)
                .maxInterventionsPerHour((short) 3)
                .notifyOnAnomaly((short) 1)
                .notifyOnIntervention((short) 1)
                .reserved((short) 0)
                .columns(0);
        values.accept(encoder);
        encoder.putEvent(bytes(event), 0, bytes(event).length)
                .putEmails(NOTHING, 0, 0)
                .putActor(NOTHING, 0, 0);
        s.payloadLength = MessageHeaderEncoder.ENCODED_LENGTH + encoder.encodedLength();
    }

    /** Who asked for what. */
    public static void command(Signal s, String commandId, String actor, String event) {
        command(s, commandId, actor, event, "", "");
    }

    /** The same with a reason and content. */
    public static void command(Signal s, String commandId, String actor, String event, String reason, String content) {
        CommandRecordEncoder encoder = new CommandRecordEncoder();
        encoder.wrapAndApplyHeader(s.payload, 0, new MessageHeaderEncoder()).forMs(s.value1);
        encoder.putCommandId(bytes(commandId), 0, bytes(commandId).length);
        encoder.putActor(bytes(actor), 0, bytes(actor).length);
        encoder.putEvent(bytes(event), 0, bytes(event).length)
                .putSession(NOTHING, 0, 0)
                .putReason(bytes(reason), 0, bytes(reason).length)
                .putContent(bytes(content), 0, bytes(content).length);
        s.payloadLength = MessageHeaderEncoder.ENCODED_LENGTH + encoder.encodedLength();
    }

    /** Which command a payload is of. */
    public static String commandId(DirectBuffer payload) {
        UnsafeBuffer view = new UnsafeBuffer(0, 0);
        new CommandRecordDecoder()
                .wrapAndApplyHeader(payload, 0, new MessageHeaderDecoder())
                .wrapCommandId(view);
        return view.getStringWithoutLengthUtf8(0, view.capacity());
    }

    /** A change of settings: nothing is changed but what {@code values} say. */
    public static void change(Signal s, String commandId, String event, Consumer<SettingsChangeRecordEncoder> values) {
        SettingsChangeRecordEncoder encoder = new SettingsChangeRecordEncoder();
        encoder.wrapAndApplyHeader(s.payload, 0, new MessageHeaderEncoder())
                .expectedVersion(-1)
                .languageBytes(0)
                .autoApprovePpm(0)
                .minConfidencePpm(0)
                .approvalTimeoutMs(0)
                .holdoutPpm(0)
                .falseAlarmsPerHourPpm(0)
                .columns(0)
                .reset((short) 0)
                .agentEnabled((short) 0)
                .mode((short) 0)
                .allowedArms((short) 0)
                .maxInterventionsPerHour((short) 0)
                .notifyOnAnomaly((short) 0)
                .notifyOnIntervention((short) 0)
                .reserved((short) 0);
        values.accept(encoder);
        encoder.putCommandId(bytes(commandId), 0, bytes(commandId).length)
                .putActor(bytes("usr_9"), 0, 5)
                .putEvent(bytes(event), 0, bytes(event).length)
                .putEmails(NOTHING, 0, 0);
        s.payloadLength = MessageHeaderEncoder.ENCODED_LENGTH + encoder.encodedLength();
    }

    /** What the platform says of an intervention. */
    public static void outcome(Signal s, String result, String error) {
        OutcomeRecordEncoder encoder = new OutcomeRecordEncoder();
        encoder.wrapAndApplyHeader(s.payload, 0, new MessageHeaderEncoder())
                .putResult(bytes(result), 0, bytes(result).length)
                .putError(bytes(error), 0, bytes(error).length);
        s.payloadLength = MessageHeaderEncoder.ENCODED_LENGTH + encoder.encodedLength();
    }

    /** A text as it is. */
    public static void text(Signal s, String text) {
        s.payload.putBytes(0, bytes(text));
        s.payloadLength = bytes(text).length;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
