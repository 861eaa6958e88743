package conductor.journal;

import conductor.engine.core.DecisionSink;
import conductor.engine.core.Engine;
import conductor.engine.core.EngineConfig;
import conductor.engine.core.Signal;
import conductor.engine.ring.EngineView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A journal over queues that the caller brings: mended, begun, read, written, followed, recovered and shortened by the code that does so over
 * Chronicle queues, but without a thread or a lock. What a journal keeps in files beside its queues is in a folder here too. For
 * simulations, which bring queues that can lose what a disk loses.
 */
public final class StepwiseJournal implements RecoverableJournal {
    private static final String FOLDER = "journal";
    private static final DecisionSink NO_SINK = decision -> {};

    private final Path folder;
    private final DocumentQueue signals;
    private final DocumentQueue decisions;
    private final JournalDays days;
    private final OpenReaders open = new OpenReaders();
    private final EngineConfig engineConfig;
    private final Recaps recaps;
    private ChronicleSignalJournal signalJournal;

    private StepwiseJournal(Path folder, DocumentQueue signals, DocumentQueue decisions, JournalDays days) {
        this.folder = folder;
        this.signals = signals;
        this.decisions = decisions;
        this.days = days;
        this.engineConfig = Genesis.read(folder, signals);
        this.recaps = new Recaps(
                () -> openDecisionReader(DurableMark.everything()), engineConfig, SnapshotFolder.beside(folder));
    }

    /**
     * Opens both queues for writing and begins a journal where there is none.
     *
     * @param dataDir the node's data folder.
     * @param empty empties the decisions queue, when it does not fit the signals.
     * @throws JournalCorruptException if an end is damaged beyond what a crash leaves.
     */
    public static StepwiseJournal open(
            Path dataDir, DocumentQueue signals, DocumentQueue decisions, Runnable empty, EngineConfig configForNew) {
        Path folder = madeIn(dataDir);
        JournalDays days = new JournalDays(folder, signals::epochDays);
        QueueEnds ends = QueueEnds.mend(signals, decisions, days);
        if (ends.lastSignal() < 0) {
            Genesis.write(signals, configForNew);
        }
        if (ends.unusableDecisions() != null) {
            empty.run();
        }
        return new StepwiseJournal(folder, signals, decisions, days);
    }

    /**
     * Makes the journal of a node that lost its disk: one that goes on from a snapshot.
     *
     * @param signals a queue without a document, as that of the decisions has to be.
     * @throws SnapshotException if the snapshot cannot be used.
     */
    public static void goOn(Path dataDir, DocumentQueue signals, Origin.Beginning beginning) {
        SnapshotHeader header = SnapshotFile.verify(beginning.snapshot());
        try {
            Origin.fill(madeIn(dataDir), signals, header, beginning);
        } catch (IOException e) {
            throw new JournalException(JournalException.IO, "Cannot make a journal in " + dataDir + ": " + e, e);
        }
    }

    private static Path madeIn(Path dataDir) {
        try {
            return Files.createDirectories(dataDir.resolve(FOLDER));
        } catch (IOException e) {
            throw new JournalException(JournalException.IO, "Cannot create a folder in " + dataDir + ": " + e, e);
        }
    }

    @Override
    public EngineConfig engineConfig() {
        return engineConfig;
    }

    @Override
    public Path origin() {
        return Origin.in(folder);
    }

    @Override
    public Path beginning() {
        Beginning beginning = days.beginning();
        return beginning == null ? null : beginning.snapshot();
    }

    @Override
    public List<Path> daySnapshots() {
        return days.newestSnapshots();
    }

    @Override
    public List<Path> removeDaysBeyond(long last) {
        return days.removeBeyond(last);
    }

    /** Behind which decisions it begins. */
    public RecordPosition firstRecords() {
        Path state = beginning() == null ? origin() : beginning();
        if (state == null) {
            return RecordPosition.START;
        }
        SnapshotHeader header = SnapshotFile.header(state);
        return new RecordPosition(header.decisions(), header.scores());
    }

    /**
     * The first document of the signals that the journal in a data folder cannot do without.
     *
     * @return its index, -1 where it is the first there is.
     */
    public static long firstDocument(Path dataDir, DocumentQueue signals) {
        Beginning beginning = new JournalDays(dataDir.resolve(FOLDER), signals::epochDays).beginning();
        return beginning == null ? -1 : beginning.header().documentIndex();
    }

    @Override
    public SignalMarks signalMarks() {
        return Tail.ofSignals(signals, days);
    }

    @Override
    public DecisionMarks decisionMarks() {
        return Tail.ofDecisions(decisions, days);
    }

