package conductor.engine.core;

/** Classes of anomalies (audience.md 5); 0 = none. */
public final class AnomalyClass {
    public static final int MASS_EXIT = 1;
    public static final int LOW_ENGAGEMENT = 2;
    public static final int SUDDEN_DROP = 3;
    public static final int GRADUAL_DECLINE = 4;

    private static final String[] NAMES = {null, "MASS_EXIT", "LOW_ENGAGEMENT", "SUDDEN_DROP", "GRADUAL_DECLINE"};

    private AnomalyClass() {}

    /** The name of a number, or null where it has none. */
    public static String name(int number) {
        return number < 0 || number >= NAMES.length ? null : NAMES[number];
    }
}
