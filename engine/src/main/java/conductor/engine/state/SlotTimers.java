package conductor.engine.state;

import java.util.Arrays;

/**
 * Timers in (due time, creation number) order, at most one at each place: a binary heap that knows where the timer of a place is, so that one that is not wanted
 * any more is taken out at once and the heap never holds more than there are places. Creation numbers are unique, so the order is total. Grows a page at a time.
 *
 * <pre>
 *   heap page:   | due ms | creation number | place | due ms | ...          places page:  | where in the heap + 1, 0 = no timer | ...
 * </pre>
 */
public final class SlotTimers {
    private static final int PAGE_BITS = 10;
    private static final int PAGE_MASK = (1 << PAGE_BITS) - 1;
    private static final int WORDS = 3;
    private static final int NUMBER = 1;
    private static final int PLACE = 2;

    private long[][] heap = {new long[WORDS << PAGE_BITS]};
    private int[][] places = new int[1][];
    private int size;

    /** Due time of the first timer, or {@code Long.MAX_VALUE}. */
    public long nextDueMs() {
        return size == 0 ? Long.MAX_VALUE : heap[0][0];
    }

    /** Creation number of the first timer, or {@code Long.MAX_VALUE}. */
    public long nextNumber() {
        return size == 0 ? Long.MAX_VALUE : heap[0][NUMBER];
    }

    /** Place of the first timer; there must be one. */
    public int nextPlace() {
        return (int) heap[0][PLACE];
    }

    public int size() {
        return size;
    }

    /** Sets the timer of a place, instead of one that is there. */
    public void set(int place, long dueMs, long creationNumber) {
        cancel(place);
        if (size >>> PAGE_BITS == heap.length) {
            heap = Arrays.copyOf(heap, 2 * heap.length);
        }
        if (heap[size >>> PAGE_BITS] == null) {
            heap[size >>> PAGE_BITS] = new long[WORDS << PAGE_BITS];
        }
        size++;
        put(up(size - 1, dueMs, creationNumber), dueMs, creationNumber, place);
    }

    /** Takes out the timer of a place, if there is one. */
    public void cancel(int place) {
        int at = where(place) - 1;
        if (at < 0) {
            return;
        }
        where(place, 0);
        size--;
        if (at < size) {
            long[] page = heap[size >>> PAGE_BITS];
            int base = base(size);
            long due = page[base];
            long number = page[base + NUMBER];
            put(down(up(at, due, number), due, number), due, number, (int) page[base + PLACE]);
        }
    }

    private int where(int place) {
        int page = place >>> PAGE_BITS;
        return page >= places.length || places[page] == null ? 0 : places[page][place & PAGE_MASK];
    }

    private void where(int place, int at) {
        int page = place >>> PAGE_BITS;
        if (page >= places.length) {
            places = Arrays.copyOf(places, Math.max(page + 1, 2 * places.length));
        }
        if (places[page] == null) {
            places[page] = new int[PAGE_MASK + 1];
        }
        places[page][place & PAGE_MASK] = at;
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
            if (child + 1 < size && before(child + 1, due(child), number(child))) {
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
        return due(at) < due || due(at) == due && number(at) < creationNumber;
    }

    private long due(int at) {
        return heap[at >>> PAGE_BITS][base(at)];
    }

    private long number(int at) {
        return heap[at >>> PAGE_BITS][base(at) + NUMBER];
    }

    private void move(int from, int to) {
        put(to, due(from), number(from), (int) heap[from >>> PAGE_BITS][base(from) + PLACE]);
    }

    private void put(int at, long due, long creationNumber, int place) {
        long[] page = heap[at >>> PAGE_BITS];
        int base = base(at);
        page[base] = due;
        page[base + NUMBER] = creationNumber;
        page[base + PLACE] = place;
        where(place, at + 1);
    }

    private static int base(int at) {
        return (at & PAGE_MASK) * WORDS;
    }
}
