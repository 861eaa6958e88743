package conductor.engine.state;

import java.util.Arrays;

/**
 * From a 64-bit key (not 0, and without a pattern, as keyed hashes are) to one 64-bit word that stands beside it: a look-up waits for the
 * cache line of the entry and there is no row elsewhere. An entry takes 19 to 24 bytes.
 *
 * <p>Extendible hashing (Fagin, Nievergelt, Pippenger, Strong 1979): the first bits of a key choose a segment from a directory; a segment
 * grows by a quarter until it is full, then splits in two. So no insertion moves more than some thousand entries, however many there are,
 * and a small map is one small array. Within a segment, linear probing with the entries in the order of their keys (ordered hash tables:
 * Amble and Knuth 1974): the place of a key is its share of the segment, so a search ends at the first larger key, and deletion shifts back.
 *
 * <pre>
 *   segment:  | places | depth | entries | - | key | word | key | word | ... | room for what the last places push on |      key 0 = empty
 *   handle:   place in the directory (18 bits) | entry in the segment (13 bits)
 * </pre>
 *
 * <p>Entries may die in a crowd: the owner says of a word whether it is dead, and those that are leave when their segment grows. A map that
 * has reached its size allocates nothing. The order of entries decides nothing.
 */
public final class WordMap {
    /** The answer where there is no entry. */
    public static final int NONE = -1;

    /** Says which entries may go. */
    public interface Dead {
        /** Whether the entry with this word is of no use any more. */
        boolean dead(long word);
    }

    private enum NeverDead implements Dead {
        NEVER;

        @Override
        public boolean dead(long word) {
            return false;
        }
    }

    private static final int ENTRY_BITS = 13;
    private static final int ENTRY_MASK = (1 << ENTRY_BITS) - 1;
    private static final int DIRECTORY_BITS_MAX = Integer.SIZE - 1 - ENTRY_BITS;
    private static final int FIRST_PLACES = 16;
    private static final int PLACES_MAX = 4_096;
    /** Most entries that a segment is expected to get when room is made for them before they come: one that gets more by chance does not split. */
    private static final int RESERVED = 2_700;
    /** Places behind the last one, for entries that were pushed on. */
    private static final int ROOM = 64;

    /** Words in a cache line: there are always more behind the last place. */
    private static final int NEAR = 8;

    private static final int PLACES = 0;
    private static final int DEPTH = 1;
    private static final int ENTRIES = 2;
    private static final int FIRST = 4;
    /** Words of the longest segment whose entries a handle can tell apart. */
    private static final int LENGTH_MAX = FIRST + (2 << ENTRY_BITS);

    private final Dead dead;
    private long[][] directory = {made(FIRST_PLACES, 0)};
    private int directoryBits;
    private long size;

    /** @param dead asked when a segment is too full. */
    public WordMap(Dead dead) {
        this.dead = dead;
    }

    /** A map in which no entry dies before it is removed. */
    public WordMap() {
        this(NeverDead.NEVER);
    }

    private static long[] made(int places, int depth) {
        int length = FIRST + 2 * (places + ROOM);
        requireHandles(length <= LENGTH_MAX);
        long[] segment = new long[length];
        segment[PLACES] = places;
        segment[DEPTH] = depth;
        return segment;
    }

    /** A handle has so many bits for the entry: more than they can tell apart come only of keys that share their first bits. */
    private static void requireHandles(boolean enough) {
        if (!enough) {
            throw new IllegalStateException("too many keys lie close together: the keys of this map must be hashes");
        }
    }

    /**
     * Makes the map as large as so many entries need; it must be empty. They may then come in the order of their keys, as they do from another
     * map: otherwise they would fill one end of a segment after the other, and every one would be pushed on far.
     */
    public void reserve(long expected) {
        if (size != 0) {
            throw new IllegalStateException("room is made for " + expected + " entries where there are " + size);
        }
        int bits = 0;
        while (bits < DIRECTORY_BITS_MAX && expected >>> bits > RESERVED) {
            bits++;
        }
        int entries = (int) Math.min(RESERVED, expected >>> bits);
        directoryBits = bits;
        directory = new long[1 << bits][];
        for (int place = 0; place < directory.length; place++) {
            directory[place] = made(roomy(entries), bits);
        }
    }

    /** Entries, dead ones included. */
    public long size() {
        return size;
    }

