package conductor.bench.peers;

import conductor.engine.state.Hashing;

/**
 * In which pane each (session, user) pair was last seen, and last active. Built like {@link conductor.engine.state.KeyIndex}: open
 * addressing in segments that grow one by one, deletion that shifts back, but with the two panes in the place of a slot, so that a look-up waits
 * for one cache line and no row has to be fetched after it:
 *
 * <pre>
 *   segment:  | key | last seen, last active | key | ...      key 0 = empty; pane 0 = never
 * </pre>
 *
 * Pairs that have left the window are taken out by {@link #sweep}, a few places at a time.
 */
final class PairTable {
    private static final int SEGMENT_BITS = 10;
    private static final int SEGMENTS = 1 << SEGMENT_BITS;

    private final long[][] segments = new long[SEGMENTS][];
    private final int[] sizes = new int[SEGMENTS];
    private int sweptSegment;
    private int sweptPlace;
    private int size;

    /** @param pairs for how many there is room before a segment grows, in all; a power of two times 1,024. */
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

    /** Reads the places where some keys belong, all at once, so that they are near soon after; the value means nothing. */
    long touch(long[] keys, int count) {
        long read = 0;
        for (int i = 0; i < count; i++) {
            long hash = Hashing.mix(keys[i]);
            long[] segment = segments[(int) (hash >>> (64 - SEGMENT_BITS))];
            read += segment[home(segment, hash)];
        }
        return read;
    }

    /** A guess at the pane in which a pair was last seen: that of whatever lies where its key belongs. */
    int lastSeen(long key) {
        long hash = Hashing.mix(key);
        long[] segment = segments[(int) (hash >>> (64 - SEGMENT_BITS))];
        return (int) (segment[home(segment, hash) + 1] >>> 32);
    }

    /**
     * Notes that a pair is seen.
     *
     * @param key not 0.
     * @param pane now, above 0.
     * @return what was known before: pane of the last time seen in the high half, of the last time active in the low one.
     */
    long see(long key, int pane, boolean active) {
        long hash = Hashing.mix(key);
        int s = (int) (hash >>> (64 - SEGMENT_BITS));
        long[] segment = segments[s];
        int mask = segment.length - 2;
        int at = home(segment, hash);
        while (segment[at] != key) {
            if (segment[at] == 0) {
                insert(s, segment, at, key, (long) pane << 32 | (active ? pane : 0));
                return 0;
            }
            at = (at + 2) & mask;
        }
        long before = segment[at + 1];
        segment[at + 1] = (long) pane << 32 | (active ? pane : before & 0xffffffffL);
        return before;
    }

    /** Looks at some places, one after the other, and takes out pairs that were last seen in this pane or before. */
    void sweep(int places, int lastPane) {
        long[] segment = segments[sweptSegment];
        for (int i = 0; i < places; i++) {
            while (segment[sweptPlace] != 0 && (int) (segment[sweptPlace + 1] >>> 32) <= lastPane) {
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

    private static int home(long[] segment, long hash) {
        return ((int) hash << 1) & (segment.length - 2);
    }

    private void insert(int s, long[] segment, int at, long key, long panes) {
        segment[at] = key;
        segment[at + 1] = panes;
        size++;
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
                int at = home(grown, Hashing.mix(old[i]));
                while (grown[at] != 0) {
                    at = (at + 2) & (grown.length - 2);
                }
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
            int home = home(segment, Hashing.mix(segment[at]));
            if (((at - home) & mask) >= ((at - gap) & mask)) {
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