    @Override
    public SignalReader openSignalReader() {
        return new SignalReader(signals, days);
    }

    /** Who finds the signals behind records. */
    public CauseReader openCauseReader() {
        return new CauseReader(this::openSignalReader, new SnapshotFolder(folder.resolveSibling(""))::list);
    }

    /** Reads signals of which the first one is the GENESIS record, whatever stands beside them. */
    public static SignalReader readerOf(DocumentQueue signals) {
        return new SignalReader(signals, JournalStart.FIRST_RECORD);
    }

    @Override
    public void append(Signal signal) {
        try (ChronicleSignalJournal once =
                new ChronicleSignalJournal(signals, signalMarks().sequence())) {
            once.append(signal);
            once.commit();
        }
    }

    /** A new reader at the start of the decisions queue that stays behind a mark. */
    public DecisionReader openDecisionReader(DurableMark mark) {
        return new DecisionReader(decisions, mark, days, open);
    }

    /** Opens the decisions queue for appending behind its last records. */
    public ChronicleDecisionLog openDecisionLog() {
        return new ChronicleDecisionLog(
                decisions,
                () -> {
                    if (signalJournal != null) {
                        signalJournal.commit();
                    }
                },
                decisionMarks(),
                Frames.MAX_DOCUMENT_LENGTH);
    }

    /** Opens the signals queue for appending behind its last record. */
    public ChronicleSignalJournal openSignalJournal() {
        signalJournal = new ChronicleSignalJournal(signals, signalMarks().sequence());
        return signalJournal;
    }

    /** What removes its days, as {@link Retention} says. */
    public Retention retention(SnapshotFolder snapshots, int keepDays, Map<String, Supplier<RecordPosition>> readers) {
        Retention.Kept kept = new Retention.Kept(folder, engineConfig, signals, decisions, days, open);
        return new Retention(kept, snapshots, keepDays, readers);
    }

    /** Replays all that there is of it, from wherever it begins. */
    public Engine replay(JournalFollower follower) {
        try (SignalReader reader = openSignalReader()) {
            Engine engine = Origin.begin(this, reader, NO_SINK, follower);
            new SignalReplayer(reader, engine, ProgressListener.NONE, 0)
                    .to(signalMarks().sequence(), follower);
            return engine;
        }
    }

    /** An engine that follows the signals, compares itself with every checkpoint, and can be kept as a snapshot: the shadow. */
    public static final class Follower {
        private final StepwiseJournal journal;
        private final SnapshotFolder folder;
        private final SignalReader reader;
        private final SignalReplayer replayer;
        private final Engine engine;
        private final JournalFollower follower;

        /**
         * Begins as the {@link Shadow} does.
         *
         * @param folder has the snapshots, and gets others.
         * @param follower goes with the engine and into its snapshots; empty.
         */
        public Follower(StepwiseJournal journal, SnapshotFolder folder, JournalFollower follower) {
            this.journal = journal;
            this.folder = folder;
            this.reader = journal.openSignalReader();
            this.follower = follower;
            this.engine = StartingPoint.find(
                            journal, reader, folder, journal.signalMarks(), journal.decisionMarks(), NO_SINK, follower)
                    .engine();
            this.replayer = new SignalReplayer(reader, engine, ProgressListener.NONE, 0);
        }

        /**
         * Applies the signals up to a sequence.
         *
         * @throws JournalException with code {@link JournalException#DIVERGED} at a checkpoint with another state.
         */
        public void to(long sequence) {
            replayer.to(sequence, follower);
        }

        /** Compares the state with the one that the live engine has there. */
        public void requireState(long stateHash) {
            replayer.requireState(stateHash);
        }

        /**
         * Keeps the state as a snapshot, and beside it what readers and a journal without its first days begin with.
         *
         * @param recordsBetween decisions behind the newest recap from which on another is made.
         */
        public void keep(long recordsBetween) {
            Path file = folder.write(engine, follower, journal.engineConfig, reader.documentIndex());
            SnapshotHeader header = SnapshotFile.header(file);
            journal.days.keep(journal.signals.epochDay(header.documentIndex()), file, header, journal.recaps);
            journal.recaps.keep(new RecordPosition(header.decisions(), header.scores()), recordsBetween);
        }
    }

    /** What an engine had committed at these figures counts as durable: for whoever brings the queues to the disk himself. */
    public static void durable(DurableMark mark, EngineView.Figures figures) {
        mark.advance(figures);
    }

    /** Everything that recovery found and added counts as durable. */
    public void recoveredDurably(DurableMark mark) {
        DecisionMarks end = decisionMarks();
        mark.recovered(end.seq() + end.scoreSeq());
    }
}
