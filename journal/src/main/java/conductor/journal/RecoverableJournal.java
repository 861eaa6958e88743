package conductor.journal;

import conductor.engine.core.EngineConfig;
import conductor.engine.core.Signal;
import java.nio.file.Path;
import java.util.List;

/** What a recovery needs of a journal: both queues, and under which configuration it was decided. */
public interface RecoverableJournal {
    /** The configuration that decides: the one of the genesis record. */
    EngineConfig engineConfig();

    /** The snapshot that the journal goes on from, null where it begins with nothing. */
    default Path origin() {
        return null;
    }

    /** The snapshot that the journal begins with since its first days were removed, null where it begins with its GENESIS record. */
    default Path beginning() {
        return null;
    }

    /** Snapshots that are kept with the journal's days, newest first. */
    default List<Path> daySnapshots() {
        return List.of();
    }

    /**
     * Removes what is kept with the journal's days and reaches further than the journal: other signals will get those numbers.
     *
     * @param last sequence with which the journal ends.
     * @return the snapshots that were removed.
     */
    default List<Path> removeDaysBeyond(long last) {
        return List.of();
    }

    /** Where the signals queue ends now. */
    SignalMarks signalMarks();

    /** Where the decisions queue ends now. */
    DecisionMarks decisionMarks();

    /** A new reader at the start of the signals queue. */
    SignalReader openSignalReader();

    /** Appends a signal that the start of a node has to say, before the signals queue is opened for writing; committed when it returns. */
    void append(Signal signal);
}
