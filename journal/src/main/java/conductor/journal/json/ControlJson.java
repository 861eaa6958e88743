package conductor.journal.json;

import conductor.engine.codec.EventSettingsRecordDecoder;
import conductor.engine.codec.MessageHeaderDecoder;
import conductor.engine.core.Arm;
import conductor.engine.core.Code;
import conductor.engine.core.Decision;
import conductor.engine.core.DecisionType;
import conductor.engine.core.Mode;
import conductor.engine.core.SignalType;
import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;

/** The members of records about the node and its events: brake, doubt of the feed, settings, answers (audience.md 2.6). */
public final class ControlJson {
    private static final int NO_RATE = -1;

    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final EventSettingsRecordDecoder settings = new EventSettingsRecordDecoder();
    private String commandId;
    private String actor;

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
            default ->
                json.text("command_id", commandId)
                        .text("command", commandName(d.state))
                        .bool("ok", d.code == Code.NONE || d.code == Code.ALREADY)
                        .text("detail", detail(d))
                        .text("actor", actor);
        }
    }

    private void readCommand(Decision d) {
        commandId = null;
        actor = null;
        if (d.type != DecisionType.SETTINGS && d.payloadLength > 0) {
            RecordText.Command command = RecordText.command(d.payload);
            commandId = command.commandId();
            actor = command.actor();
        }
    }

    private static String commandName(int type) {
        return type == SignalType.COMMAND_REFUSED ? null : SignalType.name(type);
    }

    private static String detail(Decision d) {
        return switch (d.code) {
            case Code.NONE -> null;
            case Code.ALREADY -> "It is so already.";
            case Code.INVALID -> "The type is not known here, or event_id or for_s is not allowed.";
            case Code.EVENT_TABLE_FULL ->
                "No room for a further event until sessions of others close or pauses of others end.";
            default -> Code.name(d.code);
        };
    }

    /** The members of the settings in a whole payload, under a version. */
    public void settings(JsonWriter json, DirectBuffer payload, long version) {
        settings.wrapAndApplyHeader(payload, 0, header);
        boolean stored = settings.stored() == 1;
        json.number("version", version).text("source", stored ? "STORED" : "DEFAULT");
        if (!stored) {
            json.nullValue("values");
            return;
        }
        json.beginObject("values")
                .bool("agent_enabled", settings.agentEnabled() == 1)
                .text("agent_mode", Mode.name(settings.mode()))
                .ppm("auto_approve_threshold", settings.autoApprovePpm())
                .ppm("min_confidence_threshold", settings.minConfidencePpm());
        arms(json, settings.allowedArms());
        json.number("max_interventions_per_hour", settings.maxInterventionsPerHour())
                .bool("notify_on_anomaly", settings.notifyOnAnomaly() == 1)
                .bool("notify_on_intervention", settings.notifyOnIntervention() == 1)
                .number("approval_timeout_s", settings.approvalTimeoutMs() / 1_000)
                .ppm("holdout_fraction", settings.holdoutPpm())
                .text("content_language", language(settings.languageBytes()));
        if (settings.falseAlarmsPerHourPpm() == NO_RATE) {
            json.nullValue("detection_false_alarms_per_hour");
        } else {
            json.ppm("detection_false_alarms_per_hour", settings.falseAlarmsPerHourPpm());
        }
        json.endObject();
    }

    private static void arms(JsonWriter json, int bits) {
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
