package conductor.engine.core;

import conductor.engine.state.KeyIndex;
import conductor.engine.state.RowTable;
import conductor.engine.state.RowText;
import conductor.engine.state.TimerHeap;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * The texts behind session and event keys. A name is kept while something refers to it and for 30 minutes after its last
 * definition, so that an edge that repeats definitions every 15 minutes always finds it.
 *
 * <pre>
 *   row:  0 key   1 last defined ms   2 length | references   3 number of the expiry timer (0 = none)   4..35 text
 * </pre>
 *
 * <p>Names stay out of the state hash: a restarted edge defines them again, at other times than one that ran through, and which
 * names are known decides nothing.
 */
public final class Names {
    /** Longest text in bytes. */
    public static final int MAX_LENGTH = RowText.MAX_LENGTH;

    static final long KEEP_MS = 1_800_000;

    private static final int DEFINED_MS = 1;
    private static final int LENGTH_REFERENCES = 2;
    private static final int TIMER = 3;
    private static final int TEXT = 4;
    private static final int WORDS = TEXT + RowText.WORDS;
    private static final int TABLE_ID = 20;

    private final RowTable rows;
    private final KeyIndex index = new KeyIndex();
    private final TimerHeap expiry = new TimerHeap();
    private long timerNumber;
    private long collisions;
    private long refusals;

    Names(int capacity) {
        this.rows = new RowTable(capacity, WORDS, 0, TABLE_ID);
    }

    /**
     * Defines a name, or confirms it.
     *
     * @return {@link Code#NONE}, {@link Code#KEY_COLLISION} when the key stands for another text, or
     *     {@link Code#NAME_TABLE_FULL}.
     */
    int define(long key, DirectBuffer text, int length, long nowMs) {
        int slot = index.get(key);
        if (slot == RowTable.NONE) {
            slot = rows.allocate(key);
            if (slot == RowTable.NONE) {
                refusals++;
                return Code.NAME_TABLE_FULL;
            }
            index.put(key, slot);
            rows.setInt(slot, LENGTH_REFERENCES, 0, length);
            RowText.set(rows, slot, TEXT, text, 0, length);
        } else if (!sameText(slot, text, length)) {
            collisions++;
            return Code.KEY_COLLISION;
        }
        rows.set(slot, DEFINED_MS, nowMs);
        armExpiry(slot, nowMs + KEEP_MS);
        return Code.NONE;
    }

    /** Copies the text of a key into a buffer; returns its length, 0 when the key is not defined. */
    public int copyText(long key, MutableDirectBuffer target, int offset) {
        int slot = index.get(key);
        if (slot == RowTable.NONE) {
            return 0;
        }
        int length = rows.getInt(slot, LENGTH_REFERENCES, 0);
        RowText.copy(rows, slot, TEXT, length, target, offset);
        return length;
    }

    /** Notes that something refers to a key; nothing happens when it is not defined. */
    public void refer(long key) {
        int slot = index.get(key);
        if (slot != RowTable.NONE) {
            rows.setInt(slot, LENGTH_REFERENCES, 1, rows.getInt(slot, LENGTH_REFERENCES, 1) + 1);
        }
    }

    /** Takes back one {@link #refer}. */
    public void release(long key, long nowMs) {
        int slot = index.get(key);
        if (slot == RowTable.NONE) {
            return;
        }
        int references = rows.getInt(slot, LENGTH_REFERENCES, 1);
        if (references > 0) {
            rows.setInt(slot, LENGTH_REFERENCES, 1, references - 1);
        }
        if (references == 1) {
            armExpiry(slot, rows.get(slot, DEFINED_MS) + KEEP_MS);
            purge(nowMs);
        }
    }

    /** Forgets what nothing refers to and nobody has defined for 30 minutes. */
    void purge(long nowMs) {
        while (expiry.nextDueMs() <= nowMs) {
            int slot = expiry.nextSlot();
            boolean current = rows.key(slot) != 0 && rows.get(slot, TIMER) == expiry.nextNumber();
            expiry.removeFirst();
            if (current) {
                expire(slot, nowMs);
            }
        }
    }

    /** Definitions refused because the table was full. Like the names not part of the state hash, and no record. */
    public long refusals() {
        return refusals;
    }

    /** Definitions refused because the key stands for another text. */
    public long collisions() {
        return collisions;
    }

    /** Names that are known. */
    public int size() {
        return rows.size();
    }

    private void expire(int slot, long nowMs) {
        rows.set(slot, TIMER, 0);
        long due = rows.get(slot, DEFINED_MS) + KEEP_MS;
        if (rows.getInt(slot, LENGTH_REFERENCES, 1) > 0) {
            return;
        }
        if (due > nowMs) {
            armExpiry(slot, due);
        } else {
            index.remove(rows.key(slot));
            rows.free(slot);
        }
    }

    private void armExpiry(int slot, long dueMs) {
        if (rows.get(slot, TIMER) == 0) {
            rows.set(slot, TIMER, ++timerNumber);
            expiry.add(dueMs, timerNumber, 0, slot);
        }
    }

    private boolean sameText(int slot, DirectBuffer text, int length) {
        if (rows.getInt(slot, LENGTH_REFERENCES, 0) != length) {
            return false;
        }
        return RowText.is(rows, slot, TEXT, text, 0, length);
    }

    void write(StateWriter out) {
        out.putLong(timerNumber);
        out.putLong(collisions);
        out.putLong(refusals);
        out.putLong(rows.size());
        for (int slot = 0; slot < rows.slotsEnd(); slot++) {
            if (rows.key(slot) != 0) {
                for (int word = 0; word < WORDS; word++) {
                    out.putLong(rows.get(slot, word));
                }
            }
        }
    }

    void read(StateReader in) {
        timerNumber = in.getLong();
        collisions = in.getLong();
        refusals = in.getLong();
        for (long left = in.getLong(); left > 0; left--) {
            if (rows.full()) {
                throw new IllegalStateException(
                        "the state holds more names than the configured limit: raise engine.names-max");
            }
            int slot = rows.allocate(in.getLong());
            for (int word = 1; word < WORDS; word++) {
                rows.set(slot, word, in.getLong());
            }
            index.put(rows.key(slot), slot);
            if (rows.get(slot, TIMER) != 0) {
                expiry.add(rows.get(slot, DEFINED_MS) + KEEP_MS, rows.get(slot, TIMER), 0, slot);
            }
        }
    }
}
