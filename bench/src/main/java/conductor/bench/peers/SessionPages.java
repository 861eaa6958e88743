package conductor.bench.peers;

import conductor.engine.state.KeyIndex;
import conductor.engine.state.RowTable;
import java.util.Arrays;

/**
 * Sessions of the comparison: what the open pane has counted, the eleven panes before it, and the sums of the window. A thousand sessions a page, taken when it
 * is needed, so that no insertion has to move the others; within a page an array for each kind of figure:
 *
 * <pre>
 *   open    counts by type (5), users seen, users active
 *   closed  for each of twelve panes: counts by type, users last seen in it, users last active in it
 *   total   the sums over the closed panes
 * </pre>
 *
 * <p>A user stands in the pane where they were last seen, and only there: so the sum over the panes of a window counts each once, a pane that leaves
 * the window takes its users with it, and no user has to be looked at for that.
 */
final class SessionPages {
    private static final int PAGE_BITS = 10;
    private static final int PAGE_ROWS = 1 << PAGE_BITS;
    private static final int OPEN = 8;
    private static final int CLOSED = 8;
    private static final int USERS = SignalFile.TYPES;
    private static final int ACTIVE = USERS + 1;
    private static final int FIGURES = ACTIVE + 1;
    private static final int INDEX_SEGMENTS = 1 << 10;
    private static final int FIRST_ENTRIES = 8;

    private static final class Page {
        private final int[] open = new int[PAGE_ROWS * OPEN];
        private final int[] closed = new int[PeerScore.PANES * PAGE_ROWS * CLOSED];
        private final int[] total = new int[PAGE_ROWS * CLOSED];
        private final double[] lastScore = new double[PAGE_ROWS];
        /** The pane that is open. */
        private final int[] pane = new int[PAGE_ROWS];

        private Page() {
            Arrays.fill(lastScore, Double.NaN);
        }
    }

    private final KeyIndex index;
    private final PeerTally tally;
    private Page[] pages;
    private int size;

    /** @param expected sessions for which there is room from the beginning. */
    SessionPages(int expected, PeerTally tally) {
        this.tally = tally;
        this.index = new KeyIndex(Integer.highestOneBit(4 * (expected / INDEX_SEGMENTS) + FIRST_ENTRIES));
        this.pages = new Page[Math.max(1, (expected + PAGE_ROWS - 1) >>> PAGE_BITS)];
        for (int p = 0; p < pages.length; p++) {
            pages[p] = new Page();
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

    /** The slot of a session, made if needed; it begins in the pane before this one, which is empty and remains to be closed. */
    int ensure(long key, int pane) {
        int slot = index.get(key);
        if (slot == RowTable.NONE) {
            slot = size++;
            if (slot >>> PAGE_BITS == pages.length) {
                pages = Arrays.copyOf(pages, pages.length + 1);
                pages[pages.length - 1] = new Page();
            }
            index.put(key, slot);
            pages[slot >>> PAGE_BITS].pane[slot & (PAGE_ROWS - 1)] = pane - 1;
        }
        return slot;
    }

    /** Reads what a signal of the session will need, by a user last seen in a pane; the value means nothing. */
    int touch(int slot, int seen) {
        Page page = pages[slot >>> PAGE_BITS];
        int row = slot & (PAGE_ROWS - 1);
        return page.open[row * OPEN] + page.total[row * CLOSED] + page.closed[closedBase(seen, row)];
    }

    /**
     * Counts a signal of the open pane; the session must have been brought up to it.
     *
     * @param before what {@link PairTable#see} said.
     */
    void count(int slot, int type, int pane, long before) {
        Page page = pages[slot >>> PAGE_BITS];
        int row = slot & (PAGE_ROWS - 1);
        int[] open = page.open;
        int base = row * OPEN;
        open[base + type]++;
        int seen = (int) (before >>> 32);
        if (seen != pane) {
            moveInto(page, row, USERS, seen, pane);
        }
        int active = (int) before;
        if (active != pane && PeerScore.isActive(type)) {
            moveInto(page, row, ACTIVE, active, pane);
        }
    }

    /**
     * Counts a user in the open pane and no longer in the one before, if that is in the window still. Without a branch: which way it goes changes
     * after the first minute, and what had been compiled for one way would have to be compiled again.
     */
    private static void moveInto(Page page, int row, int figure, int from, int pane) {
        int inWindow = (pane - PeerScore.PANES - from) >>> (Integer.SIZE - 1);
        page.open[row * OPEN + figure]++;
        page.closed[closedBase(from, row) + figure] -= inWindow;
        page.total[row * CLOSED + figure] -= inWindow;
    }

    private static int closedBase(int pane, int row) {
        return (pane % PeerScore.PANES * PAGE_ROWS + row) * CLOSED;
    }

    /** Ends the panes of a session before this one: scores it at the end of each in which it has a signal in the window. */
    void closeUntil(int slot, int pane) {
        Page page = pages[slot >>> PAGE_BITS];
        int row = slot & (PAGE_ROWS - 1);
        int from = page.pane[row];
        if (from < pane) {
            // After as many panes without a signal nothing is left to close.
            int end = Math.min(pane, from + PeerScore.PANES + 1);
            for (int p = from; p < end; p++) {
                close(page, row, p);
            }
            page.pane[row] = pane;
        }
    }

    private void close(Page page, int row, int pane) {
        int[] open = page.open;
        int[] closed = page.closed;
        int[] total = page.total;
        int from = row * OPEN;
        int at = closedBase(pane, row);
        int sum = row * CLOSED;
        int signals = 0;
        for (int figure = 0; figure < FIGURES; figure++) {
            int value = open[from + figure];
            int now = total[sum + figure] + value - closed[at + figure];
            closed[at + figure] = value;
            total[sum + figure] = now;
            open[from + figure] = 0;
            signals += figure < SignalFile.TYPES ? now : 0;
        }
        if (signals > 0) {
            score(page, row, sum, signals);
        }
    }

    private void score(Page page, int row, int sum, int signals) {
        int[] total = page.total;
        int users = total[sum + USERS];
        double score = PeerScore.of(
                total[sum + SignalFile.CHAT],
                total[sum + SignalFile.REACTION],
                total[sum + SignalFile.POLL_VOTE],
                total[sum + SignalFile.LEAVE],
                users,
                total[sum + ACTIVE]);
        tally.add(score, PeerScore.isDrop(score, page.lastScore[row]), signals, users);
        page.lastScore[row] = score;
    }
}
