package conductor.engine.state;

/**
 * From a 64-bit key (not 0) to a slot. Open addressing with linear probing in 1,024 segments that grow one by one, so no
 * single insertion has to move more than a thousandth of the keys; deletion shifts back and leaves no tombstones. A table that
 * has reached its size allocates nothing. Iteration does not exist: the order of a hash table must never decide anything.
 *
 * <p>Key and slot of an entry lie side by side, so that a look-up in a large table waits for one cache line, not for two:
 *
 * <pre>
 *   segment:  | key | slot | key | slot | ...      key 0 = empty
 * </pre>
 */
public final class KeyIndex {
    private static final int SEGMENT_BITS = 10;
    private static final int FIRST_ENTRIES = 8;

    private final long[][] segments = new long[1 << SEGMENT_BITS][];
    private final int[] sizes = new int[1 << SEGMENT_BITS];
    private final int firstEntries;

    /** An index whose segments are made when their first key comes, and small. */
    public KeyIndex() {
        this.firstEntries = FIRST_ENTRIES;
    }

    /**
     * An index whose keys are new ones all the time: which segments they fill, and how far, is chance, so all are there from the beginning,
     * each with room for more than it will mostly hold.
     *
     * @param firstEntries places in a segment, a power of two.
     */
    public KeyIndex(int firstEntries) {
        this.firstEntries = firstEntries;
        for (int s = 0; s < segments.length; s++) {
            segments[s] = new long[2 * firstEntries];
        }
    }

    /** The slot of a key, or {@link RowTable#NONE}; that is also the answer for 0, which marks empty places. */
    public int get(long key) {
        long hash = Hashing.mix(key);
        long[] segment = segments[segmentOf(hash)];
        if (segment == null || key == 0) {
            return RowTable.NONE;
        }
        int at = find(segment, key, hash);
        return segment[at] == key ? (int) segment[at + 1] : RowTable.NONE;
    }

    /** Reads the place where a key belongs, so that a look-up soon after finds it in the cache; the value means nothing. */
    public long touch(long key) {
        long hash = Hashing.mix(key);
        long[] segment = segments[segmentOf(hash)];
        return segment == null ? 0 : segment[home(segment, hash)];
    }

    /** Sets the slot of a key. */
    public void put(long key, int slot) {
        long hash = Hashing.mix(key);
        int s = segmentOf(hash);
        if (segments[s] == null) {
            segments[s] = new long[2 * firstEntries];
        } else if (3 * sizes[s] >= segments[s].length) {
            grow(s);
        }
        int at = find(segments[s], key, hash);
        if (segments[s][at] == 0) {
            segments[s][at] = key;
            sizes[s]++;
        }
        segments[s][at + 1] = slot;
    }

    /** Removes a key; nothing happens when it is not there. */
    public void remove(long key) {
        long hash = Hashing.mix(key);
        int s = segmentOf(hash);
        long[] segment = segments[s];
        if (segment == null || key == 0) {
            return;
        }
        int at = find(segment, key, hash);
        if (segment[at] == key) {
            closeGap(segment, at);
            sizes[s]--;
        }
    }

    private static int segmentOf(long hash) {
        return (int) (hash >>> (64 - SEGMENT_BITS));
    }

    /** Where an entry with this hash belongs. */
    private static int home(long[] segment, long hash) {
        return ((int) hash << 1) & (segment.length - 2);
    }

    private static int next(long[] segment, int at) {
        return (at + 2) & (segment.length - 2);
    }

    /** Where the key is, or the empty place where it would be. */
    private static int find(long[] segment, long key, long hash) {
        int at = home(segment, hash);
        while (segment[at] != 0 && segment[at] != key) {
            at = next(segment, at);
        }
        return at;
    }

    private static void closeGap(long[] segment, int from) {
        int mask = segment.length - 2;
        int gap = from;
        int at = next(segment, gap);
        while (segment[at] != 0) {
            int home = home(segment, Hashing.mix(segment[at]));
            if (((at - home) & mask) >= ((at - gap) & mask)) {
                segment[gap] = segment[at];
                segment[gap + 1] = segment[at + 1];
                gap = at;
            }
            at = next(segment, at);
        }
        segment[gap] = 0;
        segment[gap + 1] = 0;
    }

    private void grow(int s) {
        long[] old = segments[s];
        long[] grown = new long[old.length * 2];
        for (int i = 0; i < old.length; i += 2) {
            if (old[i] != 0) {
                int at = find(grown, old[i], Hashing.mix(old[i]));
                grown[at] = old[i];
                grown[at + 1] = old[i + 1];
            }
        }
        segments[s] = grown;
    }
}
