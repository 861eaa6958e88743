package conductor.engine.state;

import java.util.Arrays;

/** Slot numbers from 0 up to a limit; those given back are used again, last one first. */
public final class Slots {
    /** Slots that can be free at once before there is need for more room to note them. */
    private static final int FIRST_FREE = 4_096;

    private final int capacity;
    private int[] free;
    private int freeCount;
    private int end;

    /** @param capacity most slots. */
    public Slots(int capacity) {
        this.capacity = capacity;
        this.free = new int[Math.min(capacity, FIRST_FREE)];
    }

    /** A slot that nobody has, {@link RowTable#NONE} when there is none. */
    public int take() {
        if (freeCount > 0) {
            return free[--freeCount];
        }
        return end < capacity ? end++ : RowTable.NONE;
    }

    /** Makes a slot free again. */
    public void giveBack(int slot) {
        if (freeCount == free.length) {
            free = Arrays.copyOf(free, Math.min(capacity, free.length * 2));
        }
        free[freeCount++] = slot;
    }

    /** Says that a slot is in use which somebody else gave out; who says so neither takes nor gives back. */
    void claim(int slot) {
        end = Math.max(end, slot + 1);
    }

    boolean full() {
        return freeCount == 0 && end == capacity;
    }

    /** Slots in use. */
    public int size() {
        return end - freeCount;
    }

    /** Slots ever used: every one in use is below this. */
    int end() {
        return end;
    }
}
