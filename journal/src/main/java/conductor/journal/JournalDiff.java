package conductor.journal;

import conductor.engine.core.Decision;
import conductor.engine.core.Signal;
import java.util.function.Consumer;
import org.agrona.DirectBuffer;

/**
 * How two journals differ: record by record, byte for byte, up to the first difference in each queue, and the state where what they
 * have in common ends.
 *
 * @param a what the first holds.
 * @param b what the second holds.
 * @param signals the first difference of the signals, null = none as far as both go.
 * @param decisions the first difference of the decisions, null = none as far as both go.
 * @param sameSignals sequence behind the last signal that is the same: how many are, in a journal with its beginning.
 * @param sameDecisions number of the last decision that is the same, counted with the scores: likewise.
 * @param stateOfA where replaying the first up to the common signals' end leads, null when they have none in common.
 * @param stateOfB the same of the second.
 */
public record JournalDiff(
        Side a,
        Side b,
        Difference<Signal> signals,
        Difference<Decision> decisions,
        long sameSignals,
        long sameDecisions,
        ReplayResult stateOfA,
        ReplayResult stateOfB) {

    /**
     * How much a journal holds.
     *
     * @param signals sequence behind the last signal.
     * @param decisions number of the last decision, counted with the scores.
     */
    public record Side(long signals, long decisions) {}

    /** The first record that differs, as each has it. */
    public record Difference<T>(T a, T b) {}

    /** Whether each holds exactly what the other holds. */
    public boolean same() {
        return agree() && a.equals(b);
    }

    /** Whether nothing differs as far as both go; one may go on further than the other. */
    public boolean agree() {
        return signals == null && decisions == null && sameState();
    }

    /** Whether the same signals led both to the same state. */
    public boolean sameState() {
        return stateOfA == null || stateOfA.stateHash() == stateOfB.stateHash();
    }

    /**
     * Compares what two journals hold now; nodes may go on writing.
     *
     * @param seen gets every signal that both have, for learning names; the object is used again after the call.
     * @throws JournalCorruptException if one of them is damaged.
     * @throws JournalException with code {@link JournalException#DIVERGED} if one does not replay to its own checkpoints.
     */
    public static JournalDiff of(
            JournalDirectory a, JournalDirectory b, Consumer<Signal> seen, ProgressListener progress) {
        Side sideA = side(a);
        Side sideB = side(b);
        Comparison<Signal> signals = signals(a, b, Math.min(sideA.signals(), sideB.signals()), seen);
        Comparison<Decision> decisions = decisions(a, b, Math.min(sideA.decisions(), sideB.decisions()));
        ReplayResult stateOfA = null;
        ReplayResult stateOfB = null;
        if (signals.same() > 0) {
            stateOfA = Replay.run(a, signals.same() - 1, decision -> {}, progress);
            stateOfB = Replay.run(b, signals.same() - 1, decision -> {}, progress);
        }
        return new JournalDiff(
                sideA, sideB, signals.first(), decisions.first(), signals.same(), decisions.same(), stateOfA, stateOfB);
    }

    private record Comparison<T>(long same, Difference<T> first) {}

    /** Decisions first: what caused them is then among the signals. */
    private static Side side(JournalDirectory directory) {
        DecisionMarks decisions = directory.decisionMarks();
        return new Side(directory.signalMarks().sequence() + 1, decisions.seq() + decisions.scoreSeq());
    }

    private static Comparison<Signal> signals(
            JournalDirectory a, JournalDirectory b, long both, Consumer<Signal> seen) {
        Signal ofA = new Signal();
        Signal ofB = new Signal();
        try (SignalReader readerA = a.openSignalReader();
                SignalReader readerB = b.openSignalReader()) {
            toSameSequence(readerA, ofA, readerB, ofB);
            long same = readerA.lastSequence() + 1;
            while (readerA.lastSequence() < both - 1 && readerB.lastSequence() < both - 1) {
                if (!readerA.next(ofA)) {
                    throw readerA.corrupt(Recovery.endsEarly(readerA.lastSequence(), both - 1));
                }
                if (!readerB.next(ofB)) {
                    throw readerB.corrupt(Recovery.endsEarly(readerB.lastSequence(), both - 1));
                }
                seen.accept(ofA);
                if (differ(
                        readerA.recordBuffer(),
                        readerA.recordOffset(),
                        readerA.recordLength(),
                        readerB.recordBuffer(),
                        readerB.recordOffset(),
                        readerB.recordLength())) {
                    return new Comparison<>(same, new Difference<>(ofA, ofB));
                }
                same = ofA.sequence + 1;
            }
            return new Comparison<>(same, null);
        }
    }

    private static Comparison<Decision> decisions(JournalDirectory a, JournalDirectory b, long both) {
        Decision ofA = new Decision();
        Decision ofB = new Decision();
        try (DecisionReader readerA = a.openDecisionReader();
                DecisionReader readerB = b.openDecisionReader()) {
            toSameNumber(readerA, ofA, readerB, ofB);
            long same = number(readerA);
            while (number(readerA) < both && number(readerB) < both) {
                if (!readerA.next(ofA)) {
                    throw readerA.corrupt("the queue ends before its record " + both);
                }
                if (!readerB.next(ofB)) {
                    throw readerB.corrupt("the queue ends before its record " + both);
                }
                if (differ(
                        readerA.recordBuffer(),
                        readerA.recordOffset(),
                        readerA.recordLength(),
                        readerB.recordBuffer(),
                        readerB.recordOffset(),
                        readerB.recordLength())) {
                    return new Comparison<>(same, new Difference<>(ofA, ofB));
                }
                same = number(readerA);
            }
            return new Comparison<>(same, null);
        }
    }

    /** One of them may begin later: what the other has before it is not compared. */
    private static void toSameSequence(SignalReader a, Signal ofA, SignalReader b, Signal ofB) {
        while (a.lastSequence() != b.lastSequence()) {
            boolean aIsBehind = a.lastSequence() < b.lastSequence();
            SignalReader behind = aIsBehind ? a : b;
            if (!behind.next(aIsBehind ? ofA : ofB)) {
                throw nothingInCommon();
            }
        }
    }

    private static void toSameNumber(DecisionReader a, Decision ofA, DecisionReader b, Decision ofB) {
        while (number(a) != number(b)) {
            boolean aIsBehind = number(a) < number(b);
            DecisionReader behind = aIsBehind ? a : b;
            if (!behind.next(aIsBehind ? ofA : ofB)) {
                throw nothingInCommon();
            }
        }
    }

    private static JournalException nothingInCommon() {
        return new JournalException(
                JournalException.MISSING, "The journals have no record in common: one ends before the other begins.");
    }

    /** How far a reader is; a journal that goes on from a snapshot does not begin with 1. */
    private static long number(DecisionReader reader) {
        return reader.lastSeq() + reader.lastScoreSeq();
    }

    private static boolean differ(DirectBuffer a, int atA, int lengthA, DirectBuffer b, int atB, int lengthB) {
        if (lengthA != lengthB) {
            return true;
        }
        for (int i = 0; i < lengthA; i++) {
            if (a.getByte(atA + i) != b.getByte(atB + i)) {
                return true;
            }
        }
        return false;
    }
}
