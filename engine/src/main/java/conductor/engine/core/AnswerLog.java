package conductor.engine.core;

import conductor.engine.state.Hashing;
import conductor.engine.state.KeyIndex;
import conductor.engine.state.RowTable;

/**
 * What was answered to whom within 24 h: the result of a command, of which a repeat gets the first again and changes nothing
 * (audience.md 2.7), or the verdict on a decision. Bounded: the newest {@value #CAPACITY} are kept.
 *
 * <pre>
 *   row:  0 key   1 time ms   2 answer   3 number, from 1
 * </pre>
 */
public final class AnswerLog {
    /** Answers remembered at most. */
    public static final int CAPACITY = 65_536;

    static final long KEEP_MS = 86_400_000;

    private static final int AT = 1;
    private static final int CODE = 2;
    private static final int NUMBER = 3;
    private static final int HASHED_WORDS = 4;
    /** Room for two thirds of the answers in the segments of the index before any of them grows. */
    private static final int SEGMENT_ENTRIES = 64;

    private final int id;
    private final RowTable rows;
    private final KeyIndex index = new KeyIndex(SEGMENT_ENTRIES);
    /** Slots by number, as a ring. */
    private final int[] slots = new int[CAPACITY];

    private long oldest = 1;
    private long next = 1;

    /** @param id makes equal answers in different logs hash differently: that of a table, and a word of the hash. */
    public AnswerLog(int id) {
        this.id = id;
        this.rows = new RowTable(CAPACITY, HASHED_WORDS, 0, id);
    }

    /** The answer that a key was given, or -1 when there was none. */
    public int answer(long key, long nowMs) {
        while (oldest < next && nowMs - rows.get(slot(oldest), AT) >= KEEP_MS) {
            dropOldest();
        }
        int slot = index.get(key);
        return slot == RowTable.NONE ? -1 : (int) rows.get(slot, CODE);
    }

    /** Notes the answer to a key that {@link #answer} did not know. */
    public void add(long key, int answer, long nowMs) {
        if (rows.full()) {
            dropOldest();
        }
        int slot = rows.allocate(key);
        index.put(key, slot);
        rows.set(slot, AT, nowMs);
        rows.set(slot, CODE, answer);
        link(slot, next++);
    }

    private void link(int slot, long number) {
        rows.set(slot, NUMBER, number);
        slots[(int) (number % CAPACITY)] = slot;
    }

    private void dropOldest() {
        int slot = slot(oldest++);
        index.remove(rows.key(slot));
        rows.free(slot);
    }

    private int slot(long number) {
        return slots[(int) (number % CAPACITY)];
    }

    /** Hash of all state. */
    public long hash() {
        return rows.hash() + Hashing.contribution(id, 1, next - 1);
    }

    /** The same computed anew. */
    public long recomputeHash() {
        return rows.recomputeHash() + Hashing.contribution(id, 1, next - 1);
    }

    /** Writes all answers, oldest first. */
    public void write(StateWriter out) {
        out.putLong(oldest);
        out.putLong(next);
        for (long number = oldest; number < next; number++) {
            int slot = slot(number);
            out.putLong(rows.key(slot));
            out.putLong(rows.get(slot, AT));
            out.putLong(rows.get(slot, CODE));
        }
    }

    /** Reads into an empty log. */
    public void read(StateReader in) {
        oldest = in.getLong();
        next = in.getLong();
        for (long number = oldest; number < next; number++) {
            int slot = rows.allocate(in.getLong());
            index.put(rows.key(slot), slot);
            rows.set(slot, AT, in.getLong());
            rows.set(slot, CODE, in.getLong());
            link(slot, number);
        }
    }
}
