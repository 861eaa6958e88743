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
 * @param sameSignals signals that are the same, from the first on.
 * @param sameDecisions decisions that are the same, scores among them.
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
     * @param signals records of the signals queue.
     * @param decisions records of the decisions queue, scores among them.
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
            for (long same = 0; same < both; same++) {
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
            }
            return new Comparison<>(both, null);
        }
    }

    private static Comparison<Decision> decisions(JournalDirectory a, JournalDirectory b, long both) {
        Decision ofA = new Decision();
        Decision ofB = new Decision();
        try (DecisionReader readerA = a.openDecisionReader();
                DecisionReader readerB = b.openDecisionReader()) {
            for (long same = 0; same < both; same++) {
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
            }
            return new Comparison<>(both, null);
        }
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
