package conductor.engine.core;

/** Parts of the node that people switch off and on while it runs (presence.md 1.7): numbers of the journal, bits of the state. */
public final class Switch {
    public static final int PLANE_PRESENCE = 0;
    public static final int PLANE_EXECUTIONS = 1;
    public static final int PLANE_TASKS = 2;
    public static final int PRESENCE_ROUTING = 3;
    public static final int PRESENCE_CALLBACK = 4;
    public static final int PRESENCE_HOURS = 5;
    public static final int PRESENCE_ABANDON = 6;
    public static final int PRESENCE_APPROVALS = 7;
    public static final int PRESENCE_ESCALATIONS = 8;
    public static final int EXECUTIONS_DISPATCH = 9;
    public static final int EXECUTIONS_LIMITS = 10;
    public static final int EXECUTIONS_ALERTS = 11;
    public static final int TASKS_DISPATCH = 12;
    public static final int TASKS_REPORTS = 13;
    public static final int TASKS_CONTENT = 14;

    private static final String[] NAMES = {
        "plane.presence",
        "plane.executions",
        "plane.tasks",
        "presence.routing",
        "presence.callback",
        "presence.hours",
        "presence.abandon",
        "presence.approvals",
        "presence.escalations",
        "executions.dispatch",
        "executions.limits",
        "executions.alerts",
        "tasks.dispatch",
        "tasks.reports",
        "tasks.content"
    };

    /** How many there are. */
    public static final int COUNT = NAMES.length;

    private Switch() {}

    /** The name of a number, or null where it has none. */
    public static String name(int number) {
        return number < 0 || number >= COUNT ? null : NAMES[number];
    }

    /** The number of a name, or -1. */
    public static int parse(String name) {
        for (int number = 0; number < COUNT; number++) {
            if (NAMES[number].equals(name)) {
                return number;
            }
        }
        return -1;
    }
}
