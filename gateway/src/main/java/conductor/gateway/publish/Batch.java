package conductor.gateway.publish;

import java.util.ArrayList;
import java.util.List;

/** Records that leave in one transaction, in order. One thread. */
final class Batch {
    private final List<OutputRecord> records;
    private final int capacity;

    Batch(int capacity) {
        this.capacity = capacity;
        this.records = new ArrayList<>(capacity);
    }

    void add(OutputRecord record) {
        records.add(record);
    }

    boolean isFull() {
        return records.size() >= capacity;
    }

    boolean isEmpty() {
        return records.isEmpty();
    }

    void clear() {
        records.clear();
    }

    List<OutputRecord> records() {
        return records;
    }
}
