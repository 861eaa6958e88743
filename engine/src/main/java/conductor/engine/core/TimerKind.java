package conductor.engine.core;

/** Timers that can cause a record; 0 = none, the cause is a signal. */
public final class TimerKind {
    public static final int EVALUATION = 1;
    public static final int IDLE_CLOSE = 2;
    public static final int POLL_LAPSE = 3;
    public static final int APPROVAL_DEADLINE = 4;
    public static final int OUTCOME_WINDOW = 5;
    public static final int SHELL_EXPIRY = 6;
    public static final int EVENT_EXPIRY = 7;
    public static final int PAUSE_END = 8;
    /** An automatic decision was not vetoed. */
    public static final int VETO_END = 9;
    /** A decision waits no longer for content from elsewhere. */
    public static final int CONTENT_WAIT = 10;
    /** Time to see what an intervention led to. */
    public static final int MEASUREMENT = 11;
    /** A decision that may be published needs the score of its session as it is now. */
    public static final int PUBLICATION = 12;

    private static final String[] NAMES = {
        null,
        "EVALUATION",
        "IDLE_CLOSE",
        "POLL_LAPSE",
        "APPROVAL_DEADLINE",
        "OUTCOME_WINDOW",
        "SHELL_EXPIRY",
        "EVENT_EXPIRY",
        "PAUSE_END",
        "VETO_END",
        "CONTENT_WAIT",
        "MEASUREMENT",
        "PUBLICATION"
    };

    private TimerKind() {}

    /** The name of a number, or null where it has none. */
    public static String name(int number) {
        return number < 0 || number >= NAMES.length ? null : NAMES[number];
    }
}
