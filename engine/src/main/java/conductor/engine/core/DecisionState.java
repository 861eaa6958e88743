package conductor.engine.core;

/** States of a decision (audience.md 6.5); 0 = none. */
public final class DecisionState {
    public static final int PROPOSED = 1;
    public static final int AUTO_APPROVED = 2;
    public static final int APPROVED = 3;
    public static final int REJECTED = 4;
    public static final int EXPIRED = 5;
    public static final int PUBLISHED = 6;
    public static final int EXECUTED = 7;
    public static final int FAILED = 8;
    public static final int SKIPPED = 9;
    public static final int SUPPRESSED = 10;
    public static final int CONTROL = 11;
    public static final int MEASURED = 12;
    public static final int UNMEASURED = 13;

    private static final String[] NAMES = {
        null,
        "PROPOSED",
        "AUTO_APPROVED",
        "APPROVED",
        "REJECTED",
        "EXPIRED",
        "PUBLISHED",
        "EXECUTED",
        "FAILED",
        "SKIPPED",
        "SUPPRESSED",
        "CONTROL",
        "MEASURED",
        "UNMEASURED"
    };

    private DecisionState() {}

    /** The name of a number, or null where it has none. */
    public static String name(int number) {
        return number < 0 || number >= NAMES.length ? null : NAMES[number];
    }
}
