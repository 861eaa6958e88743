package conductor.journal;

import conductor.engine.core.Engine;
import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;
import conductor.engine.core.SourceId;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Checks a journal from its first byte to its last: checksums, numbering without holes in both queues, no stream entry twice,
 * checkpoints, and that the decisions are exactly those that follow from the signals.
 */
public final class Verify {
    private final JournalDirectory directory;
    private final ProgressListener progress;
    private final Map<String, Long> byType = new TreeMap<>();
    private final Map<String, Long> bySource = new TreeMap<>();
    private final SourceOrder order = new SourceOrder();
    private VerifyResult.Problem problem;
    private ReplayResult replay;

    private Verify(JournalDirectory directory, ProgressListener progress) {
        this.directory = directory;
        this.progress = progress;
    }

    /** Verifies what the journal holds now; a running node may go on writing. Damage is in the result, not thrown. */
    public static VerifyResult run(JournalDirectory directory, ProgressListener progress) {
        return new Verify(directory, progress).run();
    }

    private VerifyResult run() {
        try (SignalReader signals = directory.openSignalReader();
                DecisionReader decisions = directory.openDecisionReader()) {
            DecisionComparison comparison = new DecisionComparison(decisions);
            try {
                DecisionMarks decided = directory.decisionMarks();
                SignalMarks end = directory.signalMarks();
                requireCauses(decided, end);
                replay(signals, comparison, end.sequence());
                comparison.checkRest(end.sequence());
            } catch (JournalCorruptException e) {
                problem = VerifyResult.Problem.of(e);
            } catch (JournalException | IllegalStateException e) {
                problem = diverged(signals.lastSequence(), e.getMessage());
            }
            if (problem == null) {
                problem = comparison.problem();
            }
            return new VerifyResult(
                    byType.values().stream().mapToLong(Long::longValue).sum(),
                    byType,
                    bySource,
                    comparison.compared(),
                    comparison.missing(),
                    problem == null ? replay : null,
                    problem);
        }
    }

    /** Decisions are committed after their inputs, so looking at the decisions first must find the inputs there. */
    private static void requireCauses(DecisionMarks decided, SignalMarks end) {
        if (decided.causeSequence() > end.sequence()) {
            throw new JournalCorruptException(
                    "signals",
                    "its end",
                    "it ends with sequence " + end.sequence() + ", but the last decision was caused by "
                            + decided.causeSequence(),
                    null);
        }
    }

    private void replay(SignalReader reader, DecisionComparison comparison, long last) {
        long startNs = System.nanoTime();
        Engine engine = Origin.begin(directory, reader, comparison, JournalFollower.NONE);
        SignalReplayer replayer = new SignalReplayer(reader, engine, progress, last + 1);
        while (reader.lastSequence() < last && comparison.problem() == null) {
            if (!replayer.step()) {
                throw reader.corrupt(Recovery.endsEarly(reader.lastSequence(), last));
            }
            count(reader, replayer.signal());
        }
        progress.onProgress(reader.lastSequence() + 1, last + 1);
        long elapsedMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs);
        replay = Replay.result(engine, reader.lastSequence(), elapsedMs);
    }

    private void count(SignalReader reader, Signal signal) {
        byType.merge(SignalType.name(signal.type), 1L, Long::sum);
        String wrong = order.check(signal);
        if (wrong != null) {
            throw reader.corrupt("at sequence " + signal.sequence + ", " + wrong);
        }
        String stream = SourceId.stream(signal.source);
        bySource.merge(stream == null ? "internal" : stream, 1L, Long::sum);
    }

    private static VerifyResult.Problem diverged(long sequence, String what) {
        return new VerifyResult.Problem("signals", "sequence " + sequence, JournalException.DIVERGED, what);
    }
}
