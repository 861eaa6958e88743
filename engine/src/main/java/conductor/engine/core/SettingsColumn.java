package conductor.engine.core;

/** Columns of an event's settings (audience.md 6.1) as bit numbers of a change. */
public final class SettingsColumn {
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
}
