package conductor.journal;

import java.util.ArrayList;
import java.util.List;

/**
 * The readers of the decisions that a process has open. A day must not go for as long as one of them stands before what is left: the library
 * would take it on to another day without a word. Its monitor keeps readers from going anywhere while days are removed.
 */
final class OpenReaders {
    private final List<DecisionReader> open = new ArrayList<>();

    synchronized void add(DecisionReader reader) {
        open.add(reader);
    }

    synchronized void remove(DecisionReader reader) {
        open.remove(reader);
    }

    /** Whether all of them have read what is before a place. */
    synchronized boolean arePast(RecordPosition place) {
        return open.stream().allMatch(reader -> place.isWithin(reader.standsBehind()));
    }
}
