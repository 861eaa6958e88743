package conductor.engine.core;

/** Categories of a score (audience.md 4), lowest first. */
public final class Category {
    public static final int VERY_LOW = 0;
    public static final int LOW = 1;
    public static final int MODERATE = 2;
    public static final int HIGH = 3;
    public static final int VERY_HIGH = 4;

    private static final String[] NAMES = {"VERY_LOW", "LOW", "MODERATE", "HIGH", "VERY_HIGH"};

    private Category() {}

    /** The name of a number, or null where it has none. */
    public static String name(int number) {
        return number < 0 || number >= NAMES.length ? null : NAMES[number];
    }
}
