package conductor.engine.core;

/** Rules of detector v1 in the order in which they are tried (audience.md 5); 0 = none. */
public final class Rule {
    public static final int EXIT = 1;
    public static final int LOW = 2;
    public static final int STEP = 3;
    public static final int TREND = 4;
    public static final int LEVEL = 5;

    private static final String[] NAMES = {null, "EXIT", "LOW", "STEP", "TREND", "LEVEL"};

    private Rule() {}

    /** The name of a number, or null where it has none. */
    public static String name(int number) {
        return number < 0 || number >= NAMES.length ? null : NAMES[number];
    }
}
