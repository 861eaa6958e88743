package conductor.journal;

import conductor.engine.core.DecisionSink;
import conductor.engine.core.Engine;
import conductor.journal.snapshot.SnapshotException;
import conductor.journal.snapshot.SnapshotFile;
import conductor.journal.snapshot.SnapshotFolder;
import conductor.journal.snapshot.SnapshotHeader;
import java.nio.file.Path;
import java.util.ArrayList;
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
     * @throws JournalCorruptException if the queue is damaged behind the snapshot.
     * @throws JournalException with code {@link JournalException#DIVERGED} if a checkpoint does not match.
     */
    public static Made make(JournalDirectory directory, SnapshotFolder folder, ProgressListener progress) {
        long startNs = System.nanoTime();
        List<String> unusable = new ArrayList<>();
        try (SignalReader reader = directory.openSignalReader()) {
            Path from = null;
            Engine engine = null;
            for (Path file : folder.list()) {
                try {
                    engine = resume(directory, reader, file);
                    from = file;
                    break;
                } catch (SnapshotException e) {
                    unusable.add(e.getMessage());
                }
            }
            if (engine == null) {
                reader.toStart();
                engine = new Engine(directory.engineConfig(), NO_SINK);
            }
            ReplayResult end = toTheEnd(directory, reader, engine, progress, startNs);
            Path made = folder.write(engine, directory.engineConfig(), reader.documentIndex());
            return new Made(made, from, unusable, end);
        }
    }

    /**
     * Replays the journal from a snapshot to its end.
     *
     * @throws SnapshotException if the snapshot cannot be used.
     */
    public static ReplayResult from(JournalDirectory directory, Path snapshot, ProgressListener progress) {
        long startNs = System.nanoTime();
        try (SignalReader reader = directory.openSignalReader()) {
            Engine engine = resume(directory, reader, snapshot);
            return toTheEnd(directory, reader, engine, progress, startNs);
        }
    }

    private static Engine resume(JournalDirectory directory, SignalReader reader, Path snapshot) {
        Engine engine = SnapshotFile.restore(snapshot, directory.engineConfig(), NO_SINK);
        SnapshotHeader header = SnapshotFile.header(snapshot);
        reader.toBehind(header.documentIndex(), header.sequence());
        return engine;
    }

    private static ReplayResult toTheEnd(
            JournalDirectory directory, SignalReader reader, Engine engine, ProgressListener progress, long startNs) {
        long last = directory.signalMarks().sequence();
        SignalReplayer replayer = new SignalReplayer(reader, engine, progress, last + 1);
        while (reader.lastSequence() < last) {
            if (!replayer.step()) {
                throw reader.corrupt(Recovery.endsEarly(reader.lastSequence(), last));
            }
        }
        progress.onProgress(last + 1, last + 1);
        long elapsedMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs);
        return Replay.result(engine, reader.lastSequence(), elapsedMs);
    }
}
