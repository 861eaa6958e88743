package conductor.bench.peers;

import conductor.engine.state.KeyIndex;
import conductor.engine.state.RowTable;
import java.util.Arrays;

/**
 * Sessions of the comparison, by slot: what the open pane has counted, and the twelve panes before it. A thousand
 * sessions a page, taken when they are needed, so that no insertion has to move the others; within a page an array for
 * each use:
 *
 * <pre>
 *   rows     open pane: signals by type (5), users seen, users active, number of the pane
 *   users    for each of twelve panes: users last seen in it, users last active in it
 *   counts   by pane, then by session: signals by type
 *   sums     of these, by type
 *   scores   the last one
 * </pre>
 *
 * <p>A user stands in the pane where they were last seen, and only there: so the sum over the panes of a window counts
 * each once, a pane that leaves the window takes its users with it, and no user has to be looked at for that. A signal
 * needs its session's row and one place among its users; the rest is for scoring, which goes through it in order. What
 * a signal does has no branch that depends on chance.
 */
final class SessionPages {
    private static final int PAGE_BITS = 10;
    private static final int PAGE_ROWS = 1 << PAGE_BITS;
    private static final int INDEX_SEGMENTS = 1 << 10;
    private static final int FIRST_ENTRIES = 8;

    private static final int TYPES = SignalFile.TYPES;
    private static final int PANES = PeerScore.PANES;
    private static final int USERS = TYPES;
    private static final int ACTIVE = USERS + 1;
    private static final int PANE = ACTIVE + 1;
    private static final int ROW = PANE + 1;
    private static final int USER_ROW = 2 * PANES;

    private final KeyIndex index;
    private final PeerTally tally;
    private int[][] rows = new int[0][];
    private int[][] users = new int[0][];
    private int[][] counts = new int[0][];
    private int[][] sums = new int[0][];
    private double[][] scores = new double[0][];
    private int size;

    /** @param expected sessions for which there is room from the beginning. */
    SessionPages(int expected, PeerTally tally) {
        this.tally = tally;
        this.index = new KeyIndex(Integer.highestOneBit(4 * (expected / INDEX_SEGMENTS) + FIRST_ENTRIES));
        addPages(Math.max(1, (expected + PAGE_ROWS - 1) >>> PAGE_BITS));
    }

    private void addPages(int more) {
        int from = rows.length;
        rows = Arrays.copyOf(rows, from + more);
        users = Arrays.copyOf(users, from + more);
        counts = Arrays.copyOf(counts, from + more);
        sums = Arrays.copyOf(sums, from + more);
        scores = Arrays.copyOf(scores, from + more);
        for (int p = from; p < from + more; p++) {
            rows[p] = new int[PAGE_ROWS * ROW];
            users[p] = new int[PAGE_ROWS * USER_ROW];
            counts[p] = new int[PANES * PAGE_ROWS * TYPES];
            sums[p] = new int[PAGE_ROWS * TYPES];
            scores[p] = new double[PAGE_ROWS];
            Arrays.fill(scores[p], Double.NaN);
        }
    }

    /** Sessions there are: their slots are the numbers below. */
    int size() {
        return size;
    }

    /** The slot of a session, or {@link RowTable#NONE}. */
    int slotOf(long key) {
        return index.get(key);
    }

    /**
     * The slot of a session, made if needed; it begins in the pane before this one, which is empty and remains to be
     * closed.
     */
    int ensure(long key, int pane) {
        int slot = index.get(key);
        if (slot == RowTable.NONE) {
            if (size == PairTable.MOST_SESSIONS) {
                throw new IllegalStateException("more than " + size + " sessions");
            }
            slot = size++;
            if (slot >>> PAGE_BITS == rows.length) {
                addPages(1);
            }
            index.put(key, slot);
            rows[slot >>> PAGE_BITS][rowOf(slot) + PANE] = pane - 1;
        }
        return slot;
    }

