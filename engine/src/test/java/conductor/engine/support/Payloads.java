package conductor.engine.support;

import conductor.engine.codec.CommandRecordEncoder;
import conductor.engine.codec.EventSettingsRecordEncoder;
import conductor.engine.codec.MessageHeaderEncoder;
import conductor.engine.core.Mode;
import conductor.engine.core.Signal;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

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
                .reserved((short) 0);
        values.accept(encoder);
        encoder.putEvent(bytes(event), 0, bytes(event).length)
                .putEmails(NOTHING, 0, 0)
                .putActor(NOTHING, 0, 0);
        s.payloadLength = MessageHeaderEncoder.ENCODED_LENGTH + encoder.encodedLength();
    }

    /** Who asked for what. */
    public static void command(Signal s, String commandId, String actor, String event) {
        CommandRecordEncoder encoder = new CommandRecordEncoder();
        encoder.wrapAndApplyHeader(s.payload, 0, new MessageHeaderEncoder()).forMs(s.value1);
        encoder.putCommandId(bytes(commandId), 0, bytes(commandId).length);
        encoder.putActor(bytes(actor), 0, bytes(actor).length);
        encoder.putEvent(bytes(event), 0, bytes(event).length)
                .putSession(NOTHING, 0, 0)
                .putReason(NOTHING, 0, 0)
                .putContent(NOTHING, 0, 0);
        s.payloadLength = MessageHeaderEncoder.ENCODED_LENGTH + encoder.encodedLength();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
