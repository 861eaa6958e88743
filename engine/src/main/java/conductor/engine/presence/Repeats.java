package conductor.engine.presence;

import conductor.engine.core.StateReader;
import conductor.engine.core.StateWriter;
import conductor.engine.state.KeyIndex;
import conductor.engine.state.RowTable;
import conductor.engine.state.WordQueue;

/**
 * Messages of the last 24 h and what they were answered (presence.md 1.1): of a repeat with the same content the first answer counts, one with other content
 * is refused. There is one table of those that wanted an answer, which refuses when it is full, and one of those that did not, which forgets its oldest.
 *
 * <pre>
 *   0 key of (scope, message)   1 time ms   2..5 content   6 code   7 number of the first record of the answer, 0 = there was none
 * </pre>
 */
final class Repeats {
    static final long KEEP_MS = 86_400_000;

    /** Messages without an answer that are known, heartbeats not counted: their numbers rise. */
    static final int UNANSWERED_MAX = 65_536;

    static final int ANSWERED = 43;
    static final int UNANSWERED = 44;

    private static final int AT = 1;
    private static final int CONTENT = 2;
    private static final int CONTENT_WORDS = 4;
    private static final int CODE = 6;
    private static final int FIRST_SEQ = 7;

    private final RowTable rows;
    private final KeyIndex index;
    /** Keys, oldest first. */
    private final WordQueue order = new WordQueue();

    Repeats(int capacity, int tableId, KeyIndex index) {
        this.index = index;
        this.rows = new RowTable(capacity, FIRST_SEQ + 1, 0, tableId);
    }

    /** The row of a message that was answered, {@link RowTable#NONE} where there is none. */
    int find(long key, long nowMs) {
        while (order.size() > 0) {
            if (nowMs - rows.get(index.get(order.get(0)), AT) < KEEP_MS) {
                break;
            }
            forgetOldest();
        }
        return index.get(key);
    }

    void forgetOldest() {
        long key = order.get(0);
        rows.free(index.get(key));
        index.remove(key);
        order.removeFirst();
    }

    boolean full() {
        return rows.full();
    }

    boolean sameContent(int row, PresenceInput input) {
        return rows.get(row, CONTENT) == input.fields.content1()
                && rows.get(row, CONTENT + 1) == input.fields.content2()
                && rows.get(row, CONTENT + 2) == input.fields.content3()
                && rows.get(row, CONTENT + 3) == input.fields.content4();
    }

    int code(int row) {
        return (int) rows.get(row, CODE);
    }

    long firstSeq(int row) {
        return rows.get(row, FIRST_SEQ);
    }

    /** Notes the answer to a message that {@link #find} did not know; there is room. */
    void add(long key, PresenceInput input, int code, long firstSeq, long nowMs) {
        int row = rows.allocate(key);
        index.put(key, row);
        order.add(key);
        rows.set(row, AT, nowMs);
        rows.set(row, CONTENT, input.fields.content1());
        rows.set(row, CONTENT + 1, input.fields.content2());
        rows.set(row, CONTENT + 2, input.fields.content3());
        rows.set(row, CONTENT + CONTENT_WORDS - 1, input.fields.content4());
        rows.set(row, CODE, code);
        rows.set(row, FIRST_SEQ, firstSeq);
    }

    long hash() {
        return rows.hash();
    }

    long recomputeHash() {
        return rows.recomputeHash();
    }

    /** Writes all, oldest first. */
    void write(StateWriter out) {
        out.putLong(order.size());
        for (long i = 0; i < order.size(); i++) {
            int row = index.get(order.get(i));
            for (int word = 0; word < rows.hashedWords(); word++) {
                out.putLong(rows.word(row, word));
            }
        }
    }

    void read(StateReader in) {
        for (long left = in.getLong(); left > 0; left--) {
            long key = in.getLong();
            int row = rows.allocate(key);
            index.put(key, row);
            order.add(key);
            for (int word = 1; word < rows.hashedWords(); word++) {
                rows.set(row, word, in.getLong());
            }
        }
    }
}
