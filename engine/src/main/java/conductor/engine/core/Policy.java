package conductor.engine.core;

/** Ways of choosing an arm (audience.md 6.3). */
public final class Policy {
    public static final int RULES = 0;
    public static final int THOMPSON = 1;

    private static final String[] NAMES = {"RULES", "THOMPSON"};

    private Policy() {}

    /** The name of a number, or null where it has none. */
    public static String name(int number) {
        return number < 0 || number >= NAMES.length ? null : NAMES[number];
    }
}
