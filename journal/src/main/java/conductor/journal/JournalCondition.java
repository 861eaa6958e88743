package conductor.journal;

/**
 * What a start would find at the ends of the queues, looked at without changing anything.
 *
 * @param signals where the signals end, whole records of a torn last document included.
 * @param decisions where the decisions end; before the first of them where all would be made again.
 * @param tornSignals what is wrong with the last document of the signals, of which the whole records would stay; or null.
 * @param unusableDecisions why the decisions would be moved aside and all made again, as the rest of a sentence; or null.
 */
public record JournalCondition(
        SignalMarks signals, DecisionMarks decisions, String tornSignals, String unusableDecisions) {

    static JournalCondition of(DocumentQueue signals, DocumentQueue decisions, JournalStart start) {
        QueueEnds.requireEnd(signals);
        String torn = problemOfLast(signals);
        SignalMarks signalMarks =
                torn == null ? Tail.ofSignals(signals, start) : Tail.ofSignalsBeforeTear(signals, start);
        try {
            QueueEnds.requireEnd(decisions);
            DecisionMarks marks = problemOfLast(decisions) == null
                    ? Tail.ofDecisions(decisions, start)
                    : Tail.ofDecisionsBeforeTear(decisions, start);
            String unusable = new DecisionsEnd(marks.causeSequence(), null).unusableFor(signalMarks.sequence());
            return new JournalCondition(
                    signalMarks, unusable == null ? marks : Tail.beforeAnyDecision(start), torn, unusable);
        } catch (JournalCorruptException e) {
            String unusable = new DecisionsEnd(-1, e).unusableFor(signalMarks.sequence());
            return new JournalCondition(signalMarks, Tail.beforeAnyDecision(start), torn, unusable);
        }
    }

    private static String problemOfLast(DocumentQueue queue) {
        try (BatchReader batches = new BatchReader(queue)) {
            return batches.problemOfLast();
        }
    }
}
