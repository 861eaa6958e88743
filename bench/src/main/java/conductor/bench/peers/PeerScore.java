package conductor.bench.peers;

/**
 * The score on which engines are compared, and the windows it is taken over. One place for all of them: sums of the
 * same numbers in another order would differ in the last bit, and alerts with them. Logarithms come from tables, as
 * everything above the limit counts as 1.
 */
public final class PeerScore {
    /** Event time between two scores of a session, milliseconds. */
    public static final long EVERY_MS = 5_000;
    /** Event time that a score looks back over, milliseconds. */
    public static final long WINDOW_MS = 60_000;
    /** Panes of {@link #EVERY_MS} in a window. */
    public static final int PANES = (int) (WINDOW_MS / EVERY_MS);

    private static final double DROP = 0.75;
    private static final double[] CHAT = logarithms(20);
    private static final double[] REACTIONS = logarithms(10);

    private PeerScore() {}

    /** min(1, ln(1 + n) / ln(1 + limit)) for n from 0 to limit. */
    private static double[] logarithms(int limit) {
        double[] table = new double[limit + 1];
        for (int n = 0; n < limit; n++) {
            table[n] = Math.log(1 + n) / Math.log(1 + limit);
        }
        table[limit] = 1;
        return table;
    }

    /** The pane that a time lies in. */
    public static int paneOf(long timeMs) {
        return (int) (timeMs / EVERY_MS);
    }

    /** The last tick of a file: the first multiple of five seconds after its last signal, milliseconds. */
    public static long lastTickMs(SignalFile signals) {
        return (paneOf(signals.timeMs(signals.size() - 1)) + 1) * EVERY_MS;
    }

    /**
     * The score of a window.
     *
     * @param users distinct users in it, at least 1.
     * @param active those of them with a chat, a reaction or a vote.
     */
    public static double of(long chats, long reactions, long votes, long leaves, long users, long active) {
        double score = 0.30 * CHAT[(int) Math.min(chats, CHAT.length - 1)]
                + 0.25 * Math.min(1, (double) votes / users)
                + 0.25 * Math.min(1, (double) active / users)
                + 0.10 * REACTIONS[(int) Math.min(reactions, REACTIONS.length - 1)]
                - 0.10 * Math.min(1, (double) leaves / users);
        return Math.max(0, Math.min(1, score));
    }

    /** Whether a score is a sudden drop; with NaN for the previous one, because there is none, it never is. */
    public static boolean isDrop(double score, double previous) {
        return score <= DROP * previous;
    }

    /** Whether the user counts as active by a signal of this type. */
    public static boolean isActive(int type) {
        return type <= SignalFile.POLL_VOTE;
    }
}
