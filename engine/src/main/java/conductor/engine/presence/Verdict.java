package conductor.engine.presence;

/** What the readiness of a scope comes to (presence.md 4.5), and how a single check went. */
public final class Verdict {
    public static final int READY = 1;
    public static final int NEEDS_DATABASE_MIGRATION = 2;
    public static final int NEEDS_SESSION_CLEANUP = 3;
    public static final int NOT_READY = 4;

    /** Results of a check. */
    public static final int PASS = 1;

    public static final int FAIL = 2;
    public static final int NEEDS_CLEANUP = 3;
    public static final int SKIPPED = 4;

    private static final String[] NAMES = {
        null, "READY", "NEEDS_DATABASE_MIGRATION", "NEEDS_SESSION_CLEANUP", "NOT_READY"
    };
    private static final String[] RESULTS = {null, "PASS", "FAIL", "NEEDS_CLEANUP", "SKIPPED"};

    private Verdict() {}

    /** The verdict on the results of the four checks. */
    public static int of(int schema, int sessions, int references, int agents) {
        if (schema == FAIL) {
            return NEEDS_DATABASE_MIGRATION;
        }
        if (sessions == NEEDS_CLEANUP || references == NEEDS_CLEANUP) {
            return NEEDS_SESSION_CLEANUP;
        }
        return agents == FAIL ? NOT_READY : READY;
    }

    /** The name of a verdict, or null where it has none. */
    public static String name(int number) {
        return number < 0 || number >= NAMES.length ? null : NAMES[number];
    }

    /** The name of the result of a check, or null where it has none. */
    public static String resultName(int number) {
        return number < 0 || number >= RESULTS.length ? null : RESULTS[number];
    }
}
