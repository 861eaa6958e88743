package conductor.engine.ring;

import conductor.engine.core.SourceId;
import java.lang.invoke.VarHandle;

/**
 * What other threads may know of the engine: a consistent copy of its figures as of the last commit. The thread that commits writes
 * it without waiting; readers try again when a write came between (a sequence lock).
 */
public final class EngineView {
    /**
     * The figures at one commit.
     *
     * @param sequence of the last committed signal.
     * @param stateHash at that sequence.
     * @param withoutEffect entries that were readable and changed nothing.
     * @param refused inputs refused for a full table or for breaking the rules of inputs, each with a record.
     * @param repeatedEntries entries of gateways that brought nothing new.
     * @param missingSignals signals that gateways numbered and never wrote.
     * @param saturatedCounts counts of a second of a session that were too large for their bucket and count nowhere.
     * @param refusedNames definitions refused for a full table or a collision.
     * @param lateOutcomes outcomes that belonged to no published decision.
     * @param pausedUntilMs until when automatic action is paused for all events: 0 = it is not, {@code Long.MAX_VALUE} = until it
     *     is resumed.
     * @param doubtedMs since when the platform's feed is doubted, 0 = it is trusted.
     * @param cursorTimeMs and cursorSeq: last applied entry by {@link SourceId}.
     */
    public record Figures(
            long sequence,
            long stateHash,
            long signals,
            long inferred,
            long decisions,
            long scores,
            long engineTimeMs,
            long deadLetters,
            long duplicates,
            long withoutEffect,
            long refused,
            long refusedNames,
            long lateOutcomes,
            long repeatedEntries,
            long missingSignals,
            long saturatedCounts,
            int sessionRows,
            long pausedUntilMs,
            long doubtedMs,
            long[] cursorTimeMs,
            long[] cursorSeq,
            boolean[] cursorKnown) {}

    private volatile long version;
    private volatile long nextDueMs = Long.MAX_VALUE;
    private volatile long sequence = -1;
    private long stateHash;
    private long signals;
    private long inferred;
    private long decisions;
    private long scores;
    private long engineTimeMs;
    private long deadLetters;
    private long duplicates;
    private long withoutEffect;
    private long refused;
    private long refusedNames;
    private long lateOutcomes;
    private long repeatedEntries;
    private long missingSignals;
    private long saturatedCounts;
    private int sessionRows;
    private long pausedUntilMs;
    private long doubtedMs;
    private final long[] cursorTimeMs = new long[SourceId.COUNT];
    private final long[] cursorSeq = new long[SourceId.COUNT];
    private final boolean[] cursorKnown = new boolean[SourceId.COUNT];

    /** Copies the figures; for the thread that commits. */
    void publish(CommitFigures f) {
        version = version + 1;
        VarHandle.storeStoreFence();
        sequence = f.sequence;
        stateHash = f.stateHash;
        signals = f.signals;
        inferred = f.inferred;
        decisions = f.decisions;
        scores = f.scores;
        engineTimeMs = f.engineTimeMs;
        deadLetters = f.deadLetters;
        duplicates = f.duplicates;
        withoutEffect = f.withoutEffect;
        refused = f.refused;
        refusedNames = f.refusedNames;
        lateOutcomes = f.lateOutcomes;
        repeatedEntries = f.repeatedEntries;
        missingSignals = f.missingSignals;
        saturatedCounts = f.saturatedCounts;
        sessionRows = f.sessionRows;
        pausedUntilMs = f.pausedUntilMs;
        doubtedMs = f.doubtedMs;
        System.arraycopy(f.cursorTimeMs, 0, cursorTimeMs, 0, SourceId.COUNT);
        System.arraycopy(f.cursorSeq, 0, cursorSeq, 0, SourceId.COUNT);
        System.arraycopy(f.cursorKnown, 0, cursorKnown, 0, SourceId.COUNT);
        nextDueMs = f.nextDueMs;
        version = version + 1;
    }

    /** A consistent copy. */
    public Figures figures() {
        while (true) {
            long before = version;
            Figures copy = new Figures(
                    sequence,
                    stateHash,
                    signals,
                    inferred,
                    decisions,
                    scores,
                    engineTimeMs,
                    deadLetters,
                    duplicates,
                    withoutEffect,
                    refused,
                    refusedNames,
                    lateOutcomes,
                    repeatedEntries,
                    missingSignals,
                    saturatedCounts,
                    sessionRows,
                    pausedUntilMs,
                    doubtedMs,
                    cursorTimeMs.clone(),
                    cursorSeq.clone(),
                    cursorKnown.clone());
            VarHandle.loadLoadFence();
            if ((before & 1) == 0 && before == version) {
                return copy;
            }
            Thread.onSpinWait();
        }
    }

    /** Due time of the engine's earliest timer as of the last commit. */
    public long nextDueMs() {
        return nextDueMs;
    }

    /** Sequence of the last committed signal. */
    public long sequence() {
        return sequence;
    }
}
