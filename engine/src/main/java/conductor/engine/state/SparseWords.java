package conductor.engine.state;

import java.util.Arrays;

/**
 * Far words that few rows have: a row gets its block with the first word that is not zero, and keeps it until it goes. Where the block is
 * stands in a local word of the row (its number + 1).
 */
public final class SparseWords implements FarWords {
    private static final int PAGE_BITS = 10;
    private static final int PAGE_MASK = (1 << PAGE_BITS) - 1;

    private final RowTable rows;
    private final int localWord;
    private final int first;
    private final int words;
    private final Slots blocks;
    private final long[][] pages;

    private SparseWords(RowTable rows, int localWord) {
        this.rows = rows;
        this.localWord = localWord;
        this.first = rows.nearWords();
        this.words = rows.hashedWords() - first;
        this.blocks = new Slots(rows.capacity());
        this.pages = new long[(rows.capacity() >>> PAGE_BITS) + 1][];
    }

    /**
     * Keeps the far words of a table that has no row yet.
     *
     * @param localWord one of the table's that nobody else uses.
     */
    public static SparseWords of(RowTable rows, int localWord) {
        SparseWords far = new SparseWords(rows, localWord);
        rows.keepFar(far);
        return far;
    }

    @Override
    public void begin(int slot) {
        // A row begins without a block.
    }

    @Override
    public long get(int slot, int word) {
        assert word >= first && word < first + words : word;
        int block = block(slot);
        return block == RowTable.NONE ? 0 : pages[block >>> PAGE_BITS][at(block) + word - first];
    }

    @Override
    public void set(int slot, int word, long value) {
        long old = get(slot, word);
        if (old != value) {
            int block = block(slot) == RowTable.NONE ? newBlock(slot) : block(slot);
            pages[block >>> PAGE_BITS][at(block) + word - first] = value;
            rows.changed(slot, word, value - old);
        }
    }

    private int newBlock(int slot) {
        int block = blocks.take();
        if (pages[block >>> PAGE_BITS] == null) {
            pages[block >>> PAGE_BITS] = new long[(PAGE_MASK + 1) * words];
        }
        rows.setLocal(slot, localWord, block + 1);
        return block;
    }

    @Override
    public void clear(int slot) {
        int block = block(slot);
        if (block == RowTable.NONE) {
            return;
        }
        long[] page = pages[block >>> PAGE_BITS];
        for (int word = first; word < first + words; word++) {
            rows.changed(slot, word, -page[at(block) + word - first]);
        }
        Arrays.fill(page, at(block), at(block) + words, 0);
        blocks.giveBack(block);
        rows.setLocal(slot, localWord, 0);
    }

    /** Rows that have a block. */
    int blocks() {
        return blocks.size();
    }

    private int block(int slot) {
        return (int) rows.get(slot, localWord) - 1;
    }

    private int at(int block) {
        return (block & PAGE_MASK) * words;
    }
}
