package conductor.journal;

import conductor.engine.core.Decision;
import conductor.engine.core.DecisionType;
import conductor.engine.core.Engine;
import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;
import conductor.engine.ring.DecisionLog;

/**
 * What becomes of a journal whose newest end was lost (a backup without it was restored, a disk lost what it had synced) while what
 * it had decided is in Redis or the database: a RESTORED record behind its last one passes over every number that may have left the node.
 * The sequences of the signals go on without a hole; both numberings of the decisions have one there, and only there.
 */
public final class LostEnd {
    /** No number goes beyond it: readers of JSON begin to lose digits. */
    public static final long NUMBERS_MAX = 1L << 53;

    private LostEnd() {}

    /**
     * Goes on behind the numbers that were used, if the journal does not have them. To be called after recovery, by the thread that did it, and
     * before anything else is journalled. A node that dies in it does it again, or finds it done.
     *
     * @param engine as recovered, with {@code log} as its sink.
     * @param follower the one that recovery brought here.
     * @param lastDecision number of the last record that may have left the node.
     * @param lastScore number of the last score that may have.
     * @param presentMs the time until which what is decided has perhaps been decided and carried out before; 0 in a playback.
     * @return false where the journal goes as far by itself.
     * @throws IllegalArgumentException if a number is beyond {@link #NUMBERS_MAX}.
     */
    public static boolean passOver(
            RecoverableJournal journal,
            Engine engine,
            DecisionLog log,
            JournalFollower follower,
            long lastDecision,
            long lastScore,
            long presentMs) {
        if (lastDecision <= engine.decisions() && lastScore <= engine.scores()) {
            return false;
        }
        if (Math.max(lastDecision, lastScore) > NUMBERS_MAX) {
            throw new IllegalArgumentException("no record has the number " + Math.max(lastDecision, lastScore));
        }
        KillPoint.LOST_END_FOUND.pass();
        while (engine.nextDueMs() <= engine.engineTimeMs()) {
            // A tick that was lost with the rest: what is due at a time comes before every other signal of that time.
            Signal tick = next(engine, SignalType.TICK);
            engine.prepareTick(tick);
            journal.append(tick);
            apply(tick, engine, follower);
        }
        Signal restored = next(engine, SignalType.RESTORED);
        restored.sourceTimeMs = presentMs;
        restored.value1 = Math.max(lastDecision, engine.decisions());
        restored.value2 = Math.max(lastScore, engine.scores());
        restored.value3 = presentMs;
        journal.append(restored);
        KillPoint.LOST_END_SIGNALLED.pass();
        apply(restored, engine, follower);
        log.commit();
        KillPoint.LOST_END_PASSED.pass();
        return true;
    }

    private static Signal next(Engine engine, int type) {
        Signal signal = new Signal().clear();
        signal.type = type;
        signal.sequence = engine.sequence() + 1;
        signal.engineTimeMs = engine.engineTimeMs();
        return signal;
    }

    private static void apply(Signal signal, Engine engine, JournalFollower follower) {
        engine.onSignal(signal);
        follower.note(signal);
    }

    /**
     * Whether a record says from where on numbers count behind the given ones: the first of a queue that goes on from a snapshot, or one
     * that names the number before it as the last that is known. Its own number is the first after the hole, the scores go on behind the one
     * that it names.
     */
    static boolean isPassed(Decision decision, long lastSeq, long lastScoreSeq) {
        return decision.type == DecisionType.RESTORED
                && decision.seq > lastSeq
                && decision.anomalySeq >= lastScoreSeq
                && (decision.decisionSeq == lastSeq || lastSeq == 0 && lastScoreSeq == 0);
    }
}
