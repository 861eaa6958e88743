package conductor.engine.state;

/** Far words of which every row has all, in pages as the table's own. */
public final class PagedWords implements FarWords {
    private final RowTable rows;
    private final int first;
    private final int words;
    private final int pageBits;
    private final int pageMask;
    private final long[][] pages;

    private PagedWords(RowTable rows) {
        this.rows = rows;
        this.first = rows.nearWords();
        this.words = rows.hashedWords() - first;
        this.pageBits = RowTable.pageBits(Math.max(1, words));
        this.pageMask = (1 << pageBits) - 1;
        this.pages = new long[(rows.capacity() >>> pageBits) + 1][];
    }

    /** Keeps the far words of a table that has no row yet. */
    public static PagedWords of(RowTable rows) {
        PagedWords far = new PagedWords(rows);
        rows.keepFar(far);
        return far;
    }

    @Override
    public void begin(int slot) {
        if (pages[slot >>> pageBits] == null) {
            pages[slot >>> pageBits] = new long[(pageMask + 1) * words];
        }
    }

    @Override
    public long get(int slot, int word) {
        return pages[slot >>> pageBits][at(slot, word)];
    }

    @Override
    public void set(int slot, int word, long value) {
        long[] page = pages[slot >>> pageBits];
        int at = at(slot, word);
        long old = page[at];
        if (old != value) {
            rows.changed(slot, word, value - old);
            page[at] = value;
        }
    }

    @Override
    public void clear(int slot) {
        for (int word = first; word < first + words; word++) {
            set(slot, word, 0);
        }
    }

    private int at(int slot, int word) {
        assert word >= first && word < first + words : word;
        return (slot & pageMask) * words + word - first;
    }
}
