package conductor.journal;

import conductor.engine.core.Decision;
import conductor.engine.core.Signal;
import conductor.engine.wire.DecisionCodec;
import conductor.engine.wire.SignalCodec;

/** Finds where the queues end, from their last documents only. */
final class Tail {
    private Tail() {}

    static SignalMarks ofSignals(RecordQueue queue) {
        try (BatchReader batches = new BatchReader(queue)) {
            if (batches.endsVoided()) {
                return readThrough(new SignalReader(queue));
            }
            if (!batches.loadLast()) {
                return SignalMarks.NONE;
            }
            toLastRecord(batches);
            Signal last = new Signal();
            if (!new SignalCodec().decode(batches.buffer(), batches.recordOffset(), last)
                    || last.sequence != batches.markB()) {
                throw batches.corrupt("the last record is not signal " + batches.markB());
            }
            return new SignalMarks(last.sequence, last.engineTimeMs);
        }
    }

    static DecisionMarks ofDecisions(RecordQueue queue) {
        try (BatchReader batches = new BatchReader(queue)) {
            if (batches.endsVoided()) {
                return readThrough(new DecisionReader(queue, DurableMark.everything()));
            }
            if (!batches.loadLast()) {
                return DecisionMarks.NONE;
            }
            toLastRecord(batches);
            Decision last = new Decision();
            if (!new DecisionCodec().decode(batches.buffer(), batches.recordOffset(), last)
                    || (last.seq != batches.markA() && last.seq != batches.markB())) {
                throw batches.corrupt(
                        "the last record is not decision " + batches.markB() + " or score " + batches.markA());
            }
            return new DecisionMarks(batches.markA(), batches.markB(), last.causeSequence, last.engineTimeMs);
        }
    }

    /** What the last document says does not hold where a part of it was voided; that is rare, so everything is read. */
    private static SignalMarks readThrough(SignalReader signals) {
        try (signals) {
            Signal last = new Signal();
            long timeMs = 0;
            while (signals.next(last)) {
                timeMs = last.engineTimeMs;
            }
            return signals.lastSequence() < 0 ? SignalMarks.NONE : new SignalMarks(signals.lastSequence(), timeMs);
        }
    }

    private static DecisionMarks readThrough(DecisionReader decisions) {
        try (decisions) {
            Decision last = new Decision();
            long cause = -1;
            long timeMs = 0;
            while (decisions.next(last)) {
                cause = last.causeSequence;
                timeMs = last.engineTimeMs;
            }
            return cause < 0
                    ? DecisionMarks.NONE
                    : new DecisionMarks(decisions.lastScoreSeq(), decisions.lastSeq(), cause, timeMs);
        }
    }

    private static void toLastRecord(BatchReader batches) {
        do {
            batches.nextRecord();
        } while (!batches.atDocumentEnd());
    }
}
