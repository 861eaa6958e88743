package conductor.journal;

import conductor.engine.core.Engine;
import conductor.engine.core.Signal;
import conductor.engine.ring.DecisionLog;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Brings an engine to where the journal ends, and the decisions queue to what follows from the signals. */
public final class Recovery {
    private static final int COMMIT_EVERY = 128;

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
    public static Recovered recover(JournalDirectory directory, DecisionLog log, ProgressListener progress) {
        return recover(directory, log, progress, signal -> {});
    }

    /** As {@link #recover(JournalDirectory, DecisionLog, ProgressListener)}, showing every signal after it was applied. */
    public static Recovered recover(
            JournalDirectory directory, DecisionLog log, ProgressListener progress, Consumer<Signal> applied) {
        long startNs = System.nanoTime();
        SignalMarks end = directory.signalMarks();
        DecisionMarks before = directory.decisionMarks();
        Engine engine = new Engine(directory.engineConfig(), log);
        long replayed = 0;
        try (SignalReader reader = directory.openSignalReader()) {
            SignalReplayer replayer = new SignalReplayer(reader, engine, progress, end.sequence() + 1);
            while (replayer.step()) {
                replayed++;
                applied.accept(replayer.signal());
                if (replayed % COMMIT_EVERY == 0) {
                    log.commit();
                }
            }
            log.commit();
            if (reader.lastSequence() != end.sequence()) {
                throw reader.corrupt(endsEarly(reader.lastSequence(), end.sequence()));
            }
        }
        progress.onProgress(replayed, replayed);
        requireNoMoreThanDerived(engine, before);
        long rederived = engine.decisions() - before.seq() + engine.scores() - before.scoreSeq();
        long elapsedMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs);
        return new Recovered(engine, new RecoveryReport(replayed, rederived, end.sequence(), elapsedMs));
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
