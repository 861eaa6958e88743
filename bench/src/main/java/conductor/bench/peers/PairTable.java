package conductor.bench.peers;

import conductor.engine.state.RowTable;

/**
 * In which pane each (session, user) pair was last seen, and last active. Built like {@link
 * conductor.engine.state.KeyIndex}: open addressing in segments that grow one by one, deletion that shifts back. But
 * all there is to know of a pair lies in the place of the slot, the slot of its session too, so that for a known pair
 * one cache line answers everything:
 *
 * <pre>
 *   segment:  | key | slot of the session (24 bits), last seen (20), last active (20) | key | ...      key 0 = empty
 * </pre>
 *
 * <p>Keys are those of {@link conductor.engine.state.Hashing#pair}, mixed already. Panes are kept modulo 2^20 and mean
 * how long ago; {@link #sweep} takes out pairs that have left the window long before these numbers come round after
 * sixty days.
 */
final class PairTable {
    /** How long ago at most is told, in panes: as long as a window, so no longer in it. */
    static final int LONG_AGO = PeerScore.PANES;
    /** Bits of an age in what {@link #see} says: of the last time seen above that of the last time active. */
    static final int AGE_BITS = 8;
    /** What {@link #see} says of a pair that was not known. */
    private static final int NEVER = LONG_AGO << AGE_BITS | LONG_AGO;

    private static final int SEGMENT_BITS = 10;
    private static final int SEGMENTS = 1 << SEGMENT_BITS;
    private static final int PANE_BITS = 20;
    /** So many slots the bits beside the panes can name. */
    static final int MOST_SESSIONS = 1 << (Long.SIZE - 2 * PANE_BITS);

    private static final int PANE_MASK = (1 << PANE_BITS) - 1;

    private final long[][] segments = new long[SEGMENTS][];
    private final int[] sizes = new int[SEGMENTS];
    private int sweptSegment;
    private int sweptPlace;
    private int size;
    private int inserted;

    /** @param pairs for how many there is room at first, in all; a power of two times 1,024. */
    PairTable(int pairs) {
        int entries = Integer.highestOneBit(Math.max(8, pairs / SEGMENTS));
        for (int s = 0; s < SEGMENTS; s++) {
            segments[s] = new long[2 * entries];
        }
    }

    /** Pairs that are held. */
    int size() {
        return size;
    }

    /**
     * Reads the places where some keys belong, all at once, so that they are near soon after; the value means nothing.
     */
    long touch(long[] keys, int count) {
        long read = 0;
        for (int i = 0; i < count; i++) {
            long[] segment = segments[segmentOf(keys[i])];
            read += segment[home(segment, keys[i])];
        }
        return read;
    }

    /** Where a key is in its segment, or the empty place where it would be. */
    int place(long key) {
        return find(segments[segmentOf(key)], key);
    }

    /** The slot of a pair's session, or {@link RowTable#NONE}. */
    int sessionSlot(long key, int place) {
        long[] segment = segments[segmentOf(key)];
        return segment[place] == key ? (int) (segment[place + 1] >>> 2 * PANE_BITS) : RowTable.NONE;
    }

    /** The pane in which a known pair was last seen, as an age. */
    int seenAge(long key, int place, int pane) {
        long panes = segments[segmentOf(key)][place + 1];
        return age(panes >>> PANE_BITS, pane);
    }

    /**
     * Notes that a pair is seen.
     *
     * @param place where it was or would have been a moment ago.
     * @param pane now.
     * @param active 1 if it is active too, 0 if not.
     * @return how many panes ago it was seen, and in the lower {@link #AGE_BITS} how many ago it was active; at most
     *     {@link #LONG_AGO}.
     */
    int see(long key, int place, int slot, int pane, int active) {
        int s = segmentOf(key);
        long[] segment = segments[s];
        int at = place < segment.length && segment[place] == key ? place : find(segment, key);
        if (segment[at] != key) {
            insert(s, segment, at, key, entry(slot, pane, pane - (1 - active) * LONG_AGO));
            return NEVER;
        }
        long before = segment[at + 1];
        int activeAge = age(before, pane);
        segment[at + 1] = entry(slot, pane, pane - (1 - active) * activeAge);
        return age(before >>> PANE_BITS, pane) << AGE_BITS | activeAge;
    }

    private static long entry(int slot, int seen, int active) {
        return (long) slot << 2 * PANE_BITS | (long) (seen & PANE_MASK) << PANE_BITS | active & PANE_MASK;
    }

    private static int age(long before, int pane) {
        return Math.min(LONG_AGO, (pane - (int) before) & PANE_MASK);
    }

    /**
     * Takes out pairs that have left the window, at a few places: two for each pair that came in since the last time,
     * by which the table stays bounded even when every signal is of a new one, and some more.
     */
    void sweep(int pane, int more) {
        int places = 2 * inserted + more;
        inserted = 0;
        long[] segment = segments[sweptSegment];
        for (int i = 0; i < places; i++) {
            while (segment[sweptPlace] != 0 && age(segment[sweptPlace + 1] >>> PANE_BITS, pane) == LONG_AGO) {
                closeGap(segment, sweptPlace);
                sizes[sweptSegment]--;
                size--;
            }
            sweptPlace += 2;
            if (sweptPlace == segment.length) {
                sweptPlace = 0;
                sweptSegment = (sweptSegment + 1) & (SEGMENTS - 1);
                segment = segments[sweptSegment];
            }
        }
    }

    private static int segmentOf(long key) {
        return (int) (key >>> (64 - SEGMENT_BITS));
    }

    private static int home(long[] segment, long key) {
        return ((int) key << 1) & (segment.length - 2);
    }

    private static int find(long[] segment, long key) {
        int mask = segment.length - 2;
        int at = home(segment, key);
        while (segment[at] != key && segment[at] != 0) {
            at = (at + 2) & mask;
        }
        return at;
    }

    private void insert(int s, long[] segment, int at, long key, long entry) {
        segment[at] = key;
        segment[at + 1] = entry;
        size++;
        inserted++;
        // At most three quarters full.
        if (8 * ++sizes[s] > 3 * segment.length) {
            grow(s);
        }
    }

    private void grow(int s) {
        long[] old = segments[s];
        long[] grown = new long[old.length * 2];
        for (int i = 0; i < old.length; i += 2) {
            if (old[i] != 0) {
                int at = find(grown, old[i]);
                grown[at] = old[i];
                grown[at + 1] = old[i + 1];
            }
        }
        segments[s] = grown;
        if (s == sweptSegment) {
            sweptPlace = 0;
        }
    }

    private static void closeGap(long[] segment, int from) {
        int mask = segment.length - 2;
        int gap = from;
        int at = (gap + 2) & mask;
        while (segment[at] != 0) {
            if (((at - home(segment, segment[at])) & mask) >= ((at - gap) & mask)) {
                segment[gap] = segment[at];
                segment[gap + 1] = segment[at + 1];
                gap = at;
            }
            at = (at + 2) & mask;
        }
        segment[gap] = 0;
        segment[gap + 1] = 0;
    }
}
