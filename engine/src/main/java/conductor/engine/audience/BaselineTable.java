package conductor.engine.audience;

import conductor.engine.state.PagedWords;
import conductor.engine.state.Ppm;
import conductor.engine.state.RowTable;

/**
 * What detection remembers of a session: the last 30 evaluations as the baseline, the last 6 raw scores, when each class was
 * last raised. One row of words at the session's slot:
 *
 * <pre>
 *   0 key   1 evaluations so far | what {@link SourceWatch} notes
 *   2..7    raw scores: score | poll contribution (ring, position = evaluation number mod 6)   8..11 last raised ms of class 1..4
 *   far: 12..41  baseline: value (20 bits) | poll contribution (18) | chat (13) | reactions (13), position = evaluation number mod 30
 *   local: sums over the baseline: values, their squares, chat, reactions;  which values are HIGH, a bit each, the last one lowest
 * </pre>
 *
 * Counts of chat and reactions are kept up to {@value #COUNT_MAX}: they only serve for the noise floor, to which more of them add next to nothing.
 *
 * <p>The sums are whole numbers kept with every change, so they are exactly what adding up would give: an evaluation reads one of the 30
 * places, the one that it replaces.
 */
final class BaselineTable {
    static final int SIZE = WatchedSessions.LOOK_BACK;

    private static final int EVALUATIONS = 1;
    private static final int RAW = 2;
    private static final int RAISED = 7;
    private static final int BASELINE = 12;
    static final int HASHED_WORDS = BASELINE + SIZE;
    static final int COUNT_MAX = (1 << 13) - 1;

    private static final int VALUE_BITS = 20;
    private static final int POLL_BITS = 18;
    private static final int COUNT_BITS = 13;
    private static final int VALUES = -1;
    private static final int SQUARES = -2;
    private static final int CHAT = -3;
    private static final int REACTIONS = -4;
    private static final int HIGHS = -5;
    private static final int LOCAL_WORDS = 5;
    private static final int TABLE_ID = 5;

    final RowTable rows;
    private final PagedWords far;

    private long meanPpm;
    private long sdPpm;
    private double meanChat;
    private double meanReactions;

    BaselineTable(int capacity) {
        this.rows = new RowTable(capacity, HASHED_WORDS, BASELINE, LOCAL_WORDS, TABLE_ID);
        this.far = PagedWords.of(rows);
    }

    /** Reads what every evaluation needs. */
    long touch(int slot) {
        return rows.get(slot, HIGHS) ^ rows.get(slot, RAISED);
    }

    /** Reads the place that the next evaluation replaces; the row is near. */
    long touchNext(int slot) {
        return far.get(slot, BASELINE + evaluations(slot) % SIZE);
    }

    /** Evaluations of the session so far. */
    int evaluations(int slot) {
        return rows.getInt(slot, EVALUATIONS, 0);
    }

    /** What {@link SourceWatch} noted. */
    int watched(int slot) {
        return rows.getInt(slot, EVALUATIONS, 1);
    }

    void watched(int slot, int note) {
        rows.setInt(slot, EVALUATIONS, 1, note);
    }

    /** Whether the baseline value that was appended this many evaluations ago (1 = the last, at most {@value #SIZE}) is HIGH; false if there is none. */
    boolean highAgo(int slot, int ago) {
        return (rows.get(slot, HIGHS) >>> (ago - 1) & 1) != 0;
    }

    /** Time the class was last raised, 0 = never. */
    long raisedMs(int slot, int anomalyClass) {
        return rows.get(slot, RAISED + anomalyClass);
    }

    void raised(int slot, int anomalyClass, long nowMs) {
        rows.set(slot, RAISED + anomalyClass, nowMs);
    }

    /** Computes mean and sample standard deviation of the baseline and mean counts; all 0 when it is empty. */
    void summarise(int slot) {
        int n = Math.min(SIZE, evaluations(slot));
        long sum = rows.get(slot, VALUES);
        long squares = rows.get(slot, SQUARES);
        long chat = rows.get(slot, CHAT);
        long reactions = rows.get(slot, REACTIONS);
        meanPpm = n == 0 ? 0 : Ppm.divide(sum, n);
        sdPpm = n < 2
                ? 0
                : (long) Math.floor(Math.sqrt((double) (n * squares - sum * sum) / ((long) n * (n - 1))) + 0.5);
        meanChat = n == 0 ? 0 : (double) chat / n;
        meanReactions = n == 0 ? 0 : (double) reactions / n;
    }

    long meanPpm() {
        return meanPpm;
    }

    long sdPpm() {
        return sdPpm;
    }

    double meanChat() {
        return meanChat;
    }

