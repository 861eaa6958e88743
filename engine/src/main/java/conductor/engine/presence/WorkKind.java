package conductor.engine.presence;

/** Kinds of work items (presence.md 2). The numbers are in the journal: they are never changed. */
public final class WorkKind {
    /** Somebody calls. */
    public static final int CALL = 1;
    /** A decision waits for a person's word; only the engine makes these. */
    public static final int APPROVAL = 2;
    /** People must look at something. */
    public static final int ESCALATION = 3;

    private static final String[] NAMES = {null, "call", "approval", "escalation"};

    private WorkKind() {}

    /** The name of a number, or null where it has none. */
    public static String name(int number) {
        return number < 0 || number >= NAMES.length ? null : NAMES[number];
    }

    /** The number of a name, or 0. */
    public static int parse(String name) {
        for (int number = CALL; number < NAMES.length; number++) {
            if (NAMES[number].equals(name)) {
                return number;
            }
        }
        return 0;
    }
}
