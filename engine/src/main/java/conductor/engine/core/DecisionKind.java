package conductor.engine.core;

/** What set a decision off (audience.md 9); an escalation is no decision. */
public final class DecisionKind {
    /** An anomaly. */
    public static final int DECISION = 0;
    /** A person. */
    public static final int MANUAL = 1;
    /** An anomaly, and it was withheld as a control. */
    public static final int CONTROL = 2;

    private static final String[] NAMES = {"DECISION", "MANUAL", "CONTROL"};

    private DecisionKind() {}

    /** The name of a number, or null where it has none. */
    public static String name(int number) {
        return number < 0 || number >= NAMES.length ? null : NAMES[number];
    }
}
