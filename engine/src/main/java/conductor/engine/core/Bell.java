package conductor.engine.core;

/** Messages for the organiser's bell (audience.md 2.5). */
public final class Bell {
    public static final int ANOMALY_DETECTED = 1;
    public static final int INTERVENTION_EXECUTED = 2;

    private static final String[] NAMES = {null, "anomaly_detected", "intervention_executed"};

    private Bell() {}

    /** The name of a number, or null where it has none. */
    public static String name(int number) {
        return number < 0 || number >= NAMES.length ? null : NAMES[number];
    }
}
