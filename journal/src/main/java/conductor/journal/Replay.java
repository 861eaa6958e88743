package conductor.journal;

import conductor.engine.audience.SessionPicture;
import conductor.engine.core.DecisionSink;
import conductor.engine.core.Engine;
import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Runs the journal through a new engine without writing anything. */
public final class Replay {
    /** Replay to the end. */
    public static final long TO_THE_END = Long.MAX_VALUE;

    private static final DecisionSink NO_SINK = decision -> {};

    private Replay() {}

    /** Replays everything the journal holds now. */
    public static ReplayResult run(JournalDirectory directory) {
        return run(directory, TO_THE_END, NO_SINK, ProgressListener.NONE);
    }

    /** Replays up to and with the given sequence, or to the end. */
    public static ReplayResult run(JournalDirectory directory, long untilSequence) {
        return run(directory, untilSequence, NO_SINK, ProgressListener.NONE);
    }

    /**
     * Replays up to and with a sequence and hands out what the engine decides.
     *
     * @param untilSequence last sequence to apply; beyond the end it means the end at the time of the call.
     * @param sink gets every decision; the object is used again after the call.
     * @throws JournalCorruptException if the queue is damaged within the range.
     * @throws JournalException with code {@link JournalException#DIVERGED} if a checkpoint does not match.
     */
    public static ReplayResult run(
            JournalDirectory directory, long untilSequence, DecisionSink sink, ProgressListener progress) {
        return run(directory, untilSequence, sink, progress, signal -> {});
    }

    /**
     * A session as the engine knows it where a replay ended.
     *
     * @param replay where it ended.
     * @param session null when it is not open there.
     */
    public record Explained(ReplayResult replay, SessionPicture session) {}

    /**
     * Replays up to and with a sequence and looks at a session there.
     *
     * @param sessionKey see {@link JournalDirectory#keyOf(String)}.
     * @throws JournalCorruptException if the queue is damaged within the range.
     * @throws JournalException with code {@link JournalException#DIVERGED} if a checkpoint does not match.
     */
    public static Explained explain(
            JournalDirectory directory,
            long untilSequence,
            long sessionKey,
            DecisionSink sink,
            ProgressListener progress) {
        return explain(directory, untilSequence, sessionKey, sink, progress, signal -> {});
    }

    /** As above, showing every signal after it was applied. */
    static Explained explain(
            JournalDirectory directory,
            long untilSequence,
            long sessionKey,
            DecisionSink sink,
            ProgressListener progress,
            Consumer<Signal> applied) {
        try (SignalReader reader = directory.openSignalReader()) {
            Engine engine = Origin.begin(directory, reader, sink, JournalFollower.NONE);
            ReplayResult replay = run(directory, reader, engine, untilSequence, progress, applied);
            return new Explained(replay, engine.examine(sessionKey));
        }
    }

    /**
     * The last sequence after which engine time is not after a time, -1 when the journal begins later. A tick that made up for time that had
     * gone by unnoticed, as in a playback at full speed, counts with the time up to which it fired timers, not with that at which it came.
     *
     * @param timeMs milliseconds since 1970.
     */
    public static long sequenceAt(JournalDirectory directory, long timeMs) {
        long last = directory.signalMarks().sequence();
        long before = -1;
        Signal signal = new Signal();
        try (SignalReader reader = directory.openSignalReader()) {
            while (before < last && reader.next(signal) && appliedMs(signal) <= timeMs) {
                before = signal.sequence;
            }
        }
        return before;
    }

    private static long appliedMs(Signal signal) {
        return signal.type == SignalType.TICK && signal.value1 != 0 ? signal.value1 : signal.engineTimeMs;
    }

    /** As above, showing every signal after it was applied. */
    static ReplayResult run(
            JournalDirectory directory,
            long untilSequence,
            DecisionSink sink,
            ProgressListener progress,
            Consumer<Signal> applied) {
        try (SignalReader reader = directory.openSignalReader()) {
            Engine engine = Origin.begin(directory, reader, sink, JournalFollower.NONE);
            return run(directory, reader, engine, untilSequence, progress, applied);
        }
    }

    private static ReplayResult run(
            JournalDirectory directory,
            SignalReader reader,
            Engine engine,
            long untilSequence,
            ProgressListener progress,
            Consumer<Signal> applied) {
        long startNs = System.nanoTime();
        long last = Math.min(untilSequence, directory.signalMarks().sequence());
        SignalReplayer replayer = new SignalReplayer(reader, engine, progress, last + 1);
        replayer.pass(last, applied);
        progress.onProgress(last + 1, last + 1);
        return result(engine, engine.sequence(), TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs));
    }

    static ReplayResult result(Engine engine, long sequence, long elapsedMs) {
        return new ReplayResult(
                sequence,
                engine.stateHash(),
                engine.signals(),
                engine.inferred(),
                engine.decisions(),
                engine.scores(),
                engine.engineTimeMs(),
                elapsedMs);
    }
}
