package conductor.journal;

import conductor.engine.core.DecisionSink;
import conductor.engine.core.Engine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a replay begins: at the newest snapshot that can be used, or at the journal's beginning.
 *
 * @param engine in the state of that point.
 * @param snapshot the file, null for the beginning.
 * @param unusable what is wrong with newer snapshots, a sentence each.
 */
record StartingPoint(Engine engine, Path snapshot, List<String> unusable) {
    /**
     * Brings engine, follower and reader to the point.
     *
     * @param signals where the signals queue ends.
     * @param decisions where the decisions queue ends: what comes after it has to be derived.
     */
    static StartingPoint find(
            RecoverableJournal directory,
            SignalReader reader,
            SnapshotFolder folder,
            SignalMarks signals,
            DecisionMarks decisions,
            DecisionSink sink,
            JournalFollower follower) {
        List<String> unusable = new ArrayList<>();
        List<Path> states = new ArrayList<>(folder.list());
        states.addAll(directory.daySnapshots());
        for (Path file : states) {
            try {
                requireWithin(file, SnapshotFile.header(file), signals, decisions);
                return new StartingPoint(resume(directory, reader, file, sink, follower), file, unusable);
            } catch (SnapshotException e) {
                unusable.add(e.getMessage());
            }
        }
        return new StartingPoint(Origin.begin(directory, reader, sink, follower), null, unusable);
    }

    /** @throws SnapshotException if the queues end before a snapshot. */
    static void requireWithin(Path file, SnapshotHeader header, SignalMarks signals, DecisionMarks decisions) {
        if (header.sequence() > signals.sequence()) {
            throw new SnapshotException(file, "the journal ends before it, at sequence " + signals.sequence(), null);
        }
        if (header.decisions() > decisions.seq() || header.scores() > decisions.scoreSeq()) {
            throw new SnapshotException(
                    file, "decisions that were made before it are missing in the decisions queue", null);
        }
    }

    /**
     * Brings follower and reader to a snapshot.
     *
     * @return an engine in its state.
     * @throws SnapshotException if it cannot be used.
     */
    static Engine resume(
            RecoverableJournal directory, SignalReader reader, Path file, DecisionSink sink, JournalFollower follower) {
        Engine engine = SnapshotFile.restore(file, directory.engineConfig(), sink, follower);
        SnapshotHeader header = SnapshotFile.header(file);
        try {
            reader.toBehind(header.documentIndex(), header.sequence());
        } catch (JournalCorruptException e) {
            throw new SnapshotException(file, "the journal cannot be read from there on (" + e.getMessage() + ")", e);
        }
        return engine;
    }
}