    /** Reads what a signal of the session will need, by a user last seen so many panes ago; the value means nothing. */
    int touch(int slot, int pane, int seenAge) {
        int page = slot >>> PAGE_BITS;
        return rows[page][rowOf(slot)] + users[page][usersOf(slot, pane - seenAge)];
    }

    /**
     * Counts a signal of the open pane, up to which the session must have been brought.
     *
     * @param active 1 if its user is active by it, 0 if not.
     * @param ages what {@link PairTable#see} said.
     */
    void count(int slot, int type, int active, int pane, int ages) {
        int[] row = rows[slot >>> PAGE_BITS];
        int at = rowOf(slot);
        row[at + type]++;
        int seenAge = ages >>> PairTable.AGE_BITS;
        int activeAge = ages & ((1 << PairTable.AGE_BITS) - 1);
        int seenAnew = isNegative(-seenAge);
        int activeAnew = active & isNegative(-activeAge);
        row[at + USERS] += seenAnew;
        row[at + ACTIVE] += activeAnew;
        // No longer in the pane of before, if that is in the window still.
        int[] last = users[slot >>> PAGE_BITS];
        last[usersOf(slot, pane - seenAge)] -= seenAnew & isNegative(seenAge - PairTable.LONG_AGO);
        last[usersOf(slot, pane - activeAge) + 1] -= activeAnew & isNegative(activeAge - PairTable.LONG_AGO);
    }

    private static int isNegative(int value) {
        return value >>> (Integer.SIZE - 1);
    }

    private static int rowOf(int slot) {
        return (slot & (PAGE_ROWS - 1)) * ROW;
    }

    private static int usersOf(int slot, int pane) {
        return (slot & (PAGE_ROWS - 1)) * USER_ROW + 2 * (pane % PANES);
    }

    /**
     * Ends the panes of a session before this one: scores it at the end of each in which it has a signal in the window.
     */
    void closeUntil(int slot, int pane) {
        int[] row = rows[slot >>> PAGE_BITS];
        int at = rowOf(slot);
        int from = row[at + PANE];
        if (from < pane) {
            // After as many panes without a signal nothing is left to close.
            int end = Math.min(pane, from + PANES + 1);
            for (int p = from; p < end; p++) {
                close(slot, row, at, p);
            }
            row[at + PANE] = pane;
        }
    }

    private void close(int slot, int[] row, int at, int pane) {
        int page = slot >>> PAGE_BITS;
        int inPage = slot & (PAGE_ROWS - 1);
        int[] closed = counts[page];
        int from = (pane % PANES * PAGE_ROWS + inPage) * TYPES;
        int[] sum = sums[page];
        int to = inPage * TYPES;
        int signals = 0;
        for (int type = 0; type < TYPES; type++) {
            int now = sum[to + type] + row[at + type] - closed[from + type];
            closed[from + type] = row[at + type];
            sum[to + type] = now;
            row[at + type] = 0;
            signals += now;
        }
        int[] last = users[page];
        int place = usersOf(slot, pane);
        last[place] = row[at + USERS];
        last[place + 1] = row[at + ACTIVE];
        row[at + USERS] = 0;
        row[at + ACTIVE] = 0;
        if (signals > 0) {
            score(slot, sum, to, signals);
        }
    }

    private void score(int slot, int[] sum, int at, int signals) {
        int[] last = users[slot >>> PAGE_BITS];
        int from = usersOf(slot, 0);
        int distinct = 0;
        int active = 0;
        for (int i = from; i < from + USER_ROW; i += 2) {
            distinct += last[i];
            active += last[i + 1];
        }
        double score = PeerScore.of(
                sum[at + SignalFile.CHAT],
                sum[at + SignalFile.REACTION],
                sum[at + SignalFile.POLL_VOTE],
                sum[at + SignalFile.LEAVE],
                distinct,
                active);
        double[] before = scores[slot >>> PAGE_BITS];
        int own = slot & (PAGE_ROWS - 1);
        tally.add(score, PeerScore.isDrop(score, before[own]), signals, distinct);
        before[own] = score;
    }
}
