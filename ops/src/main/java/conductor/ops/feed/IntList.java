package conductor.ops.feed;

import java.util.Arrays;

/** A growing list of row numbers. */
final class IntList {
    private int[] values = new int[1_024];
    private int size;

    void add(int value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, Math.multiplyExact(size, 2));
        }
        values[size++] = value;
    }

    void addAll(IntList other) {
        for (int i = 0; i < other.size; i++) {
            add(other.values[i]);
        }
    }

    int[] toArray() {
        return Arrays.copyOf(values, size);
    }
}
