package conductor.engine.core;

/** What the agent does for a session (audience.md 2.3); 0 = none yet. */
public final class AgentStatus {
    public static final int MONITORING = 1;
    public static final int ANOMALY_DETECTED = 2;
    public static final int WAITING_APPROVAL = 3;
    public static final int INTERVENING = 4;
    public static final int LEARNING = 5;
    public static final int IDLE = 6;

    private static final String[] NAMES = {
        null, "MONITORING", "ANOMALY_DETECTED", "WAITING_APPROVAL", "INTERVENING", "LEARNING", "IDLE"
    };

    private AgentStatus() {}

    /** The name of a number, or null where it has none. */
    public static String name(int number) {
        return number < 0 || number >= NAMES.length ? null : NAMES[number];
    }
}
