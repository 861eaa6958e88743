package conductor.engine.state;

import java.util.Arrays;

/**
 * Timers in (due time, creation number) order: a binary heap over parallel arrays. Creation numbers are unique, so the order is
 * total and does not depend on how the heap was filled. Grows to the most timers ever held, then allocates nothing.
 */
public final class TimerHeap {
    private static final int FIRST_TIMERS = 1_024;

    private long[] dueMs = new long[FIRST_TIMERS];
    private long[] number = new long[FIRST_TIMERS];
    private int[] slot = new int[FIRST_TIMERS];
    private int[] kind = new int[FIRST_TIMERS];
    private int size;
    private long nextDueMs = Long.MAX_VALUE;

    /** Due time of the first timer, or {@code Long.MAX_VALUE}. */
    public long nextDueMs() {
        return nextDueMs;
    }

    /** Creation number of the first timer, or {@code Long.MAX_VALUE}. */
    public long nextNumber() {
        return size == 0 ? Long.MAX_VALUE : number[0];
    }

    /** Slot of the first timer; there must be one. */
    public int nextSlot() {
        return slot[0];
    }

    /** Kind of the first timer; there must be one. */
    public int nextKind() {
        return kind[0];
    }

    public int size() {
        return size;
    }

    /** Adds a timer. */
    public void add(long due, long creationNumber, int timerKind, int timerSlot) {
        if (size == dueMs.length) {
            dueMs = Arrays.copyOf(dueMs, size * 2);
            number = Arrays.copyOf(number, size * 2);
            slot = Arrays.copyOf(slot, size * 2);
            kind = Arrays.copyOf(kind, size * 2);
        }
        put(up(size++, due, creationNumber), due, creationNumber, timerKind, timerSlot);
        nextDueMs = dueMs[0];
    }

    /** Removes the first timer. */
    public void removeFirst() {
        removeAt(0);
    }

    /** Removes the timer of a slot, if there is one; looks at all timers until it is found. */
    public void remove(int timerSlot) {
        for (int at = 0; at < size; at++) {
            if (slot[at] == timerSlot) {
                removeAt(at);
                return;
            }
        }
    }

    /** The last timer takes the place of the one that goes, and from there the place where it belongs. */
    private void removeAt(int at) {
        size--;
        if (at < size) {
            long due = dueMs[size];
            long lastNumber = number[size];
            put(down(up(at, due, lastNumber), due, lastNumber), due, lastNumber, kind[size], slot[size]);
        }
        nextDueMs = size == 0 ? Long.MAX_VALUE : dueMs[0];
    }

    private int up(int from, long due, long creationNumber) {
        int at = from;
        while (at > 0) {
            int parent = (at - 1) >>> 1;
            if (before(parent, due, creationNumber)) {
                break;
            }
            move(parent, at);
            at = parent;
        }
        return at;
    }

    private int down(int from, long due, long creationNumber) {
        int at = from;
        int half = size >>> 1;
        while (at < half) {
            int child = 2 * at + 1;
            if (child + 1 < size && before(child + 1, dueMs[child], number[child])) {
                child++;
            }
            if (!before(child, due, creationNumber)) {
                break;
            }
            move(child, at);
            at = child;
        }
        return at;
    }

    private boolean before(int at, long due, long creationNumber) {
        return dueMs[at] < due || (dueMs[at] == due && number[at] < creationNumber);
    }

    private void move(int from, int to) {
        dueMs[to] = dueMs[from];
        number[to] = number[from];
        kind[to] = kind[from];
        slot[to] = slot[from];
    }

    private void put(int at, long due, long creationNumber, int timerKind, int timerSlot) {
        dueMs[at] = due;
        number[at] = creationNumber;
        kind[at] = timerKind;
        slot[at] = timerSlot;
    }
}
