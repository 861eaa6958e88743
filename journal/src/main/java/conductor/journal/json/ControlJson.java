package conductor.journal.json;

import conductor.engine.codec.EventSettingsRecordDecoder;
import conductor.engine.codec.MessageHeaderDecoder;
import conductor.engine.core.Arm;
import conductor.engine.core.Code;
import conductor.engine.core.Decision;
import conductor.engine.core.DecisionType;
import conductor.engine.core.Mode;
import conductor.engine.core.SettingsColumn;
import conductor.engine.core.SignalType;
import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** The members of records about the node, its events and modes: brake, doubt of the feed, settings, answers (audience.md 2.6). */
public final class ControlJson {
    private static final int NO_RATE = -1;

    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final EventSettingsRecordDecoder settings = new EventSettingsRecordDecoder();
    private final DirectBuffer text = new UnsafeBuffer();
    private String commandId;
    private String actor;
    private String reason;

    /** The members of a record of these types; its payload, if it has one, must be whole. */
    public void write(JsonWriter json, Decision d) {
        readCommand(d);
        switch (d.type) {
            case DecisionType.PAUSED -> {
                json.beginObject("values");
                if (d.decisionSeq == 0) {
                    json.nullValue("until");
                } else {
                    json.time("until", d.decisionSeq);
                }
                json.endObject().text("actor", actor).text("command_id", commandId);
            }
            case DecisionType.RESUMED ->
                json.beginObject("values").endObject().text("actor", actor).text("command_id", commandId);
            case DecisionType.SOURCE_SUSPECT ->
                json.beginObject("values")
                        .bool("suspect", d.state == 1)
                        .number("lively_sessions", d.totalUsers)
                        .number("silent_sessions", d.leavers)
                        .endObject()
                        .nullValue("actor");
            case DecisionType.SETTINGS -> settings(json, d.payload, d.decisionSeq);
            case DecisionType.MODE ->
                json.beginObject("values")
                        .text("mode", Mode.name(d.state))
                        .text("previous", Mode.name(d.previous))
                        .text("source", d.code == Code.EVENT_MODE ? "EVENT" : "SESSION")
                        .endObject()
                        .text("actor", actor)
                        .text("command_id", commandId);
            default ->
                json.text("command_id", commandId)
                        .text("command", commandName(d.state))
                        .bool("ok", d.code == Code.NONE || d.code == Code.ALREADY)
                        .text("detail", AnswerText.of(d.code, d.state, reason))
                        .time("free_at", d.anomalySeq)
                        .text("actor", actor);
        }
    }

    private void readCommand(Decision d) {
        commandId = null;
        actor = null;
        reason = "";
        if (d.type != DecisionType.SETTINGS && d.payloadLength > 0) {
            RecordText.Command command = RecordText.command(d.payload);
            commandId = command.commandId();
            actor = command.actor();
            reason = command.reason();
        }
    }

    private static String commandName(int type) {
        return type == SignalType.COMMAND_REFUSED ? null : SignalType.name(type);
    }

    /** The members of the settings in a whole payload, under a version. */
    public void settings(JsonWriter json, DirectBuffer payload, long version) {
        settings.wrapAndApplyHeader(payload, 0, header);
        boolean stored = settings.stored() == 1;
        json.number("version", version).text("source", stored ? "STORED" : "DEFAULT");
        said(json, settings.columns());
        if (stored) {
            values(json);
        } else {
            json.nullValue("values");
        }
        settings.sbeRewind();
        settings.skipEvent();
        settings.skipEmails();
        settings.wrapActor(text);
        json.text("actor", text.capacity() == 0 ? null : text.getStringWithoutLengthUtf8(0, text.capacity()));
    }

    private void values(JsonWriter json) {
        json.beginObject("values")
                .bool("agent_enabled", settings.agentEnabled() == 1)
                .text("agent_mode", Mode.name(settings.mode()))
                .ppm("auto_approve_threshold", settings.autoApprovePpm())
                .ppm("min_confidence_threshold", settings.minConfidencePpm());
        arms(json, settings.allowedArms());
        json.number("max_interventions_per_hour", settings.maxInterventionsPerHour())
                .bool("notify_on_anomaly", settings.notifyOnAnomaly() == 1)
                .bool("notify_on_intervention", settings.notifyOnIntervention() == 1);
        emails(json);
        json.number("approval_timeout_s", settings.approvalTimeoutMs() / 1_000)
                .ppm("holdout_fraction", settings.holdoutPpm())
                .text("content_language", language(settings.languageBytes()));
        if (settings.falseAlarmsPerHourPpm() == NO_RATE) {
            json.nullValue("detection_false_alarms_per_hour");
        } else {
            json.ppm("detection_false_alarms_per_hour", settings.falseAlarmsPerHourPpm());
        }
        json.endObject();
    }

    /** Addresses are there only where they were said: what was known before stays. */
    private void emails(JsonWriter json) {
        settings.sbeRewind();
        settings.skipEvent();
        settings.wrapEmails(text);
        if (text.capacity() > 0) {
            byte[] list = new byte[text.capacity()];
            text.getBytes(0, list);
            json.json("notification_emails", list);
        }
    }

    /** Where only some columns were asked for, which: the others are the node's defaults until the stored row is read. */
    private static void said(JsonWriter json, long columns) {
        if (columns == 0) {
            return;
        }
        json.beginArray("said");
        for (int column = 0; column < SettingsColumn.COUNT; column++) {
            if ((columns & 1L << column) != 0) {
                json.element(SettingsColumn.name(column));
            }
        }
        json.endArray();
    }

    /** The interventions whose bits are set, bit n - 1 for {@link Arm} n. */
    static void arms(JsonWriter json, int bits) {
        json.beginArray("allowed_interventions");
        for (int arm = Arm.POLL; arm <= Arm.GAMIFICATION; arm++) {
            if ((bits & 1 << (arm - 1)) != 0) {
                json.element(Arm.name(arm));
            }
        }
        json.endArray();
    }

    /** Up to eight ASCII characters in a word, the first in the lowest byte; null when there is none. */
    private static String language(long bytes) {
        if (bytes == 0) {
            return null;
        }
        byte[] text = new byte[Long.BYTES];
        int length = 0;
        while (length < text.length && (bytes >>> (length * 8) & 0xff) != 0) {
            text[length] = (byte) (bytes >>> (length * 8));
            length++;
        }
        return new String(text, 0, length, StandardCharsets.US_ASCII);
    }
}
