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

    private static void toLastRecord(BatchReader batches) {
        do {
            batches.nextRecord();
        } while (!batches.atDocumentEnd());
    }
}