    /** Where an entry is, or {@link #NONE}; good until the next {@link #put} or {@link #remove}. */
    public int find(long key) {
        int place = directoryPlace(key);
        long[] segment = directory[place];
        int at = search(segment, key);
        return segment[at] == key && key != 0 ? handle(place, at) : NONE;
    }

    /**
     * Reads the place where a key belongs and a line further, where most of those are that were pushed on, so that a look-up soon after finds
     * them in the cache; the value means nothing.
     */
    public long touch(long key) {
        long[] segment = directory[directoryPlace(key)];
        int home = home(segment, key);
        return segment[home] ^ segment[home + NEAR];
    }

    /** The word of a key, or the given one if it is not there. */
    public long word(long key, long absent) {
        long[] segment = directory[directoryPlace(key)];
        int at = search(segment, key);
        return segment[at] == key && key != 0 ? segment[at + 1] : absent;
    }

    /** The word of an entry. */
    public long wordAt(int handle) {
        return directory[handle >>> ENTRY_BITS][at(handle) + 1];
    }

    /** Writes the word of an entry. */
    public void setWordAt(int handle, long word) {
        directory[handle >>> ENTRY_BITS][at(handle) + 1] = word;
    }

    /** The key of an entry. */
    public long keyAt(int handle) {
        return directory[handle >>> ENTRY_BITS][at(handle)];
    }

    /**
     * Adds an entry for a key that has none, and returns where it is.
     *
     * @throws IllegalStateException if so many keys lie close together that they cannot be hashes.
     */
    public int put(long key, long word) {
        int at = insert(directory[directoryPlace(key)], key, word);
        while (at == NONE) {
            makeRoom(directoryPlace(key));
            at = insert(directory[directoryPlace(key)], key, word);
        }
        size++;
        return handle(directoryPlace(key), at);
    }

    /** Removes an entry. */
    public void remove(int handle) {
        long[] segment = directory[handle >>> ENTRY_BITS];
        int gap = at(handle);
        int next = gap + 2;
        while (segment[next] != 0 && home(segment, segment[next]) < next) {
            next += 2;
        }
        System.arraycopy(segment, gap + 2, segment, gap, next - gap - 2);
        segment[next - 2] = 0;
        segment[next - 1] = 0;
        segment[ENTRIES]--;
        size--;
    }

    /** The entry after this one in no particular order, {@link #NONE} after the last; begin with {@link #NONE}. */
    public int next(int handle) {
        int place = handle == NONE ? 0 : handle >>> ENTRY_BITS;
        int at = handle == NONE ? FIRST : at(handle) + 2;
        while (place < directory.length) {
            long[] segment = directory[place];
            for (; at < segment.length; at += 2) {
                if (segment[at] != 0) {
                    return handle(place, at);
                }
            }
            at = FIRST;
            place += 1 << (directoryBits - (int) segment[DEPTH]);
        }
        return NONE;
    }

    /** Removes all entries that are dead. */
    public void sweep() {
        for (int place = 0; place < directory.length; place += 1 << (directoryBits - (int) directory[place][DEPTH])) {
            long[] old = directory[place];
            long[] living = rebuilt(old, FIRST, old.length, (int) old[PLACES], (int) old[DEPTH]);
            replace(place, living);
            size -= old[ENTRIES] - living[ENTRIES];
        }
    }

    /** Bytes that the map takes, with the room between entries. */
    public long bytes() {
        long words = 0;
        for (int place = 0; place < directory.length; place += 1 << (directoryBits - (int) directory[place][DEPTH])) {
            words += directory[place].length;
        }
        return Long.BYTES * words + (long) Integer.BYTES * directory.length;
    }

    private int directoryPlace(long key) {
        // Shifted twice: a shift by 64 would be one by 0.
        return (int) (key >>> 1 >>> (Long.SIZE - 1 - directoryBits));
    }

    private static int handle(int place, int at) {
        return place << ENTRY_BITS | (at - FIRST) >>> 1;
    }

    private static int at(int handle) {
        return FIRST + 2 * (handle & ENTRY_MASK);
    }

    /** Where a key belongs: as far in the segment as the key is among all keys of it. */
    private static int home(long[] segment, long key) {
        return FIRST + 2 * (int) ((key << segment[DEPTH] >>> Integer.SIZE) * segment[PLACES] >>> Integer.SIZE);
    }

