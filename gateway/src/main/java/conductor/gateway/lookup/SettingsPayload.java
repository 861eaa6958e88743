package conductor.gateway.lookup;

import conductor.engine.codec.EventSettingsRecordEncoder;
import conductor.engine.codec.MessageHeaderEncoder;
import conductor.engine.core.Arm;
import conductor.engine.core.EngineConfig;
import conductor.engine.core.Mode;
import conductor.engine.core.Names;
import conductor.engine.core.Payload;
import conductor.journal.json.JsonWriter;
import conductor.journal.sink.SettingsRow;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A stored row as the engine takes it: what is NULL has the node's default, what is out of range is brought into it, and both a mode
 * that is unknown and a value that was changed are reported (audience.md 6.1).
 */
final class SettingsPayload {
    private static final byte[] NOTHING = {};
    private static final int ALL_ARMS = 15;
    private static final int PPM = 1_000_000;
    private static final double HOLDOUT_MAX = 0.5;
    private static final int LANGUAGE_MAX = 8;
    private static final Pattern ADDRESS = Pattern.compile("[^\\s\\p{Cntrl}@]+@[^\\s\\p{Cntrl}@]+");
    private static final int LENGTH_MAX = 4 * Integer.BYTES
            + MessageHeaderEncoder.ENCODED_LENGTH
            + EventSettingsRecordEncoder.BLOCK_LENGTH
            + Names.MAX_LENGTH
            + Payload.EMAILS_MAX;
    private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BEGIN_ARRAY = {'['};

