package conductor.journal;

import java.nio.file.Path;

/**
 * Where a journal begins whose first days were removed: in the state of a snapshot of the first day that is left. What that day's files hold
 * before it is not read any more.
 *
 * @param snapshot the file.
 * @param header its header.
 * @param recap of all decisions up to it.
 */
record Beginning(Path snapshot, SnapshotHeader header, Path recap) {
    /** Behind which decisions the journal begins. */
    RecordPosition records() {
        return new RecordPosition(header.decisions(), header.scores());
    }

    /** The decisions' end while there is none behind the beginning. */
    DecisionMarks decisionMarks() {
        return new DecisionMarks(header.scores(), header.decisions(), header.sequence(), header.engineTimeMs());
    }
}
