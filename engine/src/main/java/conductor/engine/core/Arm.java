package conductor.engine.core;

/** Interventions in their fixed order (audience.md 6.3); 0 = none. */
public final class Arm {
    public static final int POLL = 1;
    public static final int BROADCAST = 2;
    public static final int NOTIFICATION = 3;
    public static final int GAMIFICATION = 4;

    private static final String[] NAMES = {null, "POLL", "BROADCAST", "NOTIFICATION", "GAMIFICATION"};

    private Arm() {}

    /** The name of a number, or null where it has none. */
    public static String name(int number) {
        return number < 0 || number >= NAMES.length ? null : NAMES[number];
    }
}
