package conductor.journal;

import conductor.engine.core.DecisionSink;
import conductor.engine.core.Engine;
import conductor.engine.ring.DecisionLog;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings an engine to where the journal ends, and the decisions queue to what follows from the signals. */
public final class Recovery {
    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);
    private static final int COMMIT_EVERY = 128;
    private static final DecisionSink NO_SINK = decision -> {};

    private Recovery() {}

    /**
     * What a recovery leaves.
     *
     * @param engine the engine in the state after the last journalled signal; its sink is the given log.
     * @param report figures.
     */
    public record Recovered(Engine engine, RecoveryReport report) {}

    /**
     * Replays every signal from the genesis record into a new engine that writes to {@code log}, which skips what it has.
     *
     * @param log the decision log of this directory, opened before.
     * @throws JournalCorruptException if a queue is damaged, or the decisions go further than the signals.
     * @throws JournalException with code {@link JournalException#DIVERGED} if a checkpoint does not match.
     */
    public static Recovered recover(RecoverableJournal directory, DecisionLog log, ProgressListener progress) {
        long startNs = System.nanoTime();
        try (SignalReader reader = directory.openSignalReader()) {
            Engine engine = Origin.begin(directory, reader, log, JournalFollower.NONE);
            StartingPoint beginning = new StartingPoint(engine, null, List.of());
            return recover(directory, reader, beginning, log, progress, JournalFollower.NONE, startNs);
        }
    }

    /**
     * As {@link #recover(RecoverableJournal, DecisionLog, ProgressListener)}, from the newest snapshot that can be used. Snapshots of what the
     * journal does not hold any more are removed.
     *
     * @param follower is brought to where the journal ends, as the engine is.
     */
    public static Recovered recover(
            RecoverableJournal directory,
            SnapshotFolder snapshots,
            DecisionLog log,
            ProgressListener progress,
            JournalFollower follower) {
        long startNs = System.nanoTime();
        SignalMarks end = directory.signalMarks();
        List<Path> beyond = new ArrayList<>(snapshots.removeBeyond(end.sequence()));
        beyond.addAll(directory.removeDaysBeyond(end.sequence()));
        for (Path removed : beyond) {
            LOG.warn(
                    "The snapshot {} was removed: the journal ends before it, at sequence {}, as a power failure can leave it.",
                    removed,
                    end.sequence());
        }
        try (SignalReader reader = directory.openSignalReader()) {
            StartingPoint from =
                    StartingPoint.find(directory, reader, snapshots, end, directory.decisionMarks(), log, follower);
            from.unusable().forEach(LOG::warn);
            return recover(directory, reader, from, log, progress, follower, startNs);
        }
    }

    /**
     * Does in memory what a start would do, and changes nothing.
     *
     * @param directory opened for reading, while no node writes it.
     * @param found its condition.
     * @return the engine in the state that the node would start in; the report's figures are those that a recovery would give.
     * @throws JournalException as {@code recover} does.
     */
    public static Recovered rehearse(
            RecoverableJournal directory,
            JournalCondition found,
            SnapshotFolder snapshots,
            ProgressListener progress,
            JournalFollower follower) {
        long startNs = System.nanoTime();
        long end = found.signals().sequence();
        try (SignalReader reader = directory.openSignalReader()) {
            StartingPoint from = StartingPoint.find(
                    directory, reader, snapshots, found.signals(), found.decisions(), NO_SINK, follower);
            Engine engine = from.engine();
            long first = engine.sequence() + 1;
            SignalReplayer replayer = new SignalReplayer(reader, engine, progress, end + 1);
            replayer.to(end, follower);
            requireNoMoreThanDerived(engine, found.decisions());
            return new Recovered(engine, report(from, first, engine, found.decisions(), startNs));
        }
    }

    private static RecoveryReport report(
            StartingPoint from, long first, Engine engine, DecisionMarks before, long startNs) {
        return new RecoveryReport(
                from.snapshot(),
                from.unusable(),
                first,
                engine.sequence() + 1 - first,
                engine.decisions() - before.seq() + engine.scores() - before.scoreSeq(),
                engine.sequence(),
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs));
    }

    private static Recovered recover(
            RecoverableJournal directory,
            SignalReader reader,
            StartingPoint from,
            DecisionLog log,
            ProgressListener progress,
            JournalFollower follower,
            long startNs) {
        SignalMarks end = directory.signalMarks();
        DecisionMarks before = directory.decisionMarks();
        KillPoint.RECOVERY_BEGUN.pass();
        Engine engine = from.engine();
        long first = engine.sequence() + 1;
        SignalReplayer replayer = new SignalReplayer(reader, engine, progress, end.sequence() + 1);
        while (engine.sequence() + COMMIT_EVERY <= end.sequence()) {
            replayer.pass(engine.sequence() + COMMIT_EVERY, follower::note);
            log.commit();
            KillPoint.RECOVERY_COMMITTED.pass();
        }
        replayer.to(end.sequence(), follower);
        log.commit();
        if (replayer.step()) {
            throw reader.corrupt(endsEarly(reader.lastSequence(), end.sequence()));
        }
        requireNoMoreThanDerived(engine, before);
        return new Recovered(engine, report(from, first, engine, before, startNs));
    }

    /** What is wrong when a queue can be read up to one record only although its last document holds a later one. */
    static String endsEarly(long read, long last) {
        return "reading ends after sequence " + read + ", but the queue goes on to " + last;
    }

    private static void requireNoMoreThanDerived(Engine engine, DecisionMarks logged) {
        if (logged.seq() > engine.decisions() || logged.scoreSeq() > engine.scores()) {
            throw new JournalCorruptException(
                    "signals",
                    "its end",
                    "it leads to " + engine.decisions() + " decisions and " + engine.scores()
                            + " scores, the decisions queue has " + logged.seq() + " and " + logged.scoreSeq()
                            + ", so signals are missing",
                    null);
        }
    }
}
