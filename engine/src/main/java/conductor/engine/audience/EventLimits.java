package conductor.engine.audience;

import conductor.engine.core.TimerKind;
import conductor.engine.state.KeyIndex;
import conductor.engine.state.RowTable;
import conductor.engine.state.TimerHeap;

/**
 * Publications of an event in the last hour; a session whose event is unknown is counted by itself. One row an event, made with
 * its first publication and freed an hour after its last:
 *
 * <pre>
 *   0 key   1 publications so far   2 due time and 3 number of the expiry timer   4..103 times of the last 100 (ring)
 * </pre>
 */
final class EventLimits {
    static final long WINDOW_MS = 3_600_000;
    static final int TIMES = 100;

    private static final int PUBLICATIONS = 1;
    private static final int EXPIRY_DUE = 2;
    private static final int EXPIRY_NUMBER = 3;
    private static final int TIME = 4;
    static final int HASHED_WORDS = TIME + TIMES;
    private static final int TABLE_ID = 8;

    final RowTable rows;
    private final KeyIndex index = new KeyIndex();

    EventLimits(int capacity) {
        this.rows = new RowTable(capacity, HASHED_WORDS, 0, TABLE_ID);
    }

    /** Publications under this key that are younger than an hour, at most {@link #TIMES}. */
    int published(long key, long nowMs) {
        int slot = index.get(key);
        if (slot == RowTable.NONE) {
            return 0;
        }
        long publications = rows.get(slot, PUBLICATIONS);
        int count = 0;
        for (int i = 0; i < Math.min(publications, TIMES); i++) {
            if (nowMs - rows.get(slot, TIME + i) < WINDOW_MS) {
                count++;
            }
        }
        return count;
    }

    /**
     * When there will be fewer than {@code max} publications under this key in an hour, of which there are as many now: when the
     * {@code max}-th last of them is an hour old.
     *
     * @return milliseconds; 0 = never, as none is allowed.
     */
    long freeAtMs(long key, int max) {
        int slot = index.get(key);
        if (slot == RowTable.NONE || max == 0) {
            return 0;
        }
        return rows.get(slot, TIME + (int) ((rows.get(slot, PUBLICATIONS) - max) % TIMES)) + WINDOW_MS;
    }

    /** Whether a publication under this key can be counted. */
    boolean hasRoomFor(long key) {
        return !rows.full() || index.get(key) != RowTable.NONE;
    }

    /** Counts a publication (there must be room); returns the next timer number. */
    long publish(long key, long nowMs, TimerHeap timers, long timerNumber) {
        int slot = index.get(key);
        long number = timerNumber;
        if (slot == RowTable.NONE) {
            slot = rows.allocate(key);
            index.put(key, slot);
            number = arm(slot, nowMs + WINDOW_MS, timers, number);
        }
        long publications = rows.get(slot, PUBLICATIONS);
        rows.set(slot, TIME + (int) (publications % TIMES), nowMs);
        rows.set(slot, PUBLICATIONS, publications + 1);
        return number;
    }

    /** Whether the row at a slot waits for the timer with this number. */
    boolean expiresBy(int slot, long number) {
        return rows.key(slot) != 0 && rows.get(slot, EXPIRY_NUMBER) == number;
    }

    /** Fires an expiry timer: frees the row, or arms it anew when there was a later publication. */
    long expire(int slot, long dueMs, TimerHeap timers, long timerNumber) {
        long last = rows.get(slot, TIME + (int) ((rows.get(slot, PUBLICATIONS) - 1) % TIMES));
        if (last + WINDOW_MS > dueMs) {
            return arm(slot, last + WINDOW_MS, timers, timerNumber);
        }
        index.remove(rows.key(slot));
        rows.free(slot);
        return timerNumber;
    }

    private long arm(int slot, long dueMs, TimerHeap timers, long timerNumber) {
        long number = timerNumber + 1;
        rows.set(slot, EXPIRY_DUE, dueMs);
        rows.set(slot, EXPIRY_NUMBER, number);
        timers.add(dueMs, number, TimerKind.EVENT_EXPIRY, slot);
        return number;
    }

    /** Puts a restored row back into the index and its timer into the heap. */
    void relink(int slot, TimerHeap timers) {
        index.put(rows.key(slot), slot);
        timers.add(rows.get(slot, EXPIRY_DUE), rows.get(slot, EXPIRY_NUMBER), TimerKind.EVENT_EXPIRY, slot);
    }
}
