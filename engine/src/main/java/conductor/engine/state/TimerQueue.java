package conductor.engine.state;

/**
 * Timers of one constant period: whoever is armed later is due later, so a first-in first-out ring is enough. Entries are
 * not taken out; the owner recognises one that no longer counts by its creation number. Grows to the most timers ever held.
 */
public final class TimerQueue {
    private long[] dueMs = new long[64];
    private long[] number = new long[64];
    private int[] slot = new int[64];
    private int head;
    private int size;

    public int size() {
        return size;
    }

    /** Due time of the first timer, or {@code Long.MAX_VALUE}. */
    public long nextDueMs() {
        return size == 0 ? Long.MAX_VALUE : dueMs[head];
    }

    /** Creation number of the first timer, or {@code Long.MAX_VALUE}. */
    public long nextNumber() {
        return size == 0 ? Long.MAX_VALUE : number[head];
    }

    /** Slot of the first timer; there must be one. */
    public int nextSlot() {
        return slot[head];
    }

    /** How many timers are due at or before {@code nowMs}, at most {@code most}. */
    public int due(long nowMs, int most) {
        int end = Math.min(most, size);
        int count = 0;
        while (count < end && dueMs[(head + count) & (dueMs.length - 1)] <= nowMs) {
            count++;
        }
        return count;
    }

    /** Slot of the timer at a place in the queue, 0 is the first; there must be one. */
    public int slot(int place) {
        return slot[(head + place) & (slot.length - 1)];
    }

    /** Adds a timer that is due no earlier than the last one added. */
    public void add(long due, long creationNumber, int timerSlot) {
        if (size == dueMs.length) {
            grow();
        }
        int at = (head + size) & (dueMs.length - 1);
        dueMs[at] = due;
        number[at] = creationNumber;
        slot[at] = timerSlot;
        size++;
    }

    /** Removes the first timer. */
    public void removeFirst() {
        head = (head + 1) & (dueMs.length - 1);
        size--;
    }

    private void grow() {
        int length = dueMs.length;
        long[] newDue = new long[length * 2];
        long[] newNumber = new long[length * 2];
        int[] newSlot = new int[length * 2];
        for (int i = 0; i < size; i++) {
            int at = (head + i) & (length - 1);
            newDue[i] = dueMs[at];
            newNumber[i] = number[at];
            newSlot[i] = slot[at];
        }
        dueMs = newDue;
        number = newNumber;
        slot = newSlot;
        head = 0;
    }
}