    private final EngineConfig defaults;
    private final EventSettingsRecordEncoder encoder = new EventSettingsRecordEncoder();

    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final JsonWriter json = new JsonWriter();
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[LENGTH_MAX]);
    private Consumer<String> report;

    SettingsPayload(EngineConfig defaults) {
        this.defaults = defaults;
    }

    /**
     * That an event has no row.
     *
     * @param version of the row that it had when it was read last, 0 if it had none: what a later command set is not taken back.
     */
    byte[] absent(byte[] eventId, long version) {
        encoder.wrapAndApplyHeader(buffer, 0, header)
                .settingsVersion(version)
                .languageBytes(0)
                .autoApprovePpm(0)
                .minConfidencePpm(0)
                .approvalTimeoutMs(0)
                .holdoutPpm(0)
                .falseAlarmsPerHourPpm(-1)
                .stored((short) 0)
                .agentEnabled((short) 0)
                .mode((short) 0)
                .allowedArms((short) 0)
                .maxInterventionsPerHour((short) 0)
                .notifyOnAnomaly((short) 0)
                .notifyOnIntervention((short) 0)
                .reserved((short) 0)
                .columns(0);
        return finish(eventId, NULL);
    }

    /** A row; {@code problems} gets a sentence for each value that is not taken as it stands. */
    byte[] of(SettingsRow row, byte[] eventId, Consumer<String> problems) {
        report = problems;
        encoder.wrapAndApplyHeader(buffer, 0, header)
                .settingsVersion(row.version())
                .languageBytes(language(row.contentLanguage()))
                .autoApprovePpm(
                        ppm("auto_approve_threshold", row.autoApproveThreshold(), defaults.autoApprovePpm(), 0, 1))
                .minConfidencePpm(ppm(
                        "min_confidence_threshold", row.minConfidenceThreshold(), defaults.minConfidencePpm(), 0, 1))
                .approvalTimeoutMs(1_000
                        * whole(
                                "approval_timeout_s",
                                row.approvalTimeoutSec(),
                                defaults.approvalTimeoutMs() / 1_000,
                                10,
                                1_800))
                .holdoutPpm(ppm(
                        "holdout_fraction",
                        row.holdoutFraction(),
                        defaults.life().holdoutPpm(),
                        0,
                        HOLDOUT_MAX))
                .falseAlarmsPerHourPpm(ppm("detection_false_alarms_per_hour", row.falseAlarmsPerHour(), -1, 0.01, 10))
                .stored((short) 1)
                .agentEnabled(flag(row.agentEnabled(), defaults.agentEnabled()))
                .mode((short) mode(row.agentMode()))
                .allowedArms((short) arms(row.allowedInterventions()))
                .maxInterventionsPerHour((short) whole(
                        "max_interventions_per_hour",
                        row.maxInterventionsPerHour(),
                        defaults.maxInterventionsPerHour(),
                        0,
                        100))
                .notifyOnAnomaly(flag(row.notifyOnAnomaly(), true))
                .notifyOnIntervention(flag(row.notifyOnIntervention(), true))
                .reserved((short) 0)
                .columns(0);
        return finish(eventId, emails(row.notificationEmails()));
    }

    private byte[] finish(byte[] eventId, byte[] emails) {
        encoder.putEvent(eventId, 0, eventId.length)
                .putEmails(emails, 0, emails.length)
                .putActor(NOTHING, 0, 0);
        return Arrays.copyOf(buffer.byteArray(), MessageHeaderEncoder.ENCODED_LENGTH + encoder.encodedLength());
    }

    private int mode(String name) {
        if (name != null) {
            for (int mode = Mode.MANUAL; mode <= Mode.AUTO; mode++) {
                if (Mode.name(mode).equals(name.strip().toUpperCase(Locale.ROOT))) {
                    return mode;
                }
            }
        }
        report.accept("agent_mode " + name + " is none of MANUAL, SEMI_AUTO, AUTO and counts as SEMI_AUTO");
        return Mode.SEMI_AUTO;
    }

    /** NULL allows all; names that nobody knows are passed over, and when nothing is left nothing is allowed. */
    private int arms(List<String> names) {
        if (names == null) {
            return ALL_ARMS;
        }
        int bits = 0;
        for (String name : names) {
            int bit = name == null ? 0 : arm(name);
            if (bit == 0) {
                report.accept("allowed_interventions names " + name + ", which is no intervention, and is passed over");
            }
            bits |= bit;
        }
        return bits;
    }

    private static int arm(String name) {
        for (int arm = Arm.POLL; arm <= Arm.GAMIFICATION; arm++) {
            if (Arm.name(arm).equals(name.strip().toUpperCase(Locale.ROOT))) {
                return 1 << (arm - Arm.POLL);
            }
        }
        return 0;
    }

    private int ppm(String column, Double value, int whenNull, double min, double max) {
        if (value == null) {
            return whenNull;
        }
        double taken = value.isNaN() ? min : Math.max(min, Math.min(max, value));
        if (taken != value) {
            report.accept(column + " " + value + " is not within " + min + ".." + max + " and counts as " + taken);
        }
        return (int) Math.floor(taken * PPM + 0.5);
    }

    private int whole(String column, Integer value, int whenNull, int min, int max) {
        if (value == null) {
            return whenNull;
        }
        int taken = Math.max(min, Math.min(max, value));
        if (taken != value) {
            report.accept(column + " " + value + " is not within " + min + ".." + max + " and counts as " + taken);
        }
        return taken;
    }

    private static short flag(Boolean value, boolean whenNull) {
        return (short) ((value == null ? whenNull : value) ? 1 : 0);
    }

    /** A JSON array of what can be an address, as many as there is room for; null where the column is NULL. */
    private byte[] emails(List<String> addresses) {
        if (addresses == null) {
            return NULL;
        }
        List<String> taken = new ArrayList<>();
        byte[] array = array(taken);
        for (String address : addresses) {
            if (address == null || !ADDRESS.matcher(address.strip()).matches()) {
                report.accept("notification_emails has an entry that is no address and is passed over");
                continue;
            }
            taken.add(address.strip());
            byte[] longer = array(taken);
            if (longer.length > Payload.EMAILS_MAX) {
                report.accept("notification_emails is longer than " + Payload.EMAILS_MAX + " bytes; the first "
                        + (taken.size() - 1) + " addresses are taken");
                return array;
            }
            array = longer;
        }
        return array;
    }

    private byte[] array(List<String> texts) {
        json.clear().part(BEGIN_ARRAY);
        texts.forEach(json::element);
        return json.endArray().toBytes();
    }

    private long language(String language) {
        if (language == null || language.isBlank()) {
            return 0;
        }
        byte[] bytes = language.strip().getBytes(StandardCharsets.UTF_8);
        if (bytes.length > LANGUAGE_MAX || !language.strip().matches("[A-Za-z0-9-]+")) {
            report.accept("content_language " + language + " is no language tag and counts as none");
            return 0;
        }
        long word = 0;
        for (int i = bytes.length - 1; i >= 0; i--) {
            word = word << 8 | bytes[i];
        }
        return word;
    }
}
