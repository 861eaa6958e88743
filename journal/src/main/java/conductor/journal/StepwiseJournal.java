package conductor.journal;

import conductor.engine.core.Engine;
import conductor.engine.core.EngineConfig;
import conductor.engine.core.Signal;
import conductor.engine.ring.EngineView;
import java.nio.file.Path;

/**
 * A journal over queues that the caller brings: mended, begun, read, written, followed and recovered by the code that does so over
 * Chronicle queues, but without a thread, a lock or a folder. For simulations, which bring queues that can lose what a disk loses.
 */
public final class StepwiseJournal implements RecoverableJournal {
    private final DocumentQueue signals;
    private final DocumentQueue decisions;
    private final EngineConfig engineConfig;
    private ChronicleSignalJournal signalJournal;

    private StepwiseJournal(DocumentQueue signals, DocumentQueue decisions) {
        this.signals = signals;
        this.decisions = decisions;
        this.engineConfig = Genesis.read(signals);
    }

    /**
     * Opens both queues for writing and begins a journal where there is none.
     *
     * @param empty empties the decisions queue, when it does not fit the signals.
     * @throws JournalCorruptException if an end is damaged beyond what a crash leaves.
     */
    public static StepwiseJournal open(
            DocumentQueue signals, DocumentQueue decisions, Runnable empty, EngineConfig configForNew) {
        QueueEnds ends = QueueEnds.mend(signals, decisions, JournalStart.FIRST_RECORD);
        if (ends.lastSignal() < 0) {
            Genesis.write(signals, configForNew);
        }
        if (ends.unusableDecisions() != null) {
            empty.run();
        }
        return new StepwiseJournal(signals, decisions);
    }

    @Override
    public EngineConfig engineConfig() {
        return engineConfig;
    }

    @Override
    public SignalMarks signalMarks() {
        return Tail.ofSignals(signals, JournalStart.FIRST_RECORD);
    }

    @Override
    public DecisionMarks decisionMarks() {
        return Tail.ofDecisions(decisions, JournalStart.FIRST_RECORD);
    }

    @Override
    public SignalReader openSignalReader() {
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
        return new DecisionReader(decisions, mark, JournalStart.FIRST_RECORD);
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

    /** An engine that follows the signals, compares itself with every checkpoint, and can be kept as a snapshot: the shadow. */
    public static final class Follower {
        private final StepwiseJournal journal;
        private final SignalReader reader;
        private final SignalReplayer replayer;
        private final Engine engine;
        private final JournalFollower follower;

        /** @param follower goes with the engine and into its snapshots; empty. */
        public Follower(StepwiseJournal journal, JournalFollower follower) {
            this.journal = journal;
            this.reader = journal.openSignalReader();
            this.engine = new Engine(journal.engineConfig, decision -> {});
            this.replayer = new SignalReplayer(reader, engine, (done, total) -> {}, 0);
            this.follower = follower;
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

        /** Keeps the state as a snapshot. */
        public Path keep(SnapshotFolder folder) {
            return folder.write(engine, follower, journal.engineConfig, reader.documentIndex());
        }

        /** The engine. */
        public Engine engine() {
            return engine;
        }

        /** The last signal that was applied. */
        public Signal signal() {
            return replayer.signal();
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
