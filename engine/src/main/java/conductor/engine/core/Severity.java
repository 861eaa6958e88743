package conductor.engine.core;

/** Severity labels (audience.md 5); 0 = none. */
public final class Severity {
    public static final int WARNING = 1;
    public static final int CRITICAL = 2;

    private static final String[] NAMES = {null, "WARNING", "CRITICAL"};

    private Severity() {}

    /** The name of a number, or null where it has none. */
    public static String name(int number) {
        return number < 0 || number >= NAMES.length ? null : NAMES[number];
    }
}
