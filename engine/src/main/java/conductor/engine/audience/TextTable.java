package conductor.engine.audience;

import conductor.engine.state.KeyIndex;
import conductor.engine.state.RowTable;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * A text that a decision keeps until it needs it: content that was made for it before it is published, and what the platform said of
 * a failure afterwards. Few decisions have one, so a full table does without ({@link #refused} counts), and templates are used.
 *
 * <pre>
 *   0 key: decision number   1 length | method   2 latency ms   3..258 bytes
 * </pre>
 */
final class TextTable {
    /** Decisions that can have a text at once. */
    static final int CAPACITY = 4_096;

    private static final int LENGTH_METHOD = 1;
    private static final int LATENCY = 2;
    private static final int TEXT = 3;
    private static final int TEXT_WORDS = 256;
    /** Bytes of the longest text. */
    static final int LENGTH_MAX = TEXT_WORDS * Long.BYTES;

    private static final int TABLE_ID = 12;
    private static final int SEGMENT_ENTRIES = 16;

    final RowTable rows;
    private final KeyIndex index = new KeyIndex(SEGMENT_ENTRIES);
    long refused;

    TextTable(int capacity) {
        this.rows = new RowTable(Math.min(capacity, CAPACITY), TEXT + TEXT_WORDS, 0, TABLE_ID);
    }

    /** Keeps a text in place of the one there may be. */
    void put(long decisionSeq, DirectBuffer text, int offset, int length, int method, long latencyMs) {
        int slot = index.get(decisionSeq);
        if (slot == RowTable.NONE) {
            slot = rows.allocate(decisionSeq);
            if (slot == RowTable.NONE) {
                refused++;
                return;
            }
            index.put(decisionSeq, slot);
        }
        rows.set(slot, LENGTH_METHOD, length | (long) method << 32);
        rows.set(slot, LATENCY, latencyMs);
        for (int word = 0; word * Long.BYTES < length; word++) {
            rows.set(slot, TEXT + word, word(text, offset + word * Long.BYTES, offset + length));
        }
    }

    private static long word(DirectBuffer text, int from, int end) {
        long word = 0;
        for (int i = 0; i < Long.BYTES && from + i < end; i++) {
            word |= (text.getByte(from + i) & 0xffL) << (i * 8);
        }
        return word;
    }

    /** Whether a decision has a text. */
    boolean has(long decisionSeq) {
        return index.get(decisionSeq) != RowTable.NONE;
    }

    /** Copies the text of a decision, which has one; returns its length. */
    int copy(long decisionSeq, MutableDirectBuffer to) {
        int slot = index.get(decisionSeq);
        int length = rows.getInt(slot, LENGTH_METHOD, 0);
        for (int i = 0; i < length; i++) {
            to.putByte(i, (byte) (rows.get(slot, TEXT + i / Long.BYTES) >>> (i % Long.BYTES * 8)));
        }
        return length;
    }

    /** Where the text of a decision came from. */
    int method(long decisionSeq) {
        return rows.getInt(index.get(decisionSeq), LENGTH_METHOD, 1);
    }

    int latencyMs(long decisionSeq) {
        return (int) rows.get(index.get(decisionSeq), LATENCY);
    }

    /** Forgets the text of a decision, if it has one. */
    void remove(long decisionSeq) {
        int slot = index.get(decisionSeq);
        if (slot != RowTable.NONE) {
            index.remove(decisionSeq);
            rows.free(slot);
        }
    }

    /** Puts a restored row back into the index. */
    void relink(int slot) {
        index.put(rows.key(slot), slot);
    }
}