    /** Where the key is, or where it would have to be put. */
    private static int search(long[] segment, long key) {
        int at = home(segment, key);
        long found = segment[at];
        while (found != 0 && Long.compareUnsigned(found, key) < 0) {
            at += 2;
            found = segment[at];
        }
        return at;
    }

    /** Puts an entry in its place and pushes on those behind it; {@link #NONE} when the segment is too full. */
    private static int insert(long[] segment, long key, long word) {
        int at = search(segment, key);
        int gap = at;
        while (segment[gap] != 0) {
            gap += 2;
        }
        // The last place stays empty: it ends every search.
        if (32 * segment[ENTRIES] >= 27 * segment[PLACES] || gap + 4 > segment.length) {
            return NONE;
        }
        System.arraycopy(segment, at, segment, at + 2, gap - at);
        segment[at] = key;
        segment[at + 1] = word;
        segment[ENTRIES]++;
        return at;
    }

    /** Lets the dead go from a segment; if that is not enough it grows, and if it is large already, splits. */
    private void makeRoom(int place) {
        long[] old = directory[place];
        int places = (int) old[PLACES];
        int depth = (int) old[DEPTH];
        long[] living = rebuilt(old, FIRST, old.length, places, depth);
        if (4 * living[ENTRIES] < 3 * old[ENTRIES]) {
            replace(place, living);
        } else if (places < PLACES_MAX || depth == DIRECTORY_BITS_MAX) {
            replace(place, rebuilt(living, FIRST, living.length, places + Math.max(FIRST_PLACES, places / 4), depth));
        } else {
            split(place, living);
        }
        size -= old[ENTRIES] - living[ENTRIES];
    }

    private void split(int place, long[] living) {
        int depth = (int) living[DEPTH];
        if (depth == directoryBits) {
            doubleDirectory();
            split(2 * place, living);
            return;
        }
        int halves = 1 << (directoryBits - depth - 1);
        int middle = FIRST;
        int first = place & -2 * halves;
        long bit = Long.MIN_VALUE >>> depth;
        int lower = 0;
        for (int at = FIRST; at < living.length; at += 2) {
            if (living[at] != 0 && (living[at] & bit) == 0) {
                lower++;
                middle = at + 2;
            }
        }
        int upper = (int) living[ENTRIES] - lower;
        Arrays.fill(directory, first, first + halves, rebuilt(living, FIRST, middle, roomy(lower), depth + 1));
        Arrays.fill(
                directory,
                first + halves,
                first + 2 * halves,
                rebuilt(living, middle, living.length, roomy(upper), depth + 1));
    }

    /** Places for so many entries that the next quarter of them fits, unless that takes another split. */
    private static int roomy(int entries) {
        return Math.min(PLACES_MAX, Math.max(FIRST_PLACES, entries * 3 / 2));
    }

    private void doubleDirectory() {
        long[][] doubled = new long[2 * directory.length][];
        for (int place = 0; place < doubled.length; place++) {
            doubled[place] = directory[place >>> 1];
        }
        directory = doubled;
        directoryBits++;
    }

    private void replace(int place, long[] segment) {
        int same = 1 << (directoryBits - (int) segment[DEPTH]);
        int first = place & -same;
        Arrays.fill(directory, first, first + same, segment);
    }

    /** A segment with more room behind its last place: many of its keys lie close together. */
    private static long[] longer(long[] segment) {
        int length = Math.min(segment.length + segment.length / 4 & -2, LENGTH_MAX);
        requireHandles(length > segment.length);
        return Arrays.copyOf(segment, length);
    }

    /** The living entries of a part of a segment in a new one; they come in order, so each goes to its place or behind the one before. */
    private long[] rebuilt(long[] old, int from, int to, int places, int depth) {
        long[] segment = made(places, depth);
        int end = FIRST;
        for (int at = from; at < to; at += 2) {
            if (old[at] != 0 && !dead.dead(old[at + 1])) {
                end = Math.max(end, home(segment, old[at]));
                if (end + 4 > segment.length) {
                    segment = longer(segment);
                }
                segment[end] = old[at];
                segment[end + 1] = old[at + 1];
                segment[ENTRIES]++;
                end += 2;
            }
        }
        return segment;
    }
}
