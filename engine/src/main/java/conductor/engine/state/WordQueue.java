package conductor.engine.state;

import java.util.Arrays;

/**
 * First in, first out: 64-bit words in pages. It grows and moves on by a page at a time and never copies what it holds; pages that are
 * empty are used again, so a queue that has been as long as it gets allocates nothing.
 */
public final class WordQueue {
    private static final int PAGE_BITS = 12;
    private static final int PAGE_MASK = (1 << PAGE_BITS) - 1;

    /** Ring of pages; those between the last and the first wait to be used. */
    private long[][] pages = new long[2][];
    /** Number of the first word and of the one behind the last, counted from the page in place 0. */
    private long first;

    private long end;

    public WordQueue() {
        pages[0] = new long[PAGE_MASK + 1];
    }

    /** Words in the queue. */
    public long size() {
        return end - first;
    }

    /** The word at a place, 0 is the first; there must be one. */
    public long get(long place) {
        long at = first + place;
        return page(at)[(int) at & PAGE_MASK];
    }

    /** Replaces the word at a place; there must be one. */
    public void set(long place, long word) {
        long at = first + place;
        page(at)[(int) at & PAGE_MASK] = word;
    }

    /** Adds a word behind the last. */
    public void add(long word) {
        if ((end & PAGE_MASK) == 0) {
            addPage();
        }
        page(end)[(int) end & PAGE_MASK] = word;
        end++;
    }

    /** Removes the first word; there must be one. */
    public void removeFirst() {
        first++;
    }

    private long[] page(long at) {
        return pages[(int) (at >>> PAGE_BITS) & (pages.length - 1)];
    }

    private void addPage() {
        if ((end >>> PAGE_BITS) - (first >>> PAGE_BITS) == pages.length) {
            long[][] old = pages;
            pages = Arrays.copyOf(old, 2 * old.length);
            for (long p = first >>> PAGE_BITS; p < end >>> PAGE_BITS; p++) {
                pages[(int) p & (pages.length - 1)] = old[(int) p & (old.length - 1)];
            }
            for (long p = end >>> PAGE_BITS; p < (first >>> PAGE_BITS) + pages.length; p++) {
                pages[(int) p & (pages.length - 1)] = null;
            }
        }
        int at = (int) (end >>> PAGE_BITS) & (pages.length - 1);
        if (pages[at] == null) {
            pages[at] = new long[PAGE_MASK + 1];
        }
    }
}
