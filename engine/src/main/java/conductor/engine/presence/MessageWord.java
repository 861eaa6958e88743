package conductor.engine.presence;

/** What stands in the {@code word} of a PresenceMessage; 0 is a word that means nothing. */
public final class MessageWord {
    public static final int ROLE_AGENT = 1;
    public static final int ROLE_SUPERVISOR = 2;
    public static final int ROLE_ADMIN = 3;

    public static final int AVAILABLE = 1;
    public static final int BREAK = 2;

    public static final int ANSWERED = 1;
    public static final int BUSY = 2;
    public static final int NO_ANSWER = 3;
    public static final int FAILED = 4;
    public static final int CANCELLED = 5;

    public static final int APPROVE = 1;
    public static final int REJECT = 2;

    public static final int BY_CALLER = 1;
    public static final int BY_UPSTREAM = 2;

    private MessageWord() {}
}
