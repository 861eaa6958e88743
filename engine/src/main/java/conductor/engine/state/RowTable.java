package conductor.engine.state;

import java.util.Arrays;

/**
 * Rows of 64-bit words addressed by slot, with an incremental hash. A row is its key (word 0), the other hashed words, and
 * local words (links between slots, sums of other words) that are no state of their own and stay out of the hash; these have negative numbers.
 * Words that are seldom needed, or that few rows have, can be kept far from the others ({@link FarWords}), so that what is needed all the time lies close together:
 *
 * <pre>
 *   near:  | factor | ... local words | key | hashed words ...  |      far:  | hashed words ...          |
 *   word:               -2         -1     0     1         nearWords        nearWords              hashedWords
 * </pre>
 *
 * <p>The capacity is a limit. Memory is taken a page at a time when the table is fuller than it ever was, so a table that has
 * reached its size allocates nothing. Slots of freed rows are used again, last freed first; slot numbers decide nothing.
 */
public final class RowTable {
    /** The answer where there is no slot. */
    public static final int NONE = -1;

    private static final int PAGE_WORDS_BITS = 15;

    private final int capacity;
    private final int hashedWords;
    private final int nearWords;
    private final int localWords;
    /** Words before the key: local ones and the factor. */
    private final int before;
    /** Words from one row of a page to the next. */
    private final int stride;

    private final int pageBits;
    private final int pageMask;
    private final long seed;
    /** What a word weighs in the hash of its row: odd numbers without a pattern. */
    private final long[] weights;

    private final long[][] pages;
    private final Slots slots;
    private FarWords far;
    private long hash;

    /**
     * @param capacity most rows.
     * @param hashedWords words that are state, key included.
     * @param localWords further words that are not.
     * @param tableId makes equal rows of different tables hash differently.
     */
    public RowTable(int capacity, int hashedWords, int localWords, int tableId) {
        this(capacity, hashedWords, hashedWords, localWords, tableId);
    }

    /**
     * The same with words apart: whoever keeps them must say so with {@link #keepFar} before there are rows.
     *
     * @param nearWords hashed words that are not far, at least 1.
     */
    public RowTable(int capacity, int hashedWords, int nearWords, int localWords, int tableId) {
        this.capacity = capacity;
        this.hashedWords = hashedWords;
        this.nearWords = nearWords;
        this.localWords = localWords;
        this.before = localWords + 1;
        this.stride = nearWords + before;
        this.pageBits = pageBits(stride);
        this.pageMask = (1 << pageBits) - 1;
        this.seed = Hashing.mix(tableId);
        this.weights = Hashing.weights(tableId, hashedWords);
        this.slots = new Slots(capacity);
        this.pages = new long[(capacity >>> pageBits) + 1][];
    }

    /** Gives the words from {@link #nearWords} on to somebody who keeps them. */
    public void keepFar(FarWords keeper) {
        far = keeper;
    }

    /** Rows of a size that a page holds: 2 to the power of this. */
    static int pageBits(int words) {
        return Math.max(0, PAGE_WORDS_BITS - (32 - Integer.numberOfLeadingZeros(words - 1)));
    }

    /** Whether no further row can be had. */
    public boolean full() {
        return slots.full();
    }

    /** Rows in use. */
    public int size() {
        return slots.size();
    }

    /** Most rows. */
    public int capacity() {
        return capacity;
    }

    /** A zeroed row with this key (not 0); {@link #NONE} when the table is full. */
    public int allocate(long key) {
        int slot = slots.take();
        if (slot != NONE) {
            begin(slot, key);
        }
        return slot;
    }

    private void begin(int slot, long key) {
        if (pages[slot >>> pageBits] == null) {
            pages[slot >>> pageBits] = new long[(pageMask + 1) * stride];
        }
        if (far != null) {
            far.begin(slot);
        }
        long[] page = pages[slot >>> pageBits];
        int base = base(slot);
        page[base] = key;
        page[base - before] = factor(key);
        hash += page[base - before] * weights[0] * key;
    }

    /** Where the key of a row is in its page. */
    private int base(int slot) {
        return (slot & pageMask) * stride + before;
    }

    /**
     * A zeroed row at a slot that another table has allocated. Tables that share slots claim and {@link #clear}; they never
     * allocate or free.
     */
    public void claim(int slot, long key) {
        slots.claim(slot);
        begin(slot, key);
    }

