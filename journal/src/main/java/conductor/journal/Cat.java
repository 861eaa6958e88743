package conductor.journal;

import conductor.engine.core.Decision;
import conductor.engine.core.Signal;

/** Walks through the records of a journal, for printing. */
public final class Cat {
    private Cat() {}

    /** Takes a signal. */
    @FunctionalInterface
    public interface SignalVisitor {
        /**
         * Takes one signal; the object is used again after the call.
         *
         * @return false to stop.
         */
        boolean onSignal(Signal signal);
    }

    /** Takes a decision. */
    @FunctionalInterface
    public interface DecisionVisitor {
        /**
         * Takes one decision; the object is used again after the call.
         *
         * @return false to stop.
         */
        boolean onDecision(Decision decision);
    }

    /**
     * Shows the signals that the journal holds now, in order.
     *
     * @return how many were shown.
     */
    public static long signals(JournalDirectory directory, CatFilter filter, SignalVisitor visitor) {
        long last = Math.min(filter.untilSequence(), directory.signalMarks().sequence());
        Signal signal = new Signal();
        long shown = 0;
        try (SignalReader reader = directory.openSignalReader()) {
            while (reader.lastSequence() < last) {
                if (!reader.next(signal)) {
                    throw reader.corrupt(Recovery.endsEarly(reader.lastSequence(), last));
                }
                if (filter.accepts(signal)) {
                    shown++;
                    if (!visitor.onSignal(signal)) {
                        break;
                    }
                }
            }
        }
        return shown;
    }

    /**
     * Shows the decisions that the journal holds now, in the order in which they were made.
     *
     * @return how many were shown.
     */
    public static long decisions(JournalDirectory directory, CatFilter filter, DecisionVisitor visitor) {
        long last = Math.min(filter.untilSequence(), directory.decisionMarks().causeSequence());
        Decision decision = new Decision();
        long shown = 0;
        try (DecisionReader reader = directory.openDecisionReader()) {
            while (reader.next(decision) && decision.causeSequence <= last) {
                if (filter.accepts(decision)) {
                    shown++;
                    if (!visitor.onDecision(decision)) {
                        break;
                    }
                }
            }
        }
        return shown;
    }
}
