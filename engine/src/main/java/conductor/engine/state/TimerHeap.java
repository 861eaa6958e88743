package conductor.engine.state;

import java.util.Arrays;

/**
 * Timers in (due time, creation number) order: a binary heap. Creation numbers are unique, so the order is
 * total and does not depend on how the heap was filled. Grows a page at a time to the most timers ever held and never copies them.
 *
 * <pre>
 *   page:  | due ms | creation number | slot, kind | due ms | ...
 * </pre>
 */
public final class TimerHeap {
    private static final int PAGE_BITS = 10;
    private static final int PAGE_MASK = (1 << PAGE_BITS) - 1;
    private static final int WORDS = 3;
    private static final int NUMBER = 1;
    private static final int SLOT_KIND = 2;

    private long[][] pages = {new long[WORDS << PAGE_BITS]};
    private int size;
    private long nextDueMs = Long.MAX_VALUE;

    /** Due time of the first timer, or {@code Long.MAX_VALUE}. */
    public long nextDueMs() {
        return nextDueMs;
    }

    /** Creation number of the first timer, or {@code Long.MAX_VALUE}. */
    public long nextNumber() {
        return size == 0 ? Long.MAX_VALUE : pages[0][NUMBER];
    }

    /** Slot of the first timer; there must be one. */
    public int nextSlot() {
        return slot(pages[0][SLOT_KIND]);
    }

    /** Kind of the first timer; there must be one. */
    public int nextKind() {
        return (int) (pages[0][SLOT_KIND] >>> Integer.SIZE);
    }

    private static int slot(long slotAndKind) {
        return (int) slotAndKind;
    }

    public int size() {
        return size;
    }

    /** Adds a timer. */
    public void add(long due, long creationNumber, int timerKind, int timerSlot) {
        if ((size & PAGE_MASK) == 0) {
            makePage(size >>> PAGE_BITS);
        }
        int at = up(size++, due, creationNumber);
        put(at, due, creationNumber, (long) timerKind << Integer.SIZE | timerSlot & 0xffff_ffffL);
        nextDueMs = pages[0][0];
    }

    private void makePage(int number) {
        if (number == pages.length) {
            pages = Arrays.copyOf(pages, number * 2);
        }
        if (pages[number] == null) {
            pages[number] = new long[WORDS << PAGE_BITS];
        }
    }

    /** Removes the first timer. */
    public void removeFirst() {
        removeAt(0);
    }

    /** Removes the timer of a slot, if there is one; looks at all timers until it is found. */
    public void remove(int timerSlot) {
        for (int at = 0; at < size; at++) {
            if (slot(page(at)[base(at) + SLOT_KIND]) == timerSlot) {
                removeAt(at);
                return;
            }
        }
    }

    /** The last timer takes the place of the one that goes, and from there the place where it belongs. */
    private void removeAt(int at) {
        size--;
        if (at < size) {
            long[] page = page(size);
            int base = base(size);
            long due = page[base];
            long number = page[base + NUMBER];
            put(down(up(at, due, number), due, number), due, number, page[base + SLOT_KIND]);
        }
        nextDueMs = size == 0 ? Long.MAX_VALUE : pages[0][0];
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
            if (child + 1 < size && before(child + 1, page(child)[base(child)], page(child)[base(child) + NUMBER])) {
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
        long[] page = page(at);
        int base = base(at);
        return page[base] < due || (page[base] == due && page[base + NUMBER] < creationNumber);
    }

    private void move(int from, int to) {
        long[] page = page(from);
        int base = base(from);
        put(to, page[base], page[base + NUMBER], page[base + SLOT_KIND]);
    }

    private void put(int at, long due, long creationNumber, long slotAndKind) {
        long[] page = page(at);
        int base = base(at);
        page[base] = due;
        page[base + NUMBER] = creationNumber;
        page[base + SLOT_KIND] = slotAndKind;
    }

    private long[] page(int at) {
        return pages[at >>> PAGE_BITS];
    }

    private static int base(int at) {
        return (at & PAGE_MASK) * WORDS;
    }
}
