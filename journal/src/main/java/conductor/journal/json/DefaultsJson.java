package conductor.journal.json;

import conductor.engine.core.EngineConfig;
import conductor.engine.core.Mode;

/** The settings that an event without any has, as a journal's engine was made with them (audience.md 6.1). */
public final class DefaultsJson {
    private static final int ALL_ARMS = 15;

    private DefaultsJson() {}

    /** One object, its members named as the columns. */
    public static byte[] of(EngineConfig config) {
        JsonWriter json = new JsonWriter()
                .beginObject()
                .bool("agent_enabled", config.agentEnabled())
                .text("agent_mode", Mode.name(config.mode()))
                .ppm("auto_approve_threshold", config.autoApprovePpm())
                .ppm("min_confidence_threshold", config.minConfidencePpm());
        if (config.allowedArms() == ALL_ARMS) {
            json.nullValue("allowed_interventions");
        } else {
            ControlJson.arms(json, config.allowedArms());
        }
        return json.number("max_interventions_per_hour", config.maxInterventionsPerHour())
                .bool("notify_on_anomaly", true)
                .bool("notify_on_intervention", true)
                .nullValue("notification_emails")
                .number("approval_timeout_s", config.approvalTimeoutMs() / 1_000)
                .ppm("holdout_fraction", config.life().holdoutPpm())
                .nullValue("content_language")
                .nullValue("detection_false_alarms_per_hour")
                .endObject()
                .toBytes();
    }
}
