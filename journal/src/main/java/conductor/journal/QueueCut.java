package conductor.journal;

import conductor.engine.core.Decision;
import conductor.engine.core.Signal;

/**
 * Where a copy of a queue ends: a document, and what the records up to and with it reach. Taken in one look, so a node may go on writing.
 *
 * @param index of the last document, -1 = the queue is empty.
 * @param marks what the queue reaches there.
 */
record QueueCut<M>(long index, M marks) {
    static QueueCut<SignalMarks> ofSignals(RecordQueue queue, JournalStart start) {
        long index;
        try (BatchReader batches = new BatchReader(queue)) {
            boolean voided = batches.endsVoided();
            index = batches.index();
            if (!voided && !batches.loadLast()) {
                return new QueueCut<>(-1, SignalMarks.NONE);
            }
            if (!voided) {
                index = batches.index();
                return new QueueCut<>(index, Tail.lastSignal(batches));
            }
        }
        return new QueueCut<>(index, signalsUntil(queue, index, start));
    }

    static QueueCut<DecisionMarks> ofDecisions(RecordQueue queue, JournalStart start) {
        long index;
        try (BatchReader batches = new BatchReader(queue)) {
            boolean voided = batches.endsVoided();
            index = batches.index();
            if (!voided && !batches.loadLast()) {
                return new QueueCut<>(-1, Tail.beforeAnyDecision(start));
            }
            if (!voided) {
                index = batches.index();
                return new QueueCut<>(index, Tail.lastDecision(batches));
            }
        }
        return new QueueCut<>(index, decisionsUntil(queue, index, start));
    }

    /** Where the end is void the marks before it do not hold, so all records are read. */
    private static SignalMarks signalsUntil(RecordQueue queue, long index, JournalStart start) {
        Signal signal = new Signal();
        SignalMarks marks = SignalMarks.NONE;
        try (SignalReader reader = new SignalReader(queue, start)) {
            while (reader.next(signal) && reader.documentIndex() <= index) {
                marks = new SignalMarks(signal.sequence, signal.engineTimeMs);
            }
        }
        return marks;
    }

    private static DecisionMarks decisionsUntil(RecordQueue queue, long index, JournalStart start) {
        Decision decision = new Decision();
        DecisionMarks marks = Tail.beforeAnyDecision(start);
        try (DecisionReader reader = new DecisionReader(queue, DurableMark.everything(), start)) {
            while (reader.next(decision) && reader.documentIndex() <= index) {
                marks = new DecisionMarks(
                        reader.lastScoreSeq(), reader.lastSeq(), decision.causeSequence, decision.engineTimeMs);
            }
        }
        return marks;
    }
}
