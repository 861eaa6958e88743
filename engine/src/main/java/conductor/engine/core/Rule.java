package conductor.engine.core;

/** What an anomaly was found by: rules of detector v1 in the order in which they are tried (audience.md 5), then those of v2; 0 = none. */
public final class Rule {
    public static final int EXIT = 1;
    public static final int LOW = 2;
    public static final int STEP = 3;
    public static final int TREND = 4;
    public static final int LEVEL = 5;
    /** Fewer messages, reactions or active people than is usual. */
    public static final int COUNTS = 6;
    /** More people left within a minute than is usual. */
    public static final int LEAVERS = 7;

    private static final String[] NAMES = {null, "EXIT", "LOW", "STEP", "TREND", "LEVEL", "COUNTS", "LEAVERS"};

    private Rule() {}

    /** The version of the detector that a rule is of, as it stands in records. */
    public static String detector(int number) {
        return number < COUNTS ? "v1" : "v2";
    }

    /** The name of a number, or null where it has none. */
    public static String name(int number) {
        return number < 0 || number >= NAMES.length ? null : NAMES[number];
    }
}
