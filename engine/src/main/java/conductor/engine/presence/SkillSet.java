package conductor.engine.presence;

import conductor.engine.state.RowTable;
import java.util.Arrays;

/** Sets of skills: their keys in rising order, in the words of a row or in an array. */
final class SkillSet {
    /** Most skills that an operator has or a work item asks for. */
    static final int MAX = 16;

    final long[] keys = new long[MAX];
    int size;

    void clear() {
        size = 0;
    }

    /** Adds a skill; whether there was room, or it was there. */
    boolean add(long key) {
        int at = 0;
        while (at < size && keys[at] < key) {
            at++;
        }
        if (at < size && keys[at] == key) {
            return true;
        }
        if (size == MAX) {
            return false;
        }
        System.arraycopy(keys, at, keys, at + 1, size - at);
        keys[at] = key;
        size++;
        return true;
    }

    /** Writes the skills into the words of a row from {@code word} on, zeros behind. */
    void write(RowTable rows, int slot, int word) {
        for (int i = 0; i < MAX; i++) {
            rows.set(slot, word + i, i < size ? keys[i] : 0);
        }
    }

    /** Reads {@code count} skills of a row. */
    void read(RowTable rows, int slot, int word, int count) {
        size = count;
        for (int i = 0; i < count; i++) {
            keys[i] = rows.get(slot, word + i);
        }
    }

    boolean is(long[] other) {
        return other.length == size && Arrays.equals(keys, 0, size, other, 0, size);
    }

    long[] copy() {
        return Arrays.copyOf(keys, size);
    }

    /** Whether all of {@code asked} are among the {@code count} skills of a row. */
    static boolean covers(RowTable rows, int slot, int word, int count, long[] asked) {
        int at = 0;
        for (long key : asked) {
            while (at < count && rows.get(slot, word + at) < key) {
                at++;
            }
            if (at == count || rows.get(slot, word + at) != key) {
                return false;
            }
        }
        return true;
    }

    /** The same where they are asked for by a row of another table. */
    static boolean covers(
            RowTable rows, int slot, int word, int count, RowTable asking, int askingSlot, int from, int asked) {
        int at = 0;
        for (int i = 0; i < asked; i++) {
            long key = asking.get(askingSlot, from + i);
            while (at < count && rows.get(slot, word + at) < key) {
                at++;
            }
            if (at == count || rows.get(slot, word + at) != key) {
                return false;
            }
        }
        return true;
    }
}
