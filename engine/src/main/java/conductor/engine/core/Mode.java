package conductor.engine.core;

/** Modes of an event's agent (audience.md 6.1). */
public final class Mode {
    public static final int MANUAL = 0;
    public static final int SEMI_AUTO = 1;
    public static final int AUTO = 2;

    private static final String[] NAMES = {"MANUAL", "SEMI_AUTO", "AUTO"};

    private Mode() {}

    /** The name of a number, or null where it has none. */
    public static String name(int number) {
        return number < 0 || number >= NAMES.length ? null : NAMES[number];
    }
}
