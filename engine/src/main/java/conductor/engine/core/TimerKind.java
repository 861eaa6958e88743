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

    /** An operator was last heard of too long ago. */
    public static final int HEARTBEAT_TIMEOUT = 32;
    /** Nothing was done in a session for too long. */
    public static final int SESSION_ABANDON = 33;
    /** A work item has waited too long. */
    public static final int MAX_WAIT = 34;
    /** Nobody answered an offer. */
    public static final int OFFER_DEADLINE = 35;
    /** A work item may be offered again. */
    public static final int RETRY_PAUSE = 36;
    /** An agent may be offered a work item again. */
    public static final int EXCLUSION_END = 37;
    /** Nobody said whether to be called back. */
    public static final int CALLBACK_ANSWER = 38;
    /** A call without an end. */
    public static final int CALL_LEASE = 39;
    /** What is over is forgotten. */
    public static final int RETENTION_END = 40;

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

    private static final String[] OF_PRESENCE = {
        "HEARTBEAT_TIMEOUT",
        "SESSION_ABANDON",
        "MAX_WAIT",
        "OFFER_DEADLINE",
        "RETRY_PAUSE",
        "EXCLUSION_END",
        "CALLBACK_ANSWER",
        "CALL_LEASE",
        "RETENTION_END"
    };

    private TimerKind() {}

    /** The name of a number, or null where it has none. */
    public static String name(int number) {
        int place = number - HEARTBEAT_TIMEOUT;
        if (place >= 0 && place < OF_PRESENCE.length) {
            return OF_PRESENCE[place];
        }
        return number < 0 || number >= NAMES.length ? null : NAMES[number];
    }
}
