package conductor.engine.audience;

import conductor.engine.state.Ppm;
import conductor.engine.state.RowTable;

/**
 * What detection remembers of a session: the last 30 evaluations as the baseline, the last 6 raw scores, when each class was
 * last raised. One row of words at the session's slot:
 *
 * <pre>
 *   0 key   1 evaluations so far | what {@link SourceWatch} notes   2..5 last raised ms of class 1..4
 *   6..11   raw scores:  score | poll contribution              (ring, position = evaluation number mod 6)
 *   12..71  baseline:    value | poll contribution, chat | reactions   (ring, position = evaluation number mod 30)
 * </pre>
 */
final class BaselineTable {
    static final int SIZE = 30;

    private static final int EVALUATIONS = 1;
    private static final int RAISED = 1;
    private static final int RAW = 6;
    private static final int BASELINE = 12;
    static final int HASHED_WORDS = BASELINE + 2 * SIZE;
    private static final int TABLE_ID = 5;

    final RowTable rows;

    private long meanPpm;
    private long sdPpm;
    private double meanChat;
    private double meanReactions;

    BaselineTable(int capacity) {
        this.rows = new RowTable(capacity, HASHED_WORDS, 0, TABLE_ID);
    }

    /** Reads one word of every cache line of a row. */
    long touch(int slot) {
        long sum = rows.get(slot, HASHED_WORDS - 1);
        for (int word = 0; word < HASHED_WORDS; word += RowTable.LINE_WORDS) {
            sum ^= rows.get(slot, word);
        }
        return sum;
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

    /** The baseline value that was appended this many evaluations ago (1 = the last), -1 when there is none. */
    int valueAgo(int slot, int ago) {
        int evaluations = evaluations(slot);
        return ago > Math.min(SIZE, evaluations)
                ? -1
                : rows.getInt(slot, BASELINE + 2 * ((evaluations - ago) % SIZE), 0);
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
        long sum = 0;
        long squares = 0;
        long chat = 0;
        long reactions = 0;
        for (int i = 0; i < n; i++) {
            long value = rows.getInt(slot, BASELINE + 2 * i, 0);
            sum += value;
            squares += value * value;
            chat += rows.getInt(slot, BASELINE + 2 * i + 1, 0);
            reactions += rows.getInt(slot, BASELINE + 2 * i + 1, 1);
        }
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
        int at = BASELINE + 2 * (evaluations % SIZE);
        rows.set(slot, at, pack(valuePpm, pollPpm));
        rows.set(slot, at + 1, pack(chatCount, reactionCount));
        rows.setInt(slot, EVALUATIONS, 0, evaluations + 1);
    }

    /** Takes out of all values what the poll that ended had added to them, never below 0. */
    void release(int slot) {
        for (int i = 0; i < DetectorV1.SLOPE_POINTS; i++) {
            release(slot, RAW + i);
        }
        for (int i = 0; i < SIZE; i++) {
            release(slot, BASELINE + 2 * i);
        }
    }

    private void release(int slot, int word) {
        int contribution = rows.getInt(slot, word, 1);
        if (contribution != 0) {
            rows.set(slot, word, pack(Math.max(0, rows.getInt(slot, word, 0) - contribution), 0));
        }
    }

    private static long pack(int low, int high) {
        return (low & 0xffffffffL) | ((long) high << 32);
    }
}