    /** Clears a row and gives its slot back. */
    public void free(int slot) {
        clear(slot);
        slots.giveBack(slot);
    }

    /** Clears a row that was claimed. */
    public void clear(int slot) {
        long[] page = pages[slot >>> pageBits];
        int base = base(slot);
        long sum = 0;
        for (int word = 0; word < nearWords; word++) {
            sum += weights[word] * page[base + word];
        }
        hash -= page[base - before] * sum;
        if (far != null) {
            far.clear(slot);
        }
        Arrays.fill(page, base - before, base + nearWords, 0);
    }

    /** The key of a row, 0 for a slot that is not in use. */
    public long key(int slot) {
        return slot >= slots.end() || pages[slot >>> pageBits] == null ? 0 : pages[slot >>> pageBits][base(slot)];
    }

    /** A near word, or a local one. */
    public long get(int slot, int word) {
        assert word < nearWords && word >= -localWords : word;
        return pages[slot >>> pageBits][base(slot) + word];
    }

    /** Any hashed word. */
    public long word(int slot, int word) {
        return word < nearWords ? get(slot, word) : far.get(slot, word);
    }

    /** Writes any hashed word. */
    public void setWord(int slot, int word, long value) {
        if (word < nearWords) {
            set(slot, word, value);
        } else {
            far.set(slot, word, value);
        }
    }

    /** Writes a near word that is hashed. */
    public void set(int slot, int word, long value) {
        assert word < nearWords && word > 0 : word;
        long[] page = pages[slot >>> pageBits];
        int base = base(slot);
        long old = page[base + word];
        if (old != value) {
            hash += page[base - before] * weights[word] * (value - old);
            page[base + word] = value;
        }
    }

    /** Copies near hashed words from {@code word} on, as many as there are places. */
    public void copyOut(int slot, int word, long[] into) {
        assert word > 0 && word + into.length <= nearWords : word;
        System.arraycopy(pages[slot >>> pageBits], base(slot) + word, into, 0, into.length);
    }

    /** Writes near hashed words from {@code word} on: the same as {@link #set} for each, at the cost of one for the hash. */
    public void copyIn(int slot, int word, long[] from) {
        assert word > 0 && word + from.length <= nearWords : word;
        long[] page = pages[slot >>> pageBits];
        int base = base(slot) + word;
        long sum = 0;
        for (int i = 0; i < from.length; i++) {
            sum += weights[word + i] * (from[i] - page[base + i]);
            page[base + i] = from[i];
        }
        hash += page[base(slot) - before] * sum;
    }

    /**
     * Takes the change of a word into the hash that is kept elsewhere.
     *
     * @param difference what it is now less what it was.
     */
    public void changed(int slot, int word, long difference) {
        hash += pages[slot >>> pageBits][base(slot) - before] * weights[word] * difference;
    }

    /** Writes a local word. */
    public void setLocal(int slot, int word, long value) {
        assert word < 0 && word >= -localWords : word;
        pages[slot >>> pageBits][base(slot) + word] = value;
    }

    /** One half of a near word: half 0 is the low 32 bits, half 1 the high. */
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
        return slots.end();
    }

    /** Words of a row that are state and not far. */
    public int nearWords() {
        return nearWords;
    }

    /** Words of a row that are state. */
    public int hashedWords() {
        return hashedWords;
    }

    /** By what the sum of a row's words is multiplied: an odd number without a pattern. */
    private long factor(long key) {
        return Hashing.mix(key + seed) | 1;
    }

    /**
     * Hash of all hashed words, kept with every write: the sum over all rows of a factor of the key times the sum of weighted words, modulo
     * 2^64. So a write costs the difference of the word times two odd numbers, and one that changes a single word always changes the hash.
     */
    public long hash() {
        return hash;
    }

    /** The same sum computed anew from the rows. */
    public long recomputeHash() {
        long total = 0;
        for (int slot = 0; slot < slots.end(); slot++) {
            long key = key(slot);
            long sum = 0;
            for (int word = 0; key != 0 && word < hashedWords; word++) {
                sum += weights[word] * word(slot, word);
            }
            total += factor(key) * sum;
        }
        return total;
    }
}
