package conductor.engine.state;

/**
 * Timers of one constant period: whoever is armed later is due later, so first in, first out is enough. Entries are not taken out; the owner
 * recognises one that no longer counts by its creation number. Grows a page at a time to the most timers ever held.
 */
public final class TimerQueue {
    private final WordQueue dueMs = new WordQueue();
    private final WordQueue number = new WordQueue();
    private final WordQueue slot = new WordQueue();
    private long nextDueMs = Long.MAX_VALUE;

    public int size() {
        return (int) dueMs.size();
    }

    /** Due time of the first timer, or {@code Long.MAX_VALUE}. */
    public long nextDueMs() {
        return nextDueMs;
    }

    /** Creation number of the first timer, or {@code Long.MAX_VALUE}. */
    public long nextNumber() {
        return size() == 0 ? Long.MAX_VALUE : number.get(0);
    }

    /** Slot of the first timer; there must be one. */
    public int nextSlot() {
        return slot(0);
    }

    /** How many timers are due at or before {@code nowMs}, at most {@code most}. */
    public int due(long nowMs, int most) {
        int end = Math.min(most, size());
        int count = 0;
        while (count < end && dueMs.get(count) <= nowMs) {
            count++;
        }
        return count;
    }

    /** Slot of the timer at a place in the queue, 0 is the first; there must be one. */
    public int slot(int place) {
        return (int) slot.get(place);
    }

    /** Adds a timer that is due no earlier than the last one added. */
    public void add(long due, long creationNumber, int timerSlot) {
        dueMs.add(due);
        number.add(creationNumber);
        slot.add(timerSlot);
        nextDueMs = dueMs.get(0);
    }

    /** Removes the first timer. */
    public void removeFirst() {
        dueMs.removeFirst();
        number.removeFirst();
        slot.removeFirst();
        nextDueMs = size() == 0 ? Long.MAX_VALUE : dueMs.get(0);
    }
}
