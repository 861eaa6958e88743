package conductor.journal;

/**
 * Where the decisions queue ends.
 *
 * @param scoreSeq number of its last SCORE, 0 when it has none.
 * @param seq number of its last record of any other type, 0 when it has none.
 * @param causeSequence sequence of the signal that caused its last record, -1 when it is empty.
 * @param engineTimeMs engine time of its last record, 0 when it is empty.
 */
public record DecisionMarks(long scoreSeq, long seq, long causeSequence, long engineTimeMs) {
    static final DecisionMarks NONE = new DecisionMarks(0, 0, -1, 0);
}
