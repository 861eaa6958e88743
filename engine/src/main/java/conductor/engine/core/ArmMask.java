package conductor.engine.core;

/** Why an arm cannot be chosen (audience.md 6.8); 0 = free. */
public final class ArmMask {
    public static final int FREE = 0;
    public static final int NOT_ALLOWED = 1;
    public static final int COOLDOWN = 2;
    public static final int EVENT_UNKNOWN = 3;

    private static final String[] NAMES = {"FREE", "NOT_ALLOWED", "COOLDOWN", "EVENT_UNKNOWN"};

    private ArmMask() {}

    /** The name of a number, or null where it has none. */
    public static String name(int number) {
        return number < 0 || number >= NAMES.length ? null : NAMES[number];
    }
}
