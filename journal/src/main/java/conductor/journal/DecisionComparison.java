package conductor.journal;

import conductor.engine.core.Decision;
import conductor.engine.core.DecisionSink;
import conductor.engine.core.DecisionType;
import conductor.engine.wire.DecisionCodec;
import org.agrona.ExpandableArrayBuffer;

/** Sink of a replay that compares every decision with the next record of the decisions queue, byte for byte. */
final class DecisionComparison implements DecisionSink {
    private final DecisionReader reader;
    private final Decision logged = new Decision();
    private final DecisionCodec codec = new DecisionCodec();
    private final ExpandableArrayBuffer derived = new ExpandableArrayBuffer(DecisionCodec.MAX_LENGTH);
    private long compared;
    private long missing;
    private VerifyResult.Problem problem;

    DecisionComparison(DecisionReader reader) {
        this.reader = reader;
    }

    @Override
    public void onDecision(Decision decision) {
        if (problem != null) {
            return;
        }
        try {
            if (missing > 0 || !reader.next(logged)) {
                missing++;
                return;
            }
        } catch (JournalCorruptException e) {
            problem = VerifyResult.Problem.of(e);
            return;
        }
        compared++;
        int length = codec.encode(decision, derived, 0);
        if (!equalsLogged(length)) {
            problem = new VerifyResult.Problem(
                    "decisions",
                    name(logged),
                    JournalException.DIVERGED,
                    "replay of signal " + decision.causeSequence + " makes " + name(decision) + " with other content");
        }
    }

    private boolean equalsLogged(int length) {
        if (length != reader.recordLength()) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (derived.getByte(i) != reader.recordBuffer().getByte(reader.recordOffset() + i)) {
                return false;
            }
        }
        return true;
    }

    private static String name(Decision decision) {
        return DecisionType.name(decision.type) + " " + decision.seq;
    }

    /** Decisions that were in the queue and were compared. */
    long compared() {
        return compared;
    }

    /** Decisions that follow from the signals and are not in the queue. */
    long missing() {
        return missing;
    }

    /** The first difference or damage, or null. */
    VerifyResult.Problem problem() {
        return problem;
    }

    /** Looks at what stands behind the last compared record: nothing that an applied signal caused may be left. */
    void checkRest(long lastSequence) {
        if (problem != null || missing > 0) {
            return;
        }
        try {
            if (reader.next(logged) && logged.causeSequence <= lastSequence) {
                problem = new VerifyResult.Problem(
                        "decisions",
                        name(logged),
                        JournalException.DIVERGED,
                        "it says signal " + logged.causeSequence + " caused it, replay makes no such decision");
            }
        } catch (JournalCorruptException e) {
            problem = VerifyResult.Problem.of(e);
        }
    }
}
