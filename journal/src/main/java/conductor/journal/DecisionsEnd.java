package conductor.journal;

/**
 * What a start finds at the end of the decisions queue.
 *
 * <p>Both queues reach the disk one after the other, and the operating system may write either at any time, so a power failure can leave
 * decisions whose signals are not there, or an end that cannot be read. Neither may stop a node: what was not durable in both
 * queues has not left it, and decisions follow from signals.
 *
 * @param causeSequence sequence of the signal that caused the last whole decision, -1 = there is none.
 * @param damage why the end cannot be read, or null.
 */
record DecisionsEnd(long causeSequence, JournalCorruptException damage) {

    /** Voids a torn last document and looks where the queue ends. Only for the holder of the journal's lock. */
    static DecisionsEnd find(DocumentQueue queue, JournalStart start) {
        try {
            QueueEnds.requireEnd(queue);
            TornTail.mend(queue);
            return new DecisionsEnd(Tail.ofDecisions(queue, start).causeSequence(), null);
        } catch (JournalCorruptException e) {
            return new DecisionsEnd(-1, e);
        }
    }

    /** What about the queue does not fit signals that end with {@code lastSignal}, as the rest of a sentence; null = it fits. */
    String unusableFor(long lastSignal) {
        if (damage != null) {
            return "has an end that cannot be read (" + damage.position() + ": " + damage.what() + ")";
        }
        return causeSequence > lastSignal
                ? "goes on to what signal " + causeSequence + " caused, but the signals end with " + lastSignal
                : null;
    }
}
