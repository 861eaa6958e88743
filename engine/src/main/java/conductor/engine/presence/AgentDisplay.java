package conductor.engine.presence;

/** How an operator is shown (presence.md 2). */
public final class AgentDisplay {
    public static final int OFFLINE = 1;
    public static final int ON_CALL = 2;
    public static final int OFFLINE_CONNECTION_LOST = 3;
    public static final int RESERVED = 4;
    public static final int BREAK = 5;
    public static final int UNREACHABLE = 6;
    public static final int AVAILABLE = 7;

    private static final String[] NAMES = {
        null, "OFFLINE", "ON_CALL", "OFFLINE_CONNECTION_LOST", "RESERVED", "BREAK", "UNREACHABLE", "AVAILABLE"
    };

    private AgentDisplay() {}

    /** The name of a number, or null where it has none. */
    public static String name(int number) {
        return number < 0 || number >= NAMES.length ? null : NAMES[number];
    }
}
