package conductor.engine.core;

import conductor.engine.state.Hashing;
import conductor.engine.state.KeyIndex;
import conductor.engine.state.RowTable;

/**
 * How far every producer of {@code conductor.signals.v1} has been applied, so that what a gateway wrote twice counts once. A producer
 * numbers its signals from 1 within an epoch and writes them in that order; a new epoch begins anew, and what comes later from an
 * older one is refused.
 *
 * <pre>
 *   row:  0 producer   1 epoch   2 highest number   3 milliseconds of its last entry's id
 * </pre>
 *
 * <p>Bounded. A row is given away only for a new producer that finds the table full, and only when the stream is {@link #KEEP_MS}
 * past the row's last entry: a gateway gives up an entry long before (docs/wire.md), so nothing that could still come twice is forgotten.
 * When no row is that old the new producer is refused.
 */
final class ProducerTable {
    /** Three times as long as a gateway may try to write an entry. */
    static final long KEEP_MS = 1_800_000;

    private static final int EPOCH = 1;
    private static final int HIGHEST = 2;
    private static final int LAST_MS = 3;
    private static final int WORDS = 4;
    private static final int TABLE_ID = 21;

    private final RowTable rows;
    private final KeyIndex index = new KeyIndex();
    private long repeated;
    private long missing;
    private long refused;
    /** No row is older than this. Saves looking; nothing depends on it. */
    private long oldestMs;

    ProducerTable(int capacity) {
        this.rows = new RowTable(capacity, WORDS, 0, TABLE_ID);
    }

    /** Whether a signal of this number, or a later one of its epoch, was applied. */
    boolean has(long producer, long epoch, long number) {
        int slot = index.get(producer);
        return slot != RowTable.NONE && rows.get(slot, EPOCH) == epoch && number <= rows.get(slot, HIGHEST);
    }

    /**
     * Notes that a signal is applied.
     *
     * @param timeMs milliseconds of its entry's id.
     * @return {@link Code#NONE}, or why it must not be: {@link Code#OLD_EPOCH} or {@link Code#PRODUCER_TABLE_FULL}.
     */
    int apply(long producer, long epoch, long number, long timeMs) {
        int slot = index.get(producer);
        if (slot == RowTable.NONE) {
            slot = allocate(producer, timeMs);
            if (slot == RowTable.NONE) {
                refused++;
                return Code.PRODUCER_TABLE_FULL;
            }
        } else if (epoch < rows.get(slot, EPOCH)) {
            refused++;
            return Code.OLD_EPOCH;
        }
        if (epoch == rows.get(slot, EPOCH) && rows.get(slot, HIGHEST) != 0) {
            missing += number - rows.get(slot, HIGHEST) - 1;
        }
        rows.set(slot, EPOCH, epoch);
        rows.set(slot, HIGHEST, number);
        rows.set(slot, LAST_MS, Math.max(rows.get(slot, LAST_MS), timeMs));
        return Code.NONE;
    }

    /** Notes an entry that brought nothing but what had been applied. */
    void repeat() {
        repeated++;
    }

    private int allocate(long producer, long timeMs) {
        int slot = rows.allocate(producer);
        if (slot == RowTable.NONE && oldestMs + KEEP_MS <= timeMs && free(timeMs)) {
            slot = rows.allocate(producer);
        }
        if (slot != RowTable.NONE) {
            index.put(producer, slot);
            oldestMs = Math.min(oldestMs, timeMs);
        }
        return slot;
    }

    /** Gives away the row whose last entry is oldest, if it is old enough; of equals the one with the lowest number. */
    private boolean free(long timeMs) {
        int oldest = 0;
        for (int slot = 1; slot < rows.slotsEnd(); slot++) {
            long ms = rows.get(slot, LAST_MS);
            long least = rows.get(oldest, LAST_MS);
            if (ms < least || ms == least && Long.compareUnsigned(rows.key(slot), rows.key(oldest)) < 0) {
                oldest = slot;
            }
        }
        oldestMs = rows.get(oldest, LAST_MS);
        if (oldestMs + KEEP_MS > timeMs) {
            return false;
        }
        index.remove(rows.key(oldest));
        rows.free(oldest);
        return true;
    }

    /** Entries that brought nothing new. */
    long repeated() {
        return repeated;
    }

    /** Numbers that were passed over: signals that a gateway lost, or gave up. */
    long missing() {
        return missing;
    }

    /** Signals that were refused. */
    long refused() {
        return refused;
    }

    int size() {
        return rows.size();
    }

    long hash() {
        return rows.hash() + countsHash();
    }

    /** The same, computed anew from every row. */
    long recomputeHash() {
        return rows.recomputeHash() + countsHash();
    }

    private long countsHash() {
        return Hashing.contribution(TABLE_ID, 1, repeated)
                + Hashing.contribution(TABLE_ID, 2, missing)
                + Hashing.contribution(TABLE_ID, 3, refused);
    }

    void write(StateWriter out) {
        out.putLong(repeated);
        out.putLong(missing);
        out.putLong(refused);
        out.putLong(rows.size());
        for (int slot = 0; slot < rows.slotsEnd(); slot++) {
            if (rows.key(slot) != 0) {
                for (int word = 0; word < WORDS; word++) {
                    out.putLong(rows.word(slot, word));
                }
            }
        }
    }

    void read(StateReader in) {
        repeated = in.getLong();
        missing = in.getLong();
        refused = in.getLong();
        for (long left = in.getLong(); left > 0; left--) {
            if (rows.full()) {
                throw new IllegalStateException(
                        "the state holds more producers than the configured limit: raise engine.producers-max");
            }
            int slot = rows.allocate(in.getLong());
            index.put(rows.key(slot), slot);
            for (int word = 1; word < WORDS; word++) {
                rows.set(slot, word, in.getLong());
            }
        }
    }
}
