package conductor.gateway.command;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import conductor.engine.codec.SettingsChangeRecordEncoder;
import conductor.engine.core.SettingsColumn;
import java.io.IOException;

/**
 * The columns of an event's settings (audience.md 6.1) from the {@code settings} object of a command into their record. Nothing is
 * brought into its range here: who sets a value that is not allowed is told so.
 */
final class SettingsColumns {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private static final String NAMES = "agent_enabled, agent_mode, auto_approve_threshold, min_confidence_threshold,"
            + " allowed_interventions, max_interventions_per_hour, notify_on_anomaly, notify_on_intervention,"
            + " notification_emails, approval_timeout_s, holdout_fraction, content_language and"
            + " detection_false_alarms_per_hour";

    private static final int ALL_ARMS = 15;
    private static final int NO_RATE = -1;

    private final SettingsChangeRecordEncoder record;
    private byte[] emails = Command.NONE;
    private int bits;

    /** @param record takes the values; its columns are set to "not said". */
    SettingsColumns(SettingsChangeRecordEncoder record) {
        this.record = record;
        record.falseAlarmsPerHourPpm(NO_RATE);
    }

    /** Which {@link SettingsColumn} were set. */
    int bits() {
        return bits;
    }

    /** Addresses as a JSON array or null, empty where they were not set. */
    byte[] emails() {
        return emails;
    }

    /** Takes the columns of a JSON object; nothing of an empty text. */
    void read(byte[] object) throws RefusedCommand {
        if (object.length == 0) {
            return;
        }
        try (JsonParser json = FACTORY.createParser(object)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new RefusedCommand("settings must be an object.");
            }
            while (json.nextToken() != JsonToken.END_OBJECT) {
                String name = json.currentName();
                json.nextToken();
                column(new SettingsValue(name, json));
            }
            if (json.nextToken() != null) {
                throw new RefusedCommand("settings must be one object.");
            }
        } catch (IOException e) {
            throw new RefusedCommand("settings cannot be read as JSON, or names a column twice.");
        }
    }

    private void column(SettingsValue value) throws RefusedCommand, IOException {
        switch (value.name()) {
            case "agent_enabled" -> set(SettingsColumn.AGENT_ENABLED).agentEnabled(value.flag());
            case "agent_mode" -> set(SettingsColumn.AGENT_MODE).mode(value.mode());
            case "auto_approve_threshold" ->
                set(SettingsColumn.AUTO_APPROVE_THRESHOLD).autoApprovePpm(value.ppm(0, 1));
            case "min_confidence_threshold" ->
                set(SettingsColumn.MIN_CONFIDENCE_THRESHOLD).minConfidencePpm(value.ppm(0, 1));
            case "allowed_interventions" ->
                set(SettingsColumn.ALLOWED_INTERVENTIONS)
                        .allowedArms((short) (value.isNull() ? ALL_ARMS : value.arms()));
            case "max_interventions_per_hour" ->
                set(SettingsColumn.MAX_INTERVENTIONS_PER_HOUR).maxInterventionsPerHour((short) value.whole(0, 100));
            case "notify_on_anomaly" -> set(SettingsColumn.NOTIFY_ON_ANOMALY).notifyOnAnomaly(value.flag());
            case "notify_on_intervention" ->
                set(SettingsColumn.NOTIFY_ON_INTERVENTION).notifyOnIntervention(value.flag());
            case "notification_emails" -> {
                set(SettingsColumn.NOTIFICATION_EMAILS);
                emails = value.emails();
            }
            case "approval_timeout_s" ->
                set(SettingsColumn.APPROVAL_TIMEOUT).approvalTimeoutMs(1_000 * value.whole(10, 1_800));
            case "holdout_fraction" -> set(SettingsColumn.HOLDOUT_FRACTION).holdoutPpm(value.ppm(0, 0.5));
            case "content_language" ->
                set(SettingsColumn.CONTENT_LANGUAGE).languageBytes(value.isNull() ? 0 : value.language());
            case "detection_false_alarms_per_hour" ->
                set(SettingsColumn.FALSE_ALARMS_PER_HOUR)
                        .falseAlarmsPerHourPpm(value.isNull() ? NO_RATE : value.ppm(0.01, 10));
            default ->
                throw new RefusedCommand(
                        "settings names " + shown(value.name()) + ", which is not known; known are " + NAMES + ".");
        }
    }

    /** Whoever wrote it may have written anything. */
    private static String shown(String name) {
        return name.matches("\\w{1,40}") ? name : "a column";
    }

    private SettingsChangeRecordEncoder set(int column) {
        bits |= 1 << column;
        return record;
    }
}
