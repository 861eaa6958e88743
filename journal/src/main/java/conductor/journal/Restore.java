package conductor.journal;

import conductor.engine.core.DecisionSink;
import conductor.engine.core.Engine;
import conductor.engine.core.EngineConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;

/**
 * Makes a data folder from a {@link Backup}. Every file is checked before anything is written; the journal gets its name only when it
 * is whole, and then is replayed: it has to lead to the state that the manifest names.
 */
public final class Restore {
    private static final DecisionSink NO_SINK = decision -> {};
    private static final String UNFINISHED = "journal-restoring";
    private static final int PIECE = 1 << 18;

    private Restore() {}

    /**
     * A journal that was restored.
     *
     * @param manifest of the backup.
     * @param replay where it leads.
     */
    public record Restored(BackupManifest manifest, ReplayResult replay) {}

    /**
     * Checks every file of a backup without restoring it.
     *
     * @throws JournalException with code {@link JournalException#BACKUP} if it is not whole, with the file's name.
     */
    public static BackupManifest check(Path backup) {
        BackupManifest manifest = BackupManifest.read(backup);
        for (BackupManifest.Entry entry : manifest.files()) {
            check(backup.resolve(entry.name()), entry);
        }
        return manifest;
    }

    /**
     * Restores a backup.
     *
     * @param dataDir a folder that is not there or empty.
     * @param follower of the kind that is in the snapshots.
     * @throws JournalException with code {@link JournalException#BACKUP} if the backup is not whole, with the file's name;
     *     {@link JournalException#TARGET} if there is something in the data folder; {@link JournalException#VERSION} if it was made by
     *     another behaviour; {@link JournalException#DIVERGED} if what was restored leads to another state.
     */
    public static Restored run(Path backup, Path dataDir, JournalFollower follower, ProgressListener progress) {
        BackupManifest manifest = unpack(backup, dataDir);
        return new Restored(manifest, requireState(manifest, dataDir, follower, progress));
    }

    /** Restores without looking where the journal leads. */
    static BackupManifest unpack(Path backup, Path dataDir) {
        BackupManifest manifest = check(backup);
        if (manifest.logicVersion() != EngineConfig.LOGIC_VERSION) {
            throw new JournalException(
                    JournalException.VERSION,
                    "The backup was made by behaviour version " + manifest.logicVersion() + ", this program has "
                            + EngineConfig.LOGIC_VERSION + ". Run the version of the program that made it.");
        }
        try {
            Backup.requireEmpty(dataDir);
            write(backup, manifest, dataDir);
        } catch (IOException e) {
            throw new JournalException(
                    JournalException.IO,
                    "Cannot restore to " + dataDir + ": " + e + ". What is there is not whole; remove it.",
                    e);
        }
        return manifest;
    }

    private static void check(Path file, BackupManifest.Entry entry) {
        CRC32C crc = new CRC32C();
        long length = 0;
        ByteBuffer piece = ByteBuffer.allocateDirect(PIECE);
        try (FileChannel source = FileChannel.open(file, StandardOpenOption.READ)) {
            while (source.read(piece) >= 0) {
                piece.flip();
                length += piece.remaining();
                crc.update(piece);
                piece.clear();
            }
        } catch (IOException e) {
            throw BackupManifest.unusable(file, "it cannot be read (" + e + ")", e);
        }
        if (length != entry.bytes()) {
            throw BackupManifest.unusable(file, "it has " + length + " bytes instead of " + entry.bytes(), null);
        }
        if ((int) crc.getValue() != entry.crc()) {
            throw BackupManifest.unusable(file, "its checksum differs", null);
        }
    }

    private static void write(Path backup, BackupManifest manifest, Path dataDir) throws IOException {
        Path journal = dataDir.resolve(UNFINISHED);
        Files.createDirectories(journal);
        HashKeyFile.create(journal.resolve("hash.key"), Files.readAllBytes(backup.resolve("hash.key")));
        if (Files.exists(backup.resolve(Origin.FILE))) {
            Files.copy(backup.resolve(Origin.FILE), journal.resolve(Origin.FILE));
            force(journal.resolve(Origin.FILE));
        }
        if (Files.exists(backup.resolve(Genesis.FILE))) {
            Files.copy(backup.resolve(Genesis.FILE), journal.resolve(Genesis.FILE));
            force(journal.resolve(Genesis.FILE));
            copy(backup, manifest.in(JournalDays.FOLDER), journal);
        }
        if (Files.isDirectory(backup.resolve("templates"))) {
            copy(backup, manifest.in("templates"), journal);
            Files.createDirectories(journal.resolve("templates"));
        }
        writeQueue(backup, manifest.in("signals"), journal.resolve("signals"));
        writeQueue(backup, manifest.in("decisions"), journal.resolve("decisions"));
        copy(backup, manifest.in("snapshots"), dataDir);
        QueueFiles.forceNames(journal);
        Files.move(journal, dataDir.resolve("journal"), StandardCopyOption.ATOMIC_MOVE);
        QueueFiles.forceNames(dataDir);
    }

    private static void writeQueue(Path backup, List<BackupManifest.Entry> files, Path folder) throws IOException {
        JournalClock clock = new JournalClock(() -> 0);
        try (RecordQueue queue = RecordQueue.openForRestoring(folder, clock)) {
            for (BackupManifest.Entry file : files) {
                QueueDocuments.copyIn(backup.resolve(file.name()), queue, clock);
            }
        }
        for (Path file : QueueFiles.rollFiles(folder)) {
            force(file);
        }
        force(folder.resolve(QueueFiles.METADATA));
        QueueFiles.forceNames(folder);
    }

    private static void copy(Path backup, List<BackupManifest.Entry> files, Path to) throws IOException {
        for (BackupManifest.Entry file : files) {
            Path target = to.resolve(file.name());
            Files.createDirectories(target.getParent());
            Files.copy(backup.resolve(file.name()), target);
            force(target);
            QueueFiles.forceNames(target.getParent());
        }
    }

    private static void force(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static ReplayResult requireState(
            BackupManifest manifest, Path dataDir, JournalFollower follower, ProgressListener progress) {
        long startNs = System.nanoTime();
        try (JournalDirectory directory = JournalDirectory.openReadOnly(dataDir);
                SignalReader reader = directory.openSignalReader()) {
            SignalMarks end = directory.signalMarks();
            StartingPoint from = StartingPoint.find(
                    directory, reader, new SnapshotFolder(dataDir), end, directory.decisionMarks(), NO_SINK, follower);
            Engine engine = from.engine();
            new SignalReplayer(reader, engine, progress, end.sequence() + 1).to(end.sequence(), follower);
            if (end.sequence() != manifest.sequence() || engine.stateHash() != manifest.stateHash()) {
                throw new JournalException(
                        JournalException.DIVERGED,
                        "What was restored ends at sequence " + end.sequence() + " with state "
                                + String.format("%016x", engine.stateHash()) + ", the backup was made at "
                                + manifest.sequence() + " with " + manifest.stateHashHex()
                                + ". Keep the backup and run the version of the program that made it.");
            }
            long elapsedMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs);
            return Replay.result(engine, end.sequence(), elapsedMs);
        }
    }
}
