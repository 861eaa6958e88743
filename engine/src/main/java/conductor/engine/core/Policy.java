package conductor.engine.core;

/** Ways of choosing an arm (audience.md 6.3). */
public final class Policy {
    public static final int RULES = 0;
    public static final int THOMPSON = 1;

    private static final String[] NAMES = {"RULES", "THOMPSON"};

    private Policy() {}

    /** @throws IllegalArgumentException for a name that there is not. */
    static int parse(String name) {
        for (int number = RULES; number <= THOMPSON; number++) {
            if (NAMES[number].equals(name)) {
                return number;
            }
        }
        throw new IllegalArgumentException("decisioning.policy must be RULES or THOMPSON, was " + name);
    }

    /** The name of a number, or null where it has none. */
    public static String name(int number) {
        return number < 0 || number >= NAMES.length ? null : NAMES[number];
    }
}
