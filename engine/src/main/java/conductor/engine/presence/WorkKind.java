package conductor.engine.presence;

/** Kinds of work items (presence.md 2). */
public final class WorkKind {
    public static final int CALL = 1;
    public static final int APPROVAL = 2;
    public static final int ESCALATION = 3;

    private static final String[] NAMES = {null, "call", "approval", "escalation"};

    private WorkKind() {}

    /** The name of a number, or null where it has none. */
    public static String name(int number) {
        return number < 0 || number >= NAMES.length ? null : NAMES[number];
    }
}
