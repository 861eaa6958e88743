package conductor.engine.presence;

import conductor.engine.core.StateReader;
import conductor.engine.core.StateWriter;
import conductor.engine.state.KeyIndex;
import conductor.engine.state.RowTable;

/**
 * The last 65,536 messages that wanted no answer, heartbeats not counted (their numbers rise): one of them that comes again changes nothing.
 *
 * <pre>
 *   0 key of (scope, message)   1 number, from 1
 * </pre>
 */
final class SeenMessages {
    private static final int CAPACITY = 65_536;
    private static final int NUMBER = 1;
    private static final int TABLE_ID = 44;
    /** Room for so many more than an even share of the messages that no segment of the index ever grows. */
    private static final int SEGMENT_ENTRIES = 256;

    private final RowTable rows = new RowTable(CAPACITY, NUMBER + 1, 0, TABLE_ID);
    private final KeyIndex index = new KeyIndex(SEGMENT_ENTRIES);
    /** Slots by number, as a ring. */
    private final int[] slots = new int[CAPACITY];

    private long next = 1;

    /** Notes a message; false if it is one of those that were seen. */
    boolean add(long key) {
        if (index.get(key) != RowTable.NONE) {
            return false;
        }
        if (rows.full()) {
            int oldest = slots[(int) (next % CAPACITY)];
            index.remove(rows.key(oldest));
            rows.free(oldest);
        }
        link(rows.allocate(key), key, next++);
        return true;
    }

    private void link(int slot, long key, long number) {
        index.put(key, slot);
        rows.set(slot, NUMBER, number);
        slots[(int) (number % CAPACITY)] = slot;
    }

    long hash() {
        return rows.hash() + Repeats.contribution(1, next);
    }

    long recomputeHash() {
        return rows.recomputeHash() + Repeats.contribution(1, next);
    }

    void write(StateWriter out) {
        out.putLong(next);
        out.putLong(rows.size());
        for (long number = next - rows.size(); number < next; number++) {
            out.putLong(rows.key(slots[(int) (number % CAPACITY)]));
        }
    }

    void read(StateReader in) {
        next = in.getLong();
        long count = in.getLong();
        for (long number = next - count; number < next; number++) {
            long key = in.getLong();
            link(rows.allocate(key), key, number);
        }
    }
}
