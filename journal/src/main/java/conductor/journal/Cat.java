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

    /** Takes the records of both queues in order of cause. */
    public interface CauseVisitor {
        /**
         * Takes one signal; the object is used again after the decisions that it caused.
         *
         * @return false to stop.
         */
        boolean onSignal(Signal signal);

        /**
         * Takes one decision that a signal caused; the decision's object is used again after the call.
         *
         * @param cause the signal, shown before.
         * @return false to stop.
         */
        boolean onDecision(Signal cause, Decision decision);
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

    /**
     * Shows the signals that the journal holds now, each followed by the decisions that it caused.
     *
     * @param untilSequence last signal; decisions of later ones are not shown.
     * @throws JournalCorruptException if a queue is damaged, or a decision names a signal out of order.
     */
    public static void causes(JournalDirectory directory, long untilSequence, CauseVisitor visitor) {
        // Decisions are committed after their signals: what the signals' end is now has everything for earlier
        // decisions.
        DecisionMarks decided = directory.decisionMarks();
        long last = Math.min(untilSequence, directory.signalMarks().sequence());
        Signal signal = new Signal();
        Decision decision = new Decision();
        try (SignalReader signals = directory.openSignalReader();
                DecisionReader decisions = directory.openDecisionReader()) {
            boolean more = decisions.next(decision);
            while (signals.lastSequence() < last) {
                if (!signals.next(signal)) {
                    throw signals.corrupt(Recovery.endsEarly(signals.lastSequence(), last));
                }
                if (!visitor.onSignal(signal)) {
                    return;
                }
                while (more && decision.causeSequence <= signal.sequence) {
                    if (decision.causeSequence < signal.sequence) {
                        throw decisions.corrupt("a decision of signal " + decision.causeSequence
                                + " stands behind one of a later signal");
                    }
                    if (!visitor.onDecision(signal, decision)) {
                        return;
                    }
                    more = decision.causeSequence <= decided.causeSequence() && decisions.next(decision);
                }
            }
        }
    }
}
