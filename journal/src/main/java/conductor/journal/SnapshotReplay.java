package conductor.journal;

import conductor.engine.core.DecisionSink;
import conductor.engine.core.Engine;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Replays the journal from a snapshot on instead of from its beginning, and makes snapshots of where a replay ends. */
public final class SnapshotReplay {
    private static final DecisionSink NO_SINK = decision -> {};

    private SnapshotReplay() {}

    /**
     * A snapshot that was made.
     *
     * @param file where it is.
     * @param from the snapshot that the replay began with, null for the journal's beginning.
     * @param unusable what is wrong with newer ones, a sentence each.
     * @param replay where the replay ended.
     */
    public record Made(Path file, Path from, List<String> unusable, ReplayResult replay) {}

    /**
     * Replays the journal to its end, from the newest snapshot that can be used, and writes one of the state there.
     *
     * @param follower is brought to the end as well, and written.
     * @throws JournalCorruptException if the queue is damaged behind the snapshot.
     * @throws JournalException with code {@link JournalException#DIVERGED} if a checkpoint does not match.
     */
    public static Made make(
            JournalDirectory directory, SnapshotFolder folder, JournalFollower follower, ProgressListener progress) {
        long startNs = System.nanoTime();
        SignalMarks end = directory.signalMarks();
        try (SignalReader reader = directory.openSignalReader()) {
            StartingPoint from =
                    StartingPoint.find(directory, reader, folder, end, directory.decisionMarks(), NO_SINK, follower);
            Engine engine = from.engine();
            ReplayResult result = replay(reader, engine, follower, end.sequence(), progress, startNs);
            Path made = folder.write(engine, follower, directory.engineConfig(), reader.documentIndex());
            return new Made(made, from.snapshot(), from.unusable(), result);
        }
    }

    /**
     * Replays the journal from a snapshot to its end.
     *
     * @param follower of the kind that is in the snapshot.
     * @throws SnapshotException if the snapshot cannot be used.
     */
    public static ReplayResult from(
            JournalDirectory directory, Path snapshot, JournalFollower follower, ProgressListener progress) {
        long startNs = System.nanoTime();
        try (SignalReader reader = directory.openSignalReader()) {
            Engine engine = StartingPoint.resume(directory, reader, snapshot, NO_SINK, follower);
            return replay(reader, engine, follower, directory.signalMarks().sequence(), progress, startNs);
        }
    }

    private static ReplayResult replay(
            SignalReader reader,
            Engine engine,
            JournalFollower follower,
            long last,
            ProgressListener progress,
            long startNs) {
        SignalReplayer replayer = new SignalReplayer(reader, engine, progress, last + 1);
        replayer.to(last, follower);
        long elapsedMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs);
        return Replay.result(engine, reader.lastSequence(), elapsedMs);
    }
}
