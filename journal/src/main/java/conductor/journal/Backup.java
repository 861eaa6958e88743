package conductor.journal;

import conductor.engine.core.Decision;
import conductor.engine.core.DecisionSink;
import conductor.engine.core.Engine;
import conductor.engine.core.EngineConfig;
import conductor.engine.core.Signal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A copy of a node's journal, hash key, templates and snapshots, made while the node writes on or stands still:
 *
 * <pre>
 *   decisions' end ─► signals' end ─► both made durable ─► every record checked ─► state at the end ─► files ─► manifest
 * </pre>
 *
 * Decisions are looked at first, so what caused them is there. Everything is read through the reader's side of the queues, which
 * takes no lock that the writer knows of. What is copied was durable in the node before, so nobody knows more than the journal does.
 */
public final class Backup {
    private static final DecisionSink NO_SINK = decision -> {};
    private static final int PIECE = 1 << 18;
    private static final long ROOM_TO_SPARE = 2 * SpaceGuard.BLOCK;

    private final JournalDirectory directory;
    private final Path dataDir;
    private final Path target;
    private final ProgressListener progress;
    private final List<String> leftOut = new ArrayList<>();

    private Backup(JournalDirectory directory, Path dataDir, Path target, ProgressListener progress) {
        this.directory = directory;
        this.dataDir = dataDir;
        this.target = target;
        this.progress = progress;
    }

    /**
     * A backup that was made.
     *
     * @param manifest what it holds.
     * @param leftOut snapshots that could not be used, a sentence each.
     * @param elapsedMs how long it took.
     */
    public record Made(BackupManifest manifest, List<String> leftOut, long elapsedMs) {}

