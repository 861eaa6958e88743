package conductor.engine.core;

import conductor.engine.state.RowTable;

/** Rows of tables in the sections of the state: how many, then all hashed words of each, key first. */
public final class StateRows {
    private StateRows() {}

    /** Writes all rows. */
    public static void write(RowTable rows, StateWriter out) {
        long count = 0;
        for (int slot = 0; slot < rows.slotsEnd(); slot++) {
            count += rows.key(slot) != 0 ? 1 : 0;
        }
        out.putLong(count);
        for (int slot = 0; slot < rows.slotsEnd(); slot++) {
            if (rows.key(slot) != 0) {
                writeRow(rows, slot, out);
            }
        }
    }

    /** Writes one row. */
    public static void writeRow(RowTable rows, int slot, StateWriter out) {
        for (int word = 0; word < rows.hashedWords(); word++) {
            out.putLong(rows.word(slot, word));
        }
    }

    /**
     * Reads the words behind the key of a row that was just made for it.
     *
     * @throws IllegalStateException if there was no room for it.
     */
    public static void readWords(RowTable rows, int slot, StateReader in) {
        if (slot == RowTable.NONE) {
            throw new IllegalStateException("the state holds more rows than the configured limit: raise the limit");
        }
        for (int word = 1; word < rows.hashedWords(); word++) {
            rows.setWord(slot, word, in.getLong());
        }
    }
}
