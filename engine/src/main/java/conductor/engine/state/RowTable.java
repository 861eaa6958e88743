package conductor.engine.state;

import java.util.Arrays;

/**
 * Rows of 64-bit words addressed by slot, with an incremental hash. A row is its key (word 0), the other hashed words, and
 * local words (links between slots) that are no state of their own and stay out of the hash.
 *
 * <pre>
 *   row:  | key | hashed words ...            | local words ... |
 *   word: 0     1                 hashedWords                   hashedWords + localWords
 * </pre>
 *
 * <p>The capacity is a limit. Memory is taken a page at a time when the table is fuller than it ever was, so a table that has
 * reached its size allocates nothing. Slots of freed rows are used again, last freed first; slot numbers decide nothing.
 */
public final class RowTable {
    /** The answer where there is no slot. */
    public static final int NONE = -1;

    /** Words in a cache line of today's machines. */
    public static final int LINE_WORDS = 8;

    private static final int PAGE_WORDS_BITS = 15;
    /** Rows that can be free at once before there is need for more room to note them. */
    private static final int FIRST_FREE = 4_096;

    private final int capacity;
    private final int hashedWords;
    private final int words;
    private final int pageBits;
    private final int pageMask;
    private final long seed;
    private final long[][] pages;
    private int[] free;
    private int freeCount;
    private int used;
    private long hash;

    /**
     * @param capacity most rows.
     * @param hashedWords words that are state, key included.
     * @param localWords further words that are not.
     * @param tableId makes equal rows of different tables hash differently.
     */
    public RowTable(int capacity, int hashedWords, int localWords, int tableId) {
        this.capacity = capacity;
        this.hashedWords = hashedWords;
        this.words = hashedWords + localWords;
        this.pageBits = Math.max(0, PAGE_WORDS_BITS - (32 - Integer.numberOfLeadingZeros(words - 1)));
        this.pageMask = (1 << pageBits) - 1;
        this.seed = Hashing.mix(tableId);
        this.free = new int[Math.min(capacity, FIRST_FREE)];
        this.pages = new long[(capacity >>> pageBits) + 1][];
    }

    /** Whether no further row can be had. */
    public boolean full() {
        return freeCount == 0 && used == capacity;
    }

    /** Rows in use. */
    public int size() {
        return used - freeCount;
    }

    /** A zeroed row with this key (not 0); {@link #NONE} when the table is full. */
    public int allocate(long key) {
        int slot;
        if (freeCount > 0) {
            slot = free[--freeCount];
        } else if (used < capacity) {
            slot = used++;
            if (pages[slot >>> pageBits] == null) {
                pages[slot >>> pageBits] = new long[(pageMask + 1) * words];
            }
        } else {
            return NONE;
        }
        pages[slot >>> pageBits][(slot & pageMask) * words] = key;
        hash += Hashing.contribution(key + seed, 0, key);
        return slot;
    }

    /**
     * A zeroed row at a slot that another table has allocated. Tables that share slots claim and {@link #clear}; they never
     * allocate or free.
     */
    public void claim(int slot, long key) {
        if (pages[slot >>> pageBits] == null) {
            pages[slot >>> pageBits] = new long[(pageMask + 1) * words];
        }
        used = Math.max(used, slot + 1);
        pages[slot >>> pageBits][(slot & pageMask) * words] = key;
        hash += Hashing.contribution(key + seed, 0, key);
    }

    /** Clears a row and gives its slot back. */
    public void free(int slot) {
        clear(slot);
        if (freeCount == free.length) {
            free = Arrays.copyOf(free, Math.min(capacity, free.length * 2));
        }
        free[freeCount++] = slot;
    }

    /** Clears a row that was claimed. */
    public void clear(int slot) {
        long[] page = pages[slot >>> pageBits];
        int base = (slot & pageMask) * words;
        long key = page[base];
        for (int word = 0; word < hashedWords; word++) {
            hash -= Hashing.contribution(key + seed, word, page[base + word]);
        }
        Arrays.fill(page, base, base + words, 0);
    }

    /** The key of a row, 0 for a slot that is not in use. */
    public long key(int slot) {
        return slot >= used || pages[slot >>> pageBits] == null
                ? 0
                : pages[slot >>> pageBits][(slot & pageMask) * words];
    }

    public long get(int slot, int word) {
        return pages[slot >>> pageBits][(slot & pageMask) * words + word];
    }

    /** Writes a hashed word. */
    public void set(int slot, int word, long value) {
        long[] page = pages[slot >>> pageBits];
        int base = (slot & pageMask) * words;
        long old = page[base + word];
        if (old != value) {
            long rowSeed = page[base] + seed;
            hash += Hashing.contribution(rowSeed, word, value) - Hashing.contribution(rowSeed, word, old);
            page[base + word] = value;
        }
    }

    /** Writes a local word. */
    public void setLocal(int slot, int word, long value) {
        pages[slot >>> pageBits][(slot & pageMask) * words + word] = value;
    }

    /** One half of a word: half 0 is the low 32 bits, half 1 the high. */
    public int getInt(int slot, int word, int half) {
        return (int) (get(slot, word) >>> (half << 5));
    }

    /** Writes one half of a hashed word. */
    public void setInt(int slot, int word, int half, int value) {
        set(slot, word, withHalf(get(slot, word), half, value));
    }

    /** Writes one half of a local word. */
    public void setLocalInt(int slot, int word, int half, int value) {
        setLocal(slot, word, withHalf(get(slot, word), half, value));
    }

    private static long withHalf(long word, int half, int value) {
        int shift = half << 5;
        return (word & ~(0xffffffffL << shift)) | ((value & 0xffffffffL) << shift);
    }

    /** Slots ever used: every row in use has a slot below this. */
    public int slotsEnd() {
        return used;
    }

    /** Words of a row that are state. */
    public int hashedWords() {
        return hashedWords;
    }

    /** The sum of the contributions of all hashed words, kept with every write. */
    public long hash() {
        return hash;
    }

    /** The same sum computed anew from the rows. */
    public long recomputeHash() {
        long sum = 0;
        for (int slot = 0; slot < used; slot++) {
            long key = key(slot);
            for (int word = 0; key != 0 && word < hashedWords; word++) {
                sum += Hashing.contribution(key + seed, word, get(slot, word));
            }
        }
        return sum;
    }
}
