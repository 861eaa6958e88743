package conductor.engine.core;

/** Columns of an event's settings (audience.md 6.1) as bit numbers of a change. */
public final class SettingsColumn {
    private static final String[] NAMES = {
        "agent_enabled",
        "agent_mode",
        "auto_approve_threshold",
        "min_confidence_threshold",
        "allowed_interventions",
        "max_interventions_per_hour",
        "notify_on_anomaly",
        "notify_on_intervention",
        "notification_emails",
        "approval_timeout_s",
        "holdout_fraction",
        "content_language",
        "detection_false_alarms_per_hour"
    };

    public static final int AGENT_ENABLED = 0;
    public static final int AGENT_MODE = 1;
    public static final int AUTO_APPROVE_THRESHOLD = 2;
    public static final int MIN_CONFIDENCE_THRESHOLD = 3;
    public static final int ALLOWED_INTERVENTIONS = 4;
    public static final int MAX_INTERVENTIONS_PER_HOUR = 5;
    public static final int NOTIFY_ON_ANOMALY = 6;
    public static final int NOTIFY_ON_INTERVENTION = 7;
    public static final int NOTIFICATION_EMAILS = 8;
    public static final int APPROVAL_TIMEOUT = 9;
    public static final int HOLDOUT_FRACTION = 10;
    public static final int CONTENT_LANGUAGE = 11;
    public static final int FALSE_ALARMS_PER_HOUR = 12;
    /** One more than the highest number. */
    public static final int COUNT = 13;

    private SettingsColumn() {}

    /** The column's name in {@code event_agent_settings}. */
    public static String name(int column) {
        return NAMES[column];
    }
}
