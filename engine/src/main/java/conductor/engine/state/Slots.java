package conductor.engine.state;

import java.util.Arrays;

/** Slot numbers from 0 up to a limit; those given back are used again, last one first. */
public final class Slots {
    private static final int PAGE_BITS = 12;
    private static final int PAGE_MASK = (1 << PAGE_BITS) - 1;

    private final int capacity;
    /** Stack of the slots that are free, in pages, so that it never copies what it holds. */
    private int[][] free = {new int[PAGE_MASK + 1]};

    private int freeCount;
    private int end;

    /** @param capacity most slots. */
    public Slots(int capacity) {
        this.capacity = capacity;
    }

    /** A slot that nobody has, {@link RowTable#NONE} when there is none. */
    public int take() {
        if (freeCount > 0) {
            freeCount--;
            return free[freeCount >>> PAGE_BITS][freeCount & PAGE_MASK];
        }
        return end < capacity ? end++ : RowTable.NONE;
    }

    /** Makes a slot free again. */
    public void giveBack(int slot) {
        int page = freeCount >>> PAGE_BITS;
        if (page == free.length) {
            free = Arrays.copyOf(free, page * 2);
        }
        if (free[page] == null) {
            free[page] = new int[PAGE_MASK + 1];
        }
        free[page][freeCount & PAGE_MASK] = slot;
        freeCount++;
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
