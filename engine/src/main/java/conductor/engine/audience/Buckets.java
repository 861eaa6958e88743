package conductor.engine.audience;

import conductor.engine.state.FarWords;
import conductor.engine.state.RowTable;
import conductor.engine.state.Slots;

/**
 * What was counted of each of a session's last 60 seconds: four counts up to {@value #MAX}, seen and hashed as a word of 16 bits each. In most
 * sessions all of them are small, so only their low bytes are kept with every session; one gets a block for the high bytes with the first count that is larger, and
 * keeps it until it goes. Where that is stands in the session's row (its number + 1). So a signal writes low bytes, whatever its session, but one in 256.
 *
 * <pre>
 *   low:   | second 0 of a session: 8 | 8 | 8 | 8 | second 1 ... | second 59 | second 0 of the next ...
 *   high:  the same of the sessions that have a block
 * </pre>
 */
final class Buckets implements FarWords {
    static final int MAX = 0xffff;

    private static final int SLOT_BITS = 9;
    private static final int SLOT_MASK = (1 << SLOT_BITS) - 1;
    private static final int BLOCK_BITS = 7;
    private static final int BLOCK_MASK = (1 << BLOCK_BITS) - 1;
    private static final int BYTE_MAX = 0xff;
    private static final long LOW_BYTES = 0x00ff_00ff_00ff_00ffL;
    private static final long LOW_HALVES = 0x0000_ffff_0000_ffffL;

    private final RowTable rows;
    private final int blockWord;
    private final int blockHalf;
    private final int first;
    private final int seconds;
    private final int[][] low;
    private final Slots blocks;
    private final int[][] high;

    private Buckets(RowTable rows, int blockWord, int blockHalf) {
        this.rows = rows;
        this.blockWord = blockWord;
        this.blockHalf = blockHalf;
        this.first = rows.nearWords();
        this.seconds = rows.hashedWords() - first;
        this.low = new int[(rows.capacity() >>> SLOT_BITS) + 1][];
        this.blocks = new Slots(rows.capacity());
        this.high = new int[(rows.capacity() >>> BLOCK_BITS) + 1][];
    }

    /**
     * Keeps the far words of a table of sessions that has no row yet.
     *
     * @param blockWord local word of the table in which this half is free.
     */
    static Buckets of(RowTable rows, int blockWord, int blockHalf) {
        Buckets far = new Buckets(rows, blockWord, blockHalf);
        rows.keepFar(far);
        return far;
    }

    @Override
    public void begin(int slot) {
        if (low[slot >>> SLOT_BITS] == null) {
            low[slot >>> SLOT_BITS] = new int[(SLOT_MASK + 1) * seconds];
        }
    }

    /** Reads where a word is; the value means nothing. */
    long touch(int slot, int word) {
        return low[slot >>> SLOT_BITS][at(slot, word)];
    }

    @Override
    public long get(int slot, int word) {
        long counts = spread(low[slot >>> SLOT_BITS][at(slot, word)]);
        int block = block(slot);
        return block == RowTable.NONE ? counts : counts | spread(high[block >>> BLOCK_BITS][atHigh(block, word)]) << 8;
    }

    /**
     * Adds to two counts of a second if the high byte of neither changes.
     *
     * @param field place of the count that goes up by one.
     * @param otherField place of the one that goes up by {@code more}, 0 or 1.
     * @return false if nothing was added.
     */
    boolean add(int slot, int word, int field, int otherField, int more) {
        int[] page = low[slot >>> SLOT_BITS];
        int at = at(slot, word);
        int counts = page[at];
        if ((counts >>> (field << 3) & BYTE_MAX) == BYTE_MAX
                || (counts >>> (otherField << 3) & BYTE_MAX) + more > BYTE_MAX) {
            return false;
        }
        page[at] = counts + (1 << (field << 3)) + (more << (otherField << 3));
        rows.changed(slot, word, (1L << (field << 4)) + ((long) more << (otherField << 4)));
        return true;
    }

    @Override
    public void set(int slot, int word, long counts) {
        long old = get(slot, word);
        if ((counts & ~LOW_BYTES) != 0 && block(slot) == RowTable.NONE) {
            giveBlock(slot);
        }
        low[slot >>> SLOT_BITS][at(slot, word)] = gather(counts & LOW_BYTES);
        int block = block(slot);
        if (block != RowTable.NONE) {
            high[block >>> BLOCK_BITS][atHigh(block, word)] = gather(counts >>> 8 & LOW_BYTES);
        }
        rows.changed(slot, word, counts - old);
    }

    /** Makes the counts of a second 0; returns what they were. */
    long take(int slot, int word) {
        if (block(slot) != RowTable.NONE) {
            long counts = get(slot, word);
            set(slot, word, 0);
            return counts;
        }
        int[] page = low[slot >>> SLOT_BITS];
        int at = at(slot, word);
        if (page[at] == 0) {
            return 0;
        }
        long counts = spread(page[at]);
        page[at] = 0;
        rows.changed(slot, word, -counts);
        return counts;
    }

    private void giveBlock(int slot) {
        int block = blocks.take();
        if (high[block >>> BLOCK_BITS] == null) {
            high[block >>> BLOCK_BITS] = new int[(BLOCK_MASK + 1) * seconds];
        }
        rows.setLocalInt(slot, blockWord, blockHalf, block + 1);
    }

    @Override
    public void clear(int slot) {
        for (int word = first; word < first + seconds; word++) {
            set(slot, word, 0);
        }
        if (block(slot) != RowTable.NONE) {
            blocks.giveBack(block(slot));
            rows.setLocalInt(slot, blockWord, blockHalf, 0);
        }
    }

    /** Sessions that have a block for high bytes. */
    int blocks() {
        return blocks.size();
    }

    private int block(int slot) {
        return rows.getInt(slot, blockWord, blockHalf) - 1;
    }

    private int at(int slot, int word) {
        assert word >= first && word < first + seconds : word;
        return (slot & SLOT_MASK) * seconds + word - first;
    }

    private int atHigh(int block, int word) {
        return (block & BLOCK_MASK) * seconds + word - first;
    }

    /** Four bytes as four counts of 16 bits. */
    private static long spread(int bytes) {
        long halves = (bytes & 0xffff_ffffL | (long) bytes << 16) & LOW_HALVES;
        return (halves | halves << 8) & LOW_BYTES;
    }

    /** Four counts that fit into bytes. */
    private static int gather(long counts) {
        long halves = (counts | counts >>> 8) & LOW_HALVES;
        return (int) (halves | halves >>> 16);
    }
}
