package conductor.engine.state;

/**
 * From a 64-bit key (not 0) to a slot. Open addressing with linear probing in 1,024 segments that grow one by one, so no
 * single insertion has to move more than a thousandth of the keys; deletion shifts back and leaves no tombstones. A table that
 * has reached its size allocates nothing. Iteration does not exist: the order of a hash table must never decide anything.
 */
public final class KeyIndex {
    private static final int SEGMENT_BITS = 10;
    private static final int FIRST_SIZE = 8;

    private final long[][] keys = new long[1 << SEGMENT_BITS][];
    private final int[][] slots = new int[1 << SEGMENT_BITS][];
    private final int[] sizes = new int[1 << SEGMENT_BITS];

    /** The slot of a key, or {@link RowTable#NONE}; that is also the answer for 0, which marks empty places. */
    public int get(long key) {
        if (key == 0) {
            return RowTable.NONE;
        }
        long hash = Hashing.mix(key);
        int s = segmentOf(hash);
        long[] segment = keys[s];
        if (segment == null) {
            return RowTable.NONE;
        }
        int at = find(segment, key, (int) hash);
        return segment[at] == key ? slots[s][at] : RowTable.NONE;
    }

    /** Sets the slot of a key. */
    public void put(long key, int slot) {
        long hash = Hashing.mix(key);
        int s = segmentOf(hash);
        if (keys[s] == null) {
            keys[s] = new long[FIRST_SIZE];
            slots[s] = new int[FIRST_SIZE];
        } else if (sizes[s] * 3 >= keys[s].length * 2) {
            grow(s);
        }
        int at = find(keys[s], key, (int) hash);
        if (keys[s][at] == 0) {
            keys[s][at] = key;
            sizes[s]++;
        }
        slots[s][at] = slot;
    }

    /** Removes a key; nothing happens when it is not there. */
    public void remove(long key) {
        long hash = Hashing.mix(key);
        int s = segmentOf(hash);
        long[] segment = keys[s];
        if (segment == null) {
            return;
        }
        int at = find(segment, key, (int) hash);
        if (key != 0 && segment[at] == key) {
            closeGap(segment, slots[s], at);
            sizes[s]--;
        }
    }

    private static int segmentOf(long hash) {
        return (int) (hash >>> (64 - SEGMENT_BITS));
    }

    /** Where the key is, or the empty place where it would be. */
    private static int find(long[] segment, long key, int hash) {
        int mask = segment.length - 1;
        int at = hash & mask;
        while (segment[at] != 0 && segment[at] != key) {
            at = (at + 1) & mask;
        }
        return at;
    }

    private static void closeGap(long[] segment, int[] values, int from) {
        int mask = segment.length - 1;
        int gap = from;
        int at = (gap + 1) & mask;
        while (segment[at] != 0) {
            int home = (int) Hashing.mix(segment[at]) & mask;
            if (((at - home) & mask) >= ((at - gap) & mask)) {
                segment[gap] = segment[at];
                values[gap] = values[at];
                gap = at;
            }
            at = (at + 1) & mask;
        }
        segment[gap] = 0;
    }

    private void grow(int s) {
        long[] oldKeys = keys[s];
        int[] oldSlots = slots[s];
        keys[s] = new long[oldKeys.length * 2];
        slots[s] = new int[oldKeys.length * 2];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != 0) {
                int at = find(keys[s], oldKeys[i], (int) Hashing.mix(oldKeys[i]));
                keys[s][at] = oldKeys[i];
                slots[s][at] = oldSlots[i];
            }
        }
    }
}
