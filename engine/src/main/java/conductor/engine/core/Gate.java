package conductor.engine.core;

/** Gates of decisioning in order (audience.md 6.2); gate n is bit n - 1 of the explanation's gate bits. */
public final class Gate {
    public static final int ENABLED = 1;
    public static final int PENDING = 2;
    public static final int LIMITS = 3;
    public static final int MILD = 4;
    public static final int ARMS = 5;
    public static final int CONFIDENCE = 6;
    public static final int MODE = 7;
    /** Seen only when it stands in the way: automatic action is paused. */
    public static final int PAUSE = 8;
    /** Seen only when it stands in the way: the platform's feed is doubted. */
    public static final int SOURCE = 9;
    /** Seen only when it stands in the way: the event's settings found no room, so nobody knows what they allow. */
    public static final int SETTINGS = 10;
    /** Seen only when it stands in the way: there is no content in the language that the event asks for. */
    public static final int CONTENT = 11;

    /** Seen only where an automatic decision could be withheld as a control; not passed = it was. */
    public static final int HOLDOUT = 12;

    /** The highest number of a gate. */
    public static final int LAST = HOLDOUT;

    private static final String[] NAMES = {
        null,
        "ENABLED",
        "PENDING",
        "LIMITS",
        "MILD",
        "ARMS",
        "CONFIDENCE",
        "MODE",
        "PAUSE",
        "SOURCE",
        "SETTINGS",
        "CONTENT",
        "HOLDOUT"
    };

    private Gate() {}

    /** The name of a number, or null where it has none. */
    public static String name(int number) {
        return number < 0 || number >= NAMES.length ? null : NAMES[number];
    }
}