    /**
     * Makes a backup.
     *
     * @param dataDir the node's data folder.
     * @param target a folder that is not there or empty; without a manifest in it, it is no backup.
     * @param follower of the kind that is in the node's snapshots.
     * @throws JournalCorruptException if the journal is damaged: a backup of that is none.
     * @throws JournalException with code {@link JournalException#TARGET} if there is something in the target,
     *     {@link JournalException#DIVERGED} if the journal does not replay to its own checkpoints, {@link JournalException#IO} if a
     *     disk refuses.
     */
    public static Made make(Path dataDir, Path target, JournalFollower follower, ProgressListener progress) {
        long startNs = System.nanoTime();
        try (JournalDirectory directory = JournalDirectory.openReadOnly(dataDir);
                DaysFence fence = DaysFence.holdDays(directory.folder())) {
            Backup backup = new Backup(directory, dataDir, target, progress);
            requireEmpty(target);
            BackupManifest manifest = backup.make(follower);
            return new Made(manifest, backup.leftOut, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs));
        } catch (IOException e) {
            throw new JournalException(
                    JournalException.IO,
                    "Cannot make the backup in " + target + ": " + e + ". What is there is no backup; remove it.",
                    e);
        }
    }

    /** @throws JournalException with code {@link JournalException#TARGET} if there is something in the folder. */
    static void requireEmpty(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        if (Files.isDirectory(folder)) {
            try (Stream<Path> inside = Files.list(folder)) {
                if (inside.findAny().isEmpty()) {
                    return;
                }
            }
        }
        throw new JournalException(
                JournalException.TARGET,
                "There is something in " + folder + " already. Name a folder that is not there yet, or an empty one.");
    }

    private BackupManifest make(JournalFollower follower) throws IOException {
        QueueCut<DecisionMarks> decisions = QueueCut.ofDecisions(directory.decisions(), directory.days());
        QueueCut<SignalMarks> signals = QueueCut.ofSignals(directory.signals(), directory.days());
        makeDurable();
        long bytes = checkSignals(signals.marks()) + checkDecisions(decisions.marks());
        Engine engine = stateAt(signals.marks(), decisions.marks(), follower);
        Files.createDirectories(target);
        requireRoom(bytes);
        List<BackupManifest.Entry> files = new ArrayList<>();
        files.add(copy(directory.folder().resolve("hash.key"), "hash.key"));
        if (directory.origin() != null) {
            files.add(copy(directory.origin(), Origin.FILE));
        }
        files.addAll(copyBeginning());
        files.addAll(copyTemplates());
        files.addAll(QueueDocuments.copyOut(directory.signals(), signals.index(), target));
        files.addAll(QueueDocuments.copyOut(directory.decisions(), decisions.index(), target));
        files.addAll(copySnapshots(signals.marks(), decisions.marks()));
        BackupManifest manifest = new BackupManifest(
                directory.engineConfig().engineId(),
                EngineConfig.LOGIC_VERSION,
                directory.engineConfig().hash(),
                signals.marks().sequence(),
                signals.marks().engineTimeMs(),
                engine.stateHash(),
                decisions.marks().seq(),
                decisions.marks().scoreSeq(),
                System.currentTimeMillis(),
                files);
        finish(manifest);
        return manifest;
    }

    /** What the node has made durable itself costs nothing here. */
    private void makeDurable() throws IOException {
        for (RecordQueue queue : List.of(directory.signals(), directory.decisions())) {
            try (SyncedQueue synced = new SyncedQueue(queue.folder(), queue.written(), Forcer.SYSTEM)) {
                synced.forceWhatIsThere();
            }
        }
    }

    /** Reads every record; returns their bytes. */
    private long checkSignals(SignalMarks end) {
        Signal signal = new Signal();
        long bytes = 0;
        try (SignalReader reader = directory.openSignalReader()) {
            while (reader.lastSequence() < end.sequence()) {
                if (!reader.next(signal)) {
                    throw reader.corrupt(Recovery.endsEarly(reader.lastSequence(), end.sequence()));
                }
                bytes += Frames.frameLength(reader.recordLength());
            }
        }
        return bytes;
    }

    private long checkDecisions(DecisionMarks end) {
        Decision decision = new Decision();
        long bytes = 0;
        try (DecisionReader reader = directory.openDecisionReader()) {
            while (reader.lastSeq() + reader.lastScoreSeq() < end.seq() + end.scoreSeq()) {
                if (!reader.next(decision)) {
                    throw reader.corrupt("the queue ends before number " + end.seq() + " and score " + end.scoreSeq());
                }
                bytes += Frames.frameLength(reader.recordLength());
            }
        }
        return bytes;
    }

    private Engine stateAt(SignalMarks signals, DecisionMarks decisions, JournalFollower follower) {
        try (SignalReader reader = directory.openSignalReader()) {
            StartingPoint from = StartingPoint.find(
                    directory, reader, new SnapshotFolder(dataDir), signals, decisions, NO_SINK, follower);
            new SignalReplayer(reader, from.engine(), progress, signals.sequence() + 1)
                    .to(signals.sequence(), follower);
            return from.engine();
        }
    }

    /** A backup must not take the room that the node's journal needs, on whose disk it may well be. */
    private void requireRoom(long bytesOfRecords) throws IOException {
        long needed = bytesOfRecords;
        Beginning beginning = directory.days().beginning();
        if (beginning != null) {
            needed += Files.size(beginning.snapshot()) + Files.size(beginning.recap());
        }
        for (Path snapshot : new SnapshotFolder(dataDir).list()) {
            needed += SnapshotFile.header(snapshot).fileLength();
        }
        long free = Files.getFileStore(target).getUsableSpace();
        if (free < needed + ROOM_TO_SPARE) {
            throw new JournalException(
                    JournalException.DISK_FULL,
                    "The disk of " + target + " has " + (free >> 20) + " MiB left; the backup takes "
                            + (needed + ROOM_TO_SPARE >> 20)
                            + " MiB with what should stay free. Name a folder on another disk.");
        }
    }

    private List<BackupManifest.Entry> copyBeginning() throws IOException {
        Beginning beginning = directory.days().beginning();
        if (beginning == null) {
            return List.of();
        }
        Files.createDirectories(target.resolve(JournalDays.FOLDER));
        List<BackupManifest.Entry> files = new ArrayList<>();
        files.add(copy(directory.folder().resolve(Genesis.FILE), Genesis.FILE));
        for (Path file : List.of(beginning.snapshot(), beginning.recap())) {
            files.add(copy(file, JournalDays.FOLDER + "/" + file.getFileName()));
        }
        return files;
    }

    private List<BackupManifest.Entry> copyTemplates() throws IOException {
        List<BackupManifest.Entry> files = new ArrayList<>();
        Path templates = directory.folder().resolve("templates");
        if (Files.isDirectory(templates)) {
            Files.createDirectories(target.resolve("templates"));
            try (Stream<Path> all = Files.list(templates)) {
                for (Path file :
                        all.filter(f -> f.toString().endsWith(".json")).sorted().toList()) {
                    files.add(copy(file, "templates/" + file.getFileName()));
                }
            }
        }
        return files;
    }

    /** A node may remove an old one at any time; one that is not whole, or beyond the cut, would be of no use. */
    private List<BackupManifest.Entry> copySnapshots(SignalMarks signals, DecisionMarks decisions) throws IOException {
        List<BackupManifest.Entry> files = new ArrayList<>();
        for (Path file : new SnapshotFolder(dataDir).list()) {
            try {
                StartingPoint.requireWithin(file, SnapshotFile.verify(file), signals, decisions);
                files.add(copy(file, "snapshots/" + file.getFileName()));
            } catch (SnapshotException e) {
                leftOut.add(e.getMessage());
            } catch (NoSuchFileException e) {
                leftOut.add("The node has removed the snapshot " + file + " meanwhile.");
            }
        }
        return files;
    }

    private BackupManifest.Entry copy(Path from, String name) throws IOException {
        ByteBuffer piece = ByteBuffer.allocate(PIECE);
        try (FileChannel source = FileChannel.open(from, StandardOpenOption.READ);
                BackupFileWriter file = new BackupFileWriter(target, name)) {
            while (source.read(piece) >= 0) {
                file.put(piece.flip());
                piece.clear();
            }
            return file.finish();
        }
    }

    private void finish(BackupManifest manifest) throws IOException {
        for (String folder : List.of("signals", "decisions", JournalDays.FOLDER, "templates", "snapshots")) {
            if (Files.isDirectory(target.resolve(folder))) {
                QueueFiles.forceNames(target.resolve(folder));
            }
        }
        QueueFiles.forceNames(target);
        try (BackupFileWriter file = new BackupFileWriter(target, BackupManifest.NAME)) {
            file.put(ByteBuffer.wrap(manifest.encode()));
            file.finish();
        }
        QueueFiles.forceNames(target);
        QueueFiles.forceNames(target.toAbsolutePath().getParent());
    }
}
