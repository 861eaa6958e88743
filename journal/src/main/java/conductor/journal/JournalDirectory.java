package conductor.journal;

import conductor.engine.core.EngineConfig;
import conductor.engine.core.KeyHash;
import conductor.engine.core.Signal;
import conductor.engine.ring.EngineView;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongSupplier;
import org.agrona.concurrent.UnsafeBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The journal of a node, {@code <data-dir>/journal}:
 *
 * <pre>
 *  lock         who writes here: an operating system lock, pid and start time inside
 *  hash.key     16 secret bytes of the key hash
 *  signals/     queue of inputs; record 0 is GENESIS
 *  decisions/   queue of outputs
 *  days/        states that the journal could begin with, once its first days are removed
 *  genesis      what the GENESIS record said, once it was removed with its day
 *  templates/   template sets of one's own that decisions were made with, if there ever were any
 * </pre>
 *
 * <p>Opened for writing by one node at a time; opened for reading by any number of tools at any time.
 */
public final class JournalDirectory implements RecoverableJournal, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JournalDirectory.class);

    private final Path folder;
    private final JournalLock lock;
    private final RecordQueue signals;
    private final RecordQueue decisions;
    private final EngineConfig engineConfig;
    private final KeyHash keyHash;
    private final TemplateFolder templates;
    private final Recaps recaps;
    private final JournalDays days;
    private final OpenReaders open = new OpenReaders();
    private ChronicleSignalJournal signalJournal;

    private JournalDirectory(Path folder, JournalLock lock, RecordQueue signals, RecordQueue decisions) {
        this.folder = folder;
        this.lock = lock;
        this.signals = signals;
        this.decisions = decisions;
        this.engineConfig = Genesis.read(folder, signals);
        this.keyHash = HashKeyFile.read(keyFile(folder));
        this.templates = new TemplateFolder(folder);
        this.recaps = new Recaps(this::openDecisionReader, engineConfig, SnapshotFolder.beside(folder));
        this.days = new JournalDays(folder);
    }

    /**
     * Opens the journal for writing and creates it where there is none.
     *
     * @param dataDir the node's data directory.
     * @param configForNew configuration of a new journal; one that exists keeps its own, see {@link #engineConfig()}.
     * @throws JournalLockedException if another node holds it.
     * @throws JournalCorruptException if its start or its end is damaged.
     * @throws JournalException if it cannot be used for another reason, see the codes there.
     */
    public static JournalDirectory open(Path dataDir, EngineConfig configForNew) {
        return open(dataDir, configForNew, null);
    }

    /**
     * Like {@link #open(Path, EngineConfig)} with a given hash key, so that runs can be compared.
     *
     * @param hashKey 16 bytes, or null for a random key.
     * @throws JournalException if the journal exists and has another key.
     */
    public static JournalDirectory open(Path dataDir, EngineConfig configForNew, byte[] hashKey) {
        return open(dataDir, configForNew, hashKey, System::currentTimeMillis);
    }

    static JournalDirectory open(Path dataDir, EngineConfig configForNew, byte[] hashKey, LongSupplier wallClockMs) {
        Path folder = dataDir.resolve("journal");
        createFolder(folder);
        Opening opening = new Opening();
        try {
            opening.lock = JournalLock.take(folder);
            FailedSync.removeUnfinished(folder);
            requireRoom(folder);
            FailedSync.mend(folder, Forcer.SYSTEM);
            opening.signals = RecordQueue.openForWriting(folder.resolve("signals"), wallClockMs);
            opening.decisions = RecordQueue.openForWriting(folder.resolve("decisions"), wallClockMs);
            KillPoint.QUEUES_OPENED.pass();
            prepare(opening, folder, configForNew, hashKey, wallClockMs);
            return opening.finish(folder);
        } finally {
            opening.closeUnlessFinished();
        }
    }

    /**
     * Opens the journal for reading only, also while a node writes it. Takes no lock and changes nothing.
     *
     * @throws JournalException with code {@link JournalException#MISSING} if there is no journal.
     */
    public static JournalDirectory openReadOnly(Path dataDir) {
        Path folder = dataDir.resolve("journal");
        if (!exists(dataDir)) {
            throw new JournalException(
                    JournalException.MISSING,
                    "There is no journal in " + folder + ". Check --data-dir, or start a node there first.");
        }
        Opening opening = new Opening();
        try {
            opening.signals = RecordQueue.openForReading(folder.resolve("signals"));
            opening.decisions = RecordQueue.openForReading(folder.resolve("decisions"));
            return opening.finish(folder);
        } finally {
            opening.closeUnlessFinished();
        }
    }

    /** Whether there is a journal in a data folder. */
    public static boolean exists(Path dataDir) {
        return !QueueFiles.rollFiles(dataDir.resolve("journal").resolve("signals"))
                .isEmpty();
    }

    private static void createFolder(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new JournalException(
                    JournalException.IO, "Cannot create " + folder + ": " + e + ". Check --data-dir.", e);
        }
    }

    private static void prepare(
            Opening opening, Path folder, EngineConfig configForNew, byte[] hashKey, LongSupplier wallClockMs) {
        Path keyFile = keyFile(folder);
        QueueEnds ends = QueueEnds.mend(opening.signals, opening.decisions, new JournalDays(folder));
        if (ends.lastSignal() < 0) {
            if (hashKey != null || !Files.exists(keyFile)) {
                HashKeyFile.create(keyFile, hashKey);
            }
            Genesis.write(opening.signals, configForNew);
            KillPoint.GENESIS_WRITTEN.pass();
        } else if (hashKey != null && !HashKeyFile.holds(keyFile, hashKey)) {
            throw new JournalException(
                    JournalException.HASH_KEY,
                    "The journal in " + folder + " was made with another hash key than the given one."
                            + " Leave the key out, or use another --data-dir.");
        }
        if (ends.unusableDecisions() != null) {
            opening.renewDecisions(folder, ends.unusableDecisions(), wallClockMs);
        }
    }

    /** Opening writes at once; on a full disk that would be a fault instead of an error. */
    private static void requireRoom(Path folder) {
        try {
            long free = Files.getFileStore(folder).getUsableSpace();
            if (free < SpaceGuard.BLOCK) {
                throw new JournalException(
                        JournalException.DISK_FULL,
                        "The disk of " + folder + " has " + (free >> 20) + " MiB left; the journal needs "
                                + (SpaceGuard.BLOCK >> 20) + " MiB to begin. Make room, or move the data folder"
                                + " (--data-dir). Nothing is lost: entries wait in Redis.");
            }
        } catch (IOException e) {
            throw new JournalException(JournalException.IO, "Cannot look at the disk of " + folder + ": " + e, e);
        }
    }

    private static Path keyFile(Path folder) {
        return folder.resolve("hash.key");
    }

    /** The folder itself, {@code <data-dir>/journal}. */
    public Path folder() {
        return folder;
    }

    /** The configuration that decides: the one of the genesis record. */
    @Override
    public EngineConfig engineConfig() {
        return engineConfig;
    }

    @Override
    public List<Path> daySnapshots() {
        return days.newestSnapshots();
    }

    @Override
    public Path beginning() {
        Beginning beginning = days.beginning();
        return beginning == null ? null : beginning.snapshot();
    }

    @Override
    public Path origin() {
        return Origin.in(folder);
    }

    /** The hash that made the keys in this journal. */
    public KeyHash keyHash() {
        return keyHash;
    }

    /** The key of that hash, 16 bytes: a secret. Whoever has a state without it can make nothing of the state. */
    public byte[] hashKey() {
        return HashKeyFile.bytes(keyFile(folder));
    }

    /** The template sets that its decisions were made with. */
    public TemplateFolder templates() {
        return templates;
    }

    /** Key of an id in this journal. */
    public long keyOf(String id) {
        byte[] utf8 = id.getBytes(StandardCharsets.UTF_8);
        return keyHash.hash(new UnsafeBuffer(utf8), 0, utf8.length);
    }

    /** Where the signals queue ends now. */
    @Override
    public SignalMarks signalMarks() {
        return Tail.ofSignals(signals, days);
    }

    /**
     * What a start would find, for a directory that was opened for reading while no node writes it.
     *
     * @throws JournalCorruptException if the signals are damaged before their last document.
     */
    public JournalCondition condition() {
        return JournalCondition.of(signals, decisions, days);
    }

    /** Who holds the journal of a data folder, for people; null when nobody does. */
    public static String holder(Path dataDir) {
        return JournalLock.holder(dataDir.resolve("journal"));
    }

    /**
     * Looks before anything is started for a data folder, so that whoever is not the first there hears of the journal and not of what
     * stands beside it.
     *
     * @throws JournalLockedException if somebody writes its journal.
     */
    public static void requireFree(Path dataDir) {
        JournalLock.requireFree(dataDir.resolve("journal"));
    }

    /** Where the decisions queue ends now. */
    @Override
    public DecisionMarks decisionMarks() {
        return Tail.ofDecisions(decisions, days);
    }

    /**
     * Opens the signals queue for appending behind its last record. Once only.
     *
     * @throws IllegalStateException if the directory was opened for reading, or the journal is open already.
     */
    public ChronicleSignalJournal openSignalJournal() {
        requireWritable();
        if (signalJournal != null) {
            throw new IllegalStateException("the signals queue has one writer, and it is open already");
        }
        signalJournal = new ChronicleSignalJournal(signals, signalMarks().sequence());
        return signalJournal;
    }

    @Override
    public void append(Signal signal) {
        requireWritable();
        if (signalJournal != null) {
            throw new IllegalStateException("the signals queue has its writer already");
        }
        try (ChronicleSignalJournal once =
                new ChronicleSignalJournal(signals, signalMarks().sequence())) {
            once.append(signal);
            once.commit();
        }
    }

    /**
     * Opens the decisions queue for appending behind its last records.
     *
     * @throws IllegalStateException if the directory was opened for reading.
     */
    public ChronicleDecisionLog openDecisionLog() {
        return openDecisionLog(Frames.MAX_DOCUMENT_LENGTH);
    }

    /** @param capacity bytes of decisions after which a batch becomes more than one document. */
    ChronicleDecisionLog openDecisionLog(int capacity) {
        requireWritable();
        return new ChronicleDecisionLog(decisions, this::commitSignals, decisionMarks(), capacity);
    }

    /** Starts the thread that helps the writers; close it after them. */
    public JournalKeeper startKeeper() {
        requireWritable();
        return new JournalKeeper(signals.written(), signals.folder(), decisions.written(), decisions.folder()).start();
    }

    /**
     * Makes durable what was found and what recovery added, and moves the mark to it, so that whoever compares what it finds outside
     * with the journal sees all of it.
     *
     * @throws JournalException with code {@link JournalException#SYNC} when the disk refuses.
     */
    public void syncRecovered(DurableMark mark) {
        DecisionMarks end = decisionMarks();
        KillPoint.RECOVERY_UNFORCED.pass();
        try (SyncedQueue ofSignals = new SyncedQueue(signals.folder(), signals.written(), Forcer.SYSTEM);
                SyncedQueue ofDecisions = new SyncedQueue(decisions.folder(), decisions.written(), Forcer.SYSTEM)) {
            ofSignals.forceWhatIsThere();
            ofDecisions.forceWhatIsThere();
        } catch (IOException e) {
            FailedSync.note(folder);
            throw JournalSync.refused(e);
        }
        KillPoint.RECOVERY_FORCED.pass();
        mark.recovered(end.seq() + end.scoreSeq());
    }

    /** What makes the journal durable for level {@code host}; run it by a thread, stop it after the writers. */
    public JournalSync sync(EngineView view, DurableMark mark) {
        return sync(view, mark, Forcer.SYSTEM);
    }

    JournalSync sync(EngineView view, DurableMark mark, Forcer forcer) {
        requireWritable();
        return new JournalSync(
                folder,
                new SyncedQueue(signals.folder(), signals.written(), forcer),
                new SyncedQueue(decisions.folder(), decisions.written(), forcer),
                view,
                mark);
    }

    /**
     * What watches the free space of the journal's disk.
     *
     * @param reserveBytes free space below which intake stops, 0 = derived from the disk.
     */
    public SpaceGuard spaceGuard(long reserveBytes) {
        requireWritable();
        try {
            return new SpaceGuard(SpaceGuard.diskOf(folder), reserveBytes, this::writtenBytes);
        } catch (IOException e) {
            throw new JournalException(JournalException.IO, "Cannot look at the disk of " + folder + ": " + e, e);
        }
    }

    /** Bytes written today to both queues; a day's roll starts over. */
    private long writtenBytes() {
        long signalsNow = signals.written().read();
        long decisionsNow = decisions.written().read();
        return signalsNow == 0 || decisionsNow == 0
                ? SpaceGuard.UNKNOWN
                : WritePosition.offset(signalsNow) + WritePosition.offset(decisionsNow);
    }

    private void commitSignals() {
        if (signalJournal != null) {
            signalJournal.commit();
        }
    }

    private void requireWritable() {
        if (lock == null) {
            throw new IllegalStateException("the journal is open for reading only");
        }
    }

    /** A new reader at the start of the signals queue. */
    @Override
    public SignalReader openSignalReader() {
        return new SignalReader(signals, days);
    }

    /** Who finds the signals behind records. */
    public CauseReader openCauseReader() {
        return new CauseReader(this::openSignalReader, new SnapshotFolder(folder.resolveSibling(""))::list);
    }

    /** A new reader at the start of the decisions queue. */
    public DecisionReader openDecisionReader() {
        return openDecisionReader(DurableMark.everything());
    }

    /** A new reader at the start of the decisions queue that stays behind a mark, for whatever leaves the node. */
    public DecisionReader openDecisionReader(DurableMark mark) {
        return new DecisionReader(decisions, mark, days, open);
    }

    /**
     * Keeps a snapshot as the one that its day could begin with, if the day has none yet. Only for the node that writes here: all decisions up
     * to the snapshot have to be in the queue.
     *
     * @throws JournalException when the disk refuses, or the decisions cannot be read.
     */
    void keepDay(Path snapshot, SnapshotHeader header) {
        days.keep(signals.epochDay(header.documentIndex()), snapshot, header, recaps);
    }

    @Override
    public List<Path> removeDaysBeyond(long last) {
        return days.removeBeyond(last);
    }

    /** The days that it could begin with. */
    JournalDays days() {
        return days;
    }

    /** What its retention works on. */
    Retention.Kept kept() {
        return new Retention.Kept(folder, engineConfig, signals, decisions, days, open);
    }

    /** The recaps of its decisions. */
    public Recaps recaps() {
        return recaps;
    }

    RecordQueue signals() {
        return signals;
    }

    RecordQueue decisions() {
        return decisions;
    }

    /** Closes queues, writers and readers, then gives the lock back. What was not committed is dropped. */
    @Override
    public void close() {
        signals.close();
        decisions.close();
        if (lock != null) {
            lock.close();
        }
    }

    /** What has been opened so far, closed again if opening fails half-way. */
    private static final class Opening {
        private JournalLock lock;
        private RecordQueue signals;
        private RecordQueue decisions;
        private boolean finished;

        JournalDirectory finish(Path folder) {
            JournalDirectory directory = new JournalDirectory(folder, lock, signals, decisions);
            finished = true;
            return directory;
        }

        /** Decisions follow from signals: a queue of them that does not fit is kept for people, and all of it derived again. */
        void renewDecisions(Path folder, String why, LongSupplier wallClockMs) {
            decisions.close();
            decisions = null;
            Path queue = folder.resolve("decisions");
            Path aside = QueueFiles.moveAside(queue);
            KillPoint.DECISIONS_SET_ASIDE.pass();
            LOG.warn(
                    "The journal queue 'decisions' {}, as a power failure can leave it. It is now in {}, and every decision is"
                            + " made again from the signals.",
                    why,
                    aside);
            decisions = RecordQueue.openForWriting(queue, wallClockMs);
        }

        void closeUnlessFinished() {
            if (finished) {
                return;
            }
            if (signals != null) {
                signals.close();
            }
            if (decisions != null) {
                decisions.close();
            }
            if (lock != null) {
                lock.close();
            }
        }
    }
}
