package conductor.journal;

import conductor.engine.core.Decision;
import conductor.engine.core.Signal;
import conductor.engine.wire.DecisionCodec;
import conductor.engine.wire.SignalCodec;

/** Finds where the queues end, from their last documents only. */
final class Tail {
    private Tail() {}

    static SignalMarks ofSignals(DocumentQueue queue, JournalStart start) {
        try (BatchReader batches = new BatchReader(queue)) {
            if (batches.endsVoided()) {
                return readThrough(new SignalReader(queue, start));
            }
            if (!batches.loadLast()) {
                return SignalMarks.NONE;
            }
            return lastSignal(batches);
        }
    }

    /** The last signal of the document that was loaded. */
    static SignalMarks lastSignal(BatchReader batches) {
        toLastRecord(batches);
        Signal last = new Signal();
        if (!new SignalCodec().decode(batches.buffer(), batches.recordOffset(), last)
                || last.sequence != batches.markB()) {
            throw batches.corrupt("the last record is not signal " + batches.markB());
        }
        return new SignalMarks(last.sequence, last.engineTimeMs);
    }

    static DecisionMarks ofDecisions(DocumentQueue queue, JournalStart start) {
        try (BatchReader batches = new BatchReader(queue)) {
            if (batches.endsVoided()) {
                return readThrough(new DecisionReader(queue, DurableMark.everything(), start), start);
            }
            if (!batches.loadLast()) {
                return beforeAnyDecision(start);
            }
            return lastDecision(batches);
        }
    }

    /** Where the decisions end while the queue holds none. */
    static DecisionMarks beforeAnyDecision(JournalStart start) {
        Beginning beginning = start.beginning();
        return beginning == null ? DecisionMarks.NONE : beginning.decisionMarks();
    }

    /** The last decision of the document that was loaded, with the numbers up to it. */
    static DecisionMarks lastDecision(BatchReader batches) {
        toLastRecord(batches);
        Decision last = new Decision();
        if (!new DecisionCodec().decode(batches.buffer(), batches.recordOffset(), last)
                || (last.seq != batches.markA() && last.seq != batches.markB())) {
            throw batches.corrupt(
                    "the last record is not decision " + batches.markB() + " or score " + batches.markA());
        }
        return new DecisionMarks(batches.markA(), batches.markB(), last.causeSequence, last.engineTimeMs);
    }

    /**
     * Where the signals end whose last document is torn and not voided yet.
     *
     * @throws JournalCorruptException if they are damaged before it.
     */
    static SignalMarks ofSignalsBeforeTear(DocumentQueue queue, JournalStart start) {
        try (SignalReader signals = new SignalReader(queue, start)) {
            SignalEnd end = new SignalEnd(signals);
            try {
                end.readOn();
            } catch (JournalCorruptException tear) {
                requireLast(queue, signals.documentIndex(), tear);
            }
            return end.marks();
        }
    }

    /** The same of the decisions. */
    static DecisionMarks ofDecisionsBeforeTear(DocumentQueue queue, JournalStart start) {
        try (DecisionReader decisions = new DecisionReader(queue, DurableMark.everything(), start)) {
            DecisionEnd end = new DecisionEnd(decisions, start);
            try {
                end.readOn();
            } catch (JournalCorruptException tear) {
                requireLast(queue, decisions.documentIndex(), tear);
            }
            return end.marks();
        }
    }

    private static void requireLast(DocumentQueue queue, long documentIndex, JournalCorruptException damage) {
        try (BatchReader batches = new BatchReader(queue)) {
            if (batches.problemOfLast() == null || batches.index() != documentIndex) {
                throw damage;
            }
        }
    }

    /** What the last document says does not hold where a part of it was voided; that is rare, so everything is read. */
    private static SignalMarks readThrough(SignalReader signals) {
        try (signals) {
            SignalEnd end = new SignalEnd(signals);
            end.readOn();
            return end.marks();
        }
    }

    private static DecisionMarks readThrough(DecisionReader decisions, JournalStart start) {
        try (decisions) {
            DecisionEnd end = new DecisionEnd(decisions, start);
            end.readOn();
            return end.marks();
        }
    }

    /** Where the records end that could be read, also if reading ended with damage. */
    private static final class SignalEnd {
        private final SignalReader signals;
        private final Signal last = new Signal();
        private long timeMs;

        SignalEnd(SignalReader signals) {
            this.signals = signals;
        }

        void readOn() {
            while (signals.next(last)) {
                timeMs = last.engineTimeMs;
            }
        }

        SignalMarks marks() {
            return signals.lastSequence() < 0 ? SignalMarks.NONE : new SignalMarks(signals.lastSequence(), timeMs);
        }
    }

    private static final class DecisionEnd {
        private final DecisionReader decisions;
        private final JournalStart start;
        private final Decision last = new Decision();
        private long cause = -1;
        private long timeMs;

        DecisionEnd(DecisionReader decisions, JournalStart start) {
            this.decisions = decisions;
            this.start = start;
        }

        void readOn() {
            while (decisions.next(last)) {
                cause = last.causeSequence;
                timeMs = last.engineTimeMs;
            }
        }

        DecisionMarks marks() {
            return cause < 0
                    ? beforeAnyDecision(start)
                    : new DecisionMarks(decisions.lastScoreSeq(), decisions.lastSeq(), cause, timeMs);
        }
    }

    private static void toLastRecord(BatchReader batches) {
        do {
            batches.nextRecord();
        } while (!batches.atDocumentEnd());
    }
}
