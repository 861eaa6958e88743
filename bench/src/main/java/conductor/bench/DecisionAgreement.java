package conductor.bench;

import conductor.engine.core.Decision;
import conductor.engine.core.DecisionType;
import conductor.engine.wire.DecisionCodec;
import conductor.journal.DecisionReader;
import conductor.journal.JournalDirectory;
import org.agrona.ExpandableArrayBuffer;

/**
 * Compares the decisions of two journals, record by record and byte by byte, but for the sequence of the signal that caused each:
 * where a node was started anew its checkpoints stand elsewhere, and all sequences behind them move.
 *
 * @param same records that are the same.
 * @param missing records that the first journal has and the second has not.
 * @param more records that only the second has.
 * @param firstDifference the first record that differs, as people call it; null = none does.
 */
record DecisionAgreement(long same, long missing, long more, String firstDifference) {
    /**
     * Reads both to their ends, or to where they part.
     *
     * @param lastCause what signals behind this sequence of the recorded journal caused is not expected.
     */
    static DecisionAgreement of(JournalDirectory recorded, long lastCause, JournalDirectory again) {
        Decision was = new Decision();
        Decision is = new Decision();
        ExpandableArrayBuffer left = new ExpandableArrayBuffer(DecisionCodec.MAX_LENGTH);
        ExpandableArrayBuffer right = new ExpandableArrayBuffer(DecisionCodec.MAX_LENGTH);
        DecisionCodec codec = new DecisionCodec();
        long same = 0;
        try (DecisionReader first = recorded.openDecisionReader();
                DecisionReader second = again.openDecisionReader()) {
            boolean has = next(first, was, lastCause);
            boolean hasToo = second.next(is);
            while (has && hasToo) {
                was.causeSequence = 0;
                is.causeSequence = 0;
                if (!equal(left, codec.encode(was, left, 0), right, codec.encode(is, right, 0))) {
                    return new DecisionAgreement(
                            same, 0, 0, name(was) + " against " + name(is) + " at engine time " + was.engineTimeMs);
                }
                same++;
                has = next(first, was, lastCause);
                hasToo = second.next(is);
            }
            long missing = has ? 1 : 0;
            while (has && next(first, was, lastCause)) {
                missing++;
            }
            long more = hasToo ? 1 : 0;
            while (hasToo && second.next(is)) {
                more++;
            }
            return new DecisionAgreement(same, missing, more, null);
        }
    }

    private static boolean next(DecisionReader reader, Decision decision, long lastCause) {
        return reader.next(decision) && decision.causeSequence <= lastCause;
    }

    private static boolean equal(ExpandableArrayBuffer a, int lengthOfA, ExpandableArrayBuffer b, int lengthOfB) {
        if (lengthOfA != lengthOfB) {
            return false;
        }
        for (int i = 0; i < lengthOfA; i++) {
            if (a.getByte(i) != b.getByte(i)) {
                return false;
            }
        }
        return true;
    }

    private static String name(Decision decision) {
        return DecisionType.name(decision.type) + " " + decision.seq;
    }

    boolean complete() {
        return firstDifference == null && missing == 0 && more == 0;
    }
}