    double meanReactions() {
        return meanReactions;
    }

    /** Copies the last raw scores, oldest first, with {@code currentPpm} as the last; returns how many there are. */
    int rawScores(int slot, long currentPpm, long[] raw) {
        int evaluations = evaluations(slot);
        int earlier = Math.min(DetectorV1.SLOPE_POINTS - 1, evaluations);
        for (int i = 0; i < earlier; i++) {
            int position = (evaluations - earlier + i) % DetectorV1.SLOPE_POINTS;
            raw[i] = rows.getInt(slot, RAW + position, 0);
        }
        raw[earlier] = currentPpm;
        return earlier + 1;
    }

    /** Adds an evaluation: the raw score, and the value that goes into the baseline. */
    void append(int slot, int scorePpm, int valuePpm, int pollPpm, int chatCount, int reactionCount) {
        int evaluations = evaluations(slot);
        rows.set(slot, RAW + evaluations % DetectorV1.SLOPE_POINTS, pack(scorePpm, pollPpm));
        int at = BASELINE + evaluations % SIZE;
        long place = place(valuePpm, pollPpm, Math.min(chatCount, COUNT_MAX), Math.min(reactionCount, COUNT_MAX));
        replace(slot, at, place);
        rows.setLocal(slot, HIGHS, rows.get(slot, HIGHS) << 1 | high(place));
        rows.setInt(slot, EVALUATIONS, 0, evaluations + 1);
    }

    /** Writes a place of the baseline and moves the sums with it; one that was never filled is zero. */
    private void replace(int slot, int at, long place) {
        long old = far.get(slot, at);
        addToSums(slot, place, old);
        far.set(slot, at, place);
    }

    private void addToSums(int slot, long in, long out) {
        long valueIn = value(in);
        long valueOut = value(out);
        add(slot, VALUES, valueIn - valueOut);
        add(slot, SQUARES, valueIn * valueIn - valueOut * valueOut);
        add(slot, CHAT, chat(in) - chat(out));
        add(slot, REACTIONS, reactions(in) - reactions(out));
    }

    private void add(int slot, int word, long more) {
        rows.setLocal(slot, word, rows.get(slot, word) + more);
    }

    /** Makes the local words of a restored row. */
    void sumUp(int slot) {
        for (int i = 0; i < SIZE; i++) {
            addToSums(slot, far.get(slot, BASELINE + i), 0);
        }
        noteHighs(slot);
    }

    private void noteHighs(int slot) {
        int evaluations = evaluations(slot);
        long highs = 0;
        for (int ago = Math.min(SIZE, evaluations); ago > 0; ago--) {
            highs = highs << 1 | high(far.get(slot, BASELINE + (evaluations - ago) % SIZE));
        }
        rows.setLocal(slot, HIGHS, highs);
    }

    private static int high(long place) {
        return value(place) >= ScoreV1.HIGH_PPM ? 1 : 0;
    }

    /** Takes out of all values what the poll that ended had added to them, never below 0. */
    void release(int slot) {
        for (int i = 0; i < DetectorV1.SLOPE_POINTS; i++) {
            rows.set(slot, RAW + i, released(rows.get(slot, RAW + i)));
        }
        for (int at = BASELINE; at < HASHED_WORDS; at++) {
            long old = far.get(slot, at);
            if (poll(old) != 0) {
                replace(slot, at, place(Math.max(0, value(old) - poll(old)), 0, chat(old), reactions(old)));
            }
        }
        noteHighs(slot);
    }

    private static long place(int value, int poll, int chat, int reactions) {
        return value
                | (long) poll << VALUE_BITS
                | (long) chat << (VALUE_BITS + POLL_BITS)
                | (long) reactions << (VALUE_BITS + POLL_BITS + COUNT_BITS);
    }

    private static int value(long place) {
        return (int) place & (1 << VALUE_BITS) - 1;
    }

    private static int poll(long place) {
        return (int) (place >>> VALUE_BITS) & (1 << POLL_BITS) - 1;
    }

    private static int chat(long place) {
        return (int) (place >>> (VALUE_BITS + POLL_BITS)) & COUNT_MAX;
    }

    private static int reactions(long place) {
        return (int) (place >>> (VALUE_BITS + POLL_BITS + COUNT_BITS)) & COUNT_MAX;
    }

    private static long released(long valueAndContribution) {
        int contribution = (int) (valueAndContribution >>> 32);
        return contribution == 0
                ? valueAndContribution
                : pack(Math.max(0, (int) valueAndContribution - contribution), 0);
    }

    private static long pack(int low, int high) {
        return (low & 0xffffffffL) | ((long) high << 32);
    }
}
