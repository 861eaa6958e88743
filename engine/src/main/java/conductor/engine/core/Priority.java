package conductor.engine.core;

/** Priority of an intervention; 0 = none. */
public final class Priority {
    public static final int HIGH = 1;
    public static final int MEDIUM = 2;

    private static final String[] NAMES = {null, "HIGH", "MEDIUM"};

    private Priority() {}

    /** The name of a number, or null where it has none. */
    public static String name(int number) {
        return number < 0 || number >= NAMES.length ? null : NAMES[number];
    }
}
