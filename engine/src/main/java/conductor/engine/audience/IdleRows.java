package conductor.engine.audience;

import conductor.engine.state.RowTable;
import java.util.Arrays;

/**
 * Rows of a table that may be given up when it is full, the one that became so first at the head: a list through a local word of the rows.
 * The order is state and so is a hashed word of each row: its number in that order, 0 for a row that is not in the list.
 */
final class IdleRows {
    private final RowTable rows;
    private final int numberWord;
    private final int linkWord;
    private int head = RowTable.NONE;
    private int tail = RowTable.NONE;
    /** The last number given; state. */
    long lastNumber;

    IdleRows(RowTable rows, int numberWord, int linkWord) {
        this.rows = rows;
        this.numberWord = numberWord;
        this.linkWord = linkWord;
    }

    /** The row to give up first, or {@link RowTable#NONE}. */
    int first() {
        return head;
    }

    /** Says of a row whether it may be given up; it keeps its place if that is known. */
    void set(int slot, boolean idle) {
        boolean listed = rows.get(slot, numberWord) != 0;
        if (idle && !listed) {
            rows.set(slot, numberWord, ++lastNumber);
            append(slot);
        } else if (!idle && listed) {
            rows.set(slot, numberWord, 0);
            unlink(slot);
        }
    }

    private void append(int slot) {
        link(slot, tail, RowTable.NONE);
        if (tail == RowTable.NONE) {
            head = slot;
        } else {
            rows.setLocalInt(tail, linkWord, 1, slot);
        }
        tail = slot;
    }

    private void unlink(int slot) {
        int before = rows.getInt(slot, linkWord, 0);
        int after = rows.getInt(slot, linkWord, 1);
        if (before == RowTable.NONE) {
            head = after;
        } else {
            rows.setLocalInt(before, linkWord, 1, after);
        }
        if (after == RowTable.NONE) {
            tail = before;
        } else {
            rows.setLocalInt(after, linkWord, 0, before);
        }
    }

    private void link(int slot, int before, int after) {
        rows.setLocalInt(slot, linkWord, 0, before);
        rows.setLocalInt(slot, linkWord, 1, after);
    }

    /** Builds the list of restored rows, by their numbers. */
    void relink() {
        long[] order = new long[rows.slotsEnd()];
        int[] slots = new int[rows.slotsEnd()];
        int count = 0;
        for (int slot = 0; slot < rows.slotsEnd(); slot++) {
            if (rows.key(slot) != 0 && rows.get(slot, numberWord) != 0) {
                slots[count] = slot;
                order[count++] = rows.get(slot, numberWord);
            }
        }
        long[] sorted = Arrays.copyOf(order, count);
        Arrays.sort(sorted);
        int[] inOrder = new int[count];
        for (int i = 0; i < count; i++) {
            inOrder[Arrays.binarySearch(sorted, order[i])] = slots[i];
        }
        for (int slot : inOrder) {
            append(slot);
        }
    }
}
