package conductor.engine.presence;

/** States of a work item (presence.md 2). */
public final class WorkState {
    public static final int QUEUED = 1;
    public static final int OFFERED = 2;
    public static final int CONNECTED = 3;
    public static final int CALLBACK_OFFERED = 4;
    public static final int CALLBACK_REQUESTED = 5;
    public static final int COMPLETED = 6;
    public static final int ABANDONED = 7;
    public static final int MISSED = 8;

    private static final String[] NAMES = {
        null,
        "QUEUED",
        "OFFERED",
        "CONNECTED",
        "CALLBACK_OFFERED",
        "CALLBACK_REQUESTED",
        "COMPLETED",
        "ABANDONED",
        "MISSED"
    };

    private WorkState() {}

    /** Whether the item is not over yet. */
    public static boolean isLive(int state) {
        return state <= CALLBACK_OFFERED;
    }

    /** The name of a number, or null where it has none. */
    public static String name(int number) {
        return number < 0 || number >= NAMES.length ? null : NAMES[number];
    }
}
