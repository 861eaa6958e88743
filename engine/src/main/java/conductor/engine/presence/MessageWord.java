package conductor.engine.presence;

/**
 * The words of messages of the presence plane (presence.md 3) by their numbers in a PresenceMessage. Which list a number is of says the
 * type of the message; 0 is no word of any list.
 */
public final class MessageWord {
    /** Not one of the words that may stand there. */
    public static final int NONE = 0;

    // Roles of an account: operator.account.
    public static final int AGENT = 1;
    public static final int SUPERVISOR = 2;
    public static final int ADMIN = 3;

    // Intents: operator.status.
    public static final int AVAILABLE = 1;
    public static final int BREAK = 2;

    // Results of an offer: work.offer_result.
    public static final int ANSWERED = 1;
    public static final int BUSY = 2;
    public static final int NO_ANSWER = 3;
    public static final int FAILED = 4;
    public static final int CANCELLED = 5;

    // Verdicts: work.verdict.
    public static final int APPROVE = 1;
    public static final int REJECT = 2;

    // Who abandoned: work.abandoned.
    public static final int CALLER = 1;
    public static final int UPSTREAM = 2;

    private static final String[] ROLES = {null, "agent", "supervisor", "admin"};
    private static final String[] INTENTS = {null, "AVAILABLE", "BREAK"};
    private static final String[] OFFER_RESULTS = {null, "answered", "busy", "no_answer", "failed", "cancelled"};
    private static final String[] VERDICTS = {null, "approve", "reject"};
    private static final String[] ABANDONERS = {null, "caller", "upstream"};

    private MessageWord() {}

    /** The number of a role, {@link #NONE} if it is none. */
    public static int role(String name) {
        return number(ROLES, name);
    }

    /** The name of a role, or null where the number has none. */
    public static String roleName(int role) {
        return name(ROLES, role);
    }

    /** The number of an intent, {@link #NONE} if it is none. */
    public static int intent(String name) {
        return number(INTENTS, name);
    }

    /** The name of an intent, or null where the number has none. */
    public static String intentName(int intent) {
        return name(INTENTS, intent);
    }

    /** The number of an offer's result, {@link #NONE} if it is none. */
    public static int offerResult(String name) {
        return number(OFFER_RESULTS, name);
    }

    /** The name of an offer's result, or null where the number has none. */
    public static String offerResultName(int result) {
        return name(OFFER_RESULTS, result);
    }

    /** The number of a verdict, {@link #NONE} if it is none. */
    public static int verdict(String name) {
        return number(VERDICTS, name);
    }

    /** The name of a verdict, or null where the number has none. */
    public static String verdictName(int verdict) {
        return name(VERDICTS, verdict);
    }

    /** The number of who abandoned, {@link #NONE} if it is nobody. */
    public static int abandoner(String name) {
        return number(ABANDONERS, name);
    }

    /** The name of who abandoned, or null where the number has none. */
    public static String abandonerName(int abandoner) {
        return name(ABANDONERS, abandoner);
    }

    private static int number(String[] names, String name) {
        for (int number = 1; number < names.length; number++) {
            if (names[number].equals(name)) {
                return number;
            }
        }
        return NONE;
    }

    private static String name(String[] names, int number) {
        return number < 0 || number >= names.length ? null : names[number];
    }
}
