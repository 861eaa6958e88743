package conductor.journal;

import conductor.engine.core.DecisionSink;
import conductor.engine.core.Engine;
import conductor.engine.core.EngineConfig;
import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * The beginning of a journal that goes on from a snapshot, because the journal before it was lost: the snapshot is in the folder as
 * {@value #FILE} for good, and behind the GENESIS record stands a RESTORED record with the sequence after the snapshot's. Every
 * replay from the beginning starts in that state.
 */
public final class Origin {
    static final String FILE = "origin.snapshot";
    private static final String MAKING = "journal.making";

    private Origin() {}

    /**
     * What the journal's successor begins with.
     *
     * @param snapshot the state; it is copied.
     * @param config configuration of its engine.
     * @param hashKey the key that its ids were hashed with, 16 bytes.
     * @param lastDecision number of the last record that may have left the node.
     * @param lastScore number of the last score that may have.
     * @param quietUntilMs time until which nothing acts by itself.
     */
    public record Beginning(
            Path snapshot, EngineConfig config, byte[] hashKey, long lastDecision, long lastScore, long quietUntilMs) {}

    /**
     * Makes a journal in a data folder that has none: whole, or not at all.
     *
     * @throws SnapshotException if the snapshot cannot be used.
     * @throws JournalException with code {@link JournalException#TARGET} when something is in its place already,
     *     {@link JournalException#IO} when the disk refuses.
     */
    public static void make(Path dataDir, Beginning beginning) {
        SnapshotHeader header = SnapshotFile.verify(beginning.snapshot());
        requireNothingInTheWay(dataDir.resolve("journal"));
        Path folder = dataDir.resolve(MAKING);
        try {
            remove(folder);
            Files.createDirectories(folder);
            HashKeyFile.create(folder.resolve("hash.key"), beginning.hashKey());
            try (RecordQueue signals =
                    RecordQueue.openForWriting(folder.resolve("signals"), System::currentTimeMillis)) {
                fill(folder, signals, header, beginning);
            }
            QueueFiles.forceAll(folder.resolve("signals"));
            Files.move(folder, dataDir.resolve("journal"), StandardCopyOption.ATOMIC_MOVE);
            QueueFiles.forceNames(dataDir.toAbsolutePath());
        } catch (IOException e) {
            throw new JournalException(
                    JournalException.IO, "Cannot make a journal in " + dataDir + " from a snapshot: " + e, e);
        }
    }

    private static void requireNothingInTheWay(Path journal) {
        try {
            Backup.requireEmpty(journal);
        } catch (IOException e) {
            throw new JournalException(JournalException.IO, "Cannot look into " + journal + ": " + e, e);
        } catch (JournalException e) {
            throw new JournalException(
                    JournalException.TARGET,
                    "The journal is to go on from a snapshot, but there is a folder " + journal
                            + " already, without a single record of signals in it. Move it away, and start again.",
                    e);
        }
    }

    /** Puts the snapshot into a journal's folder, and the first records into its signals, which are empty. */
    static void fill(Path folder, DocumentQueue signals, SnapshotHeader header, Beginning beginning)
            throws IOException {
        Path copy = folder.resolve(FILE);
        Files.copy(beginning.snapshot(), copy);
        QueueFiles.force(copy);
        Genesis.write(signals, beginning.config());
        write(signals, header, beginning);
    }

    /** The snapshot that the journal in a folder goes on from, null where it begins with nothing. */
    static Path in(Path folder) {
        Path snapshot = folder.resolve(FILE);
        return Files.exists(snapshot) ? snapshot : null;
    }

    private static void write(DocumentQueue signals, SnapshotHeader header, Beginning beginning) {
        Signal restored = new Signal().clear();
        restored.sequence = header.sequence() + 1;
        restored.engineTimeMs = header.engineTimeMs();
        restored.type = SignalType.RESTORED;
        restored.value1 = Math.max(header.decisions(), beginning.lastDecision());
        restored.value2 = Math.max(header.scores(), beginning.lastScore());
        restored.value3 = beginning.quietUntilMs();
        restored.sourceTimeMs = beginning.quietUntilMs();
        try (ChronicleSignalJournal journal = new ChronicleSignalJournal(signals, header.sequence())) {
            journal.append(restored);
            journal.commit();
        }
    }

    private static void remove(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static Engine begin(
            Path snapshot, RecoverableJournal directory, DecisionSink sink, JournalFollower follower) {
        try {
            return SnapshotFile.restore(snapshot, directory.engineConfig(), sink, follower);
        } catch (SnapshotException e) {
            throw new JournalException(
                    JournalException.SNAPSHOT,
                    "The journal's first days were removed, and it begins with the snapshot " + snapshot + ". "
                            + e.getMessage()
                            + " Put it back from a backup, or remove it: the journal then begins a day later.",
                    e);
        }
    }

    /**
     * Brings a reader and a follower to the beginning of a journal.
     *
     * @return the engine in the state there: an empty one, or that of the snapshot that the journal goes on from.
     * @throws JournalException if that snapshot cannot be used.
     */
    static Engine begin(
            RecoverableJournal directory, SignalReader reader, DecisionSink sink, JournalFollower follower) {
        reader.toStart();
        if (directory.beginning() != null) {
            return begin(directory.beginning(), directory, sink, follower);
        }
        Path snapshot = directory.origin();
        if (snapshot == null) {
            follower.clear();
            return new Engine(directory.engineConfig(), sink);
        }
        try {
            Engine engine = SnapshotFile.restore(snapshot, directory.engineConfig(), sink, follower);
            if (!reader.next(new Signal())) {
                throw reader.corrupt("there is no GENESIS record");
            }
            return engine;
        } catch (SnapshotException e) {
            throw new JournalException(
                    JournalException.SNAPSHOT,
                    "The journal goes on from the snapshot " + snapshot
                            + ", and without it nothing can be replayed from" + " its beginning. " + e.getMessage()
                            + " Put it back from a backup.",
                    e);
        }
    }
}
