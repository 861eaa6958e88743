package conductor.journal;

/**
 * A place between two records of the decisions queue: the last number of each of the two numberings, both 0 before the first record. The
 * queue holds both in one order, so where both numbers were reached is one place in it.
 *
 * @param seq last record that is no score.
 * @param scoreSeq last score.
 */
public record RecordPosition(long seq, long scoreSeq) {
    /** Before the first record. */
    public static final RecordPosition START = new RecordPosition(0, 0);

    /** Whether everything up to here is also up to the other place. */
    boolean isWithin(RecordPosition other) {
        return seq <= other.seq && scoreSeq <= other.scoreSeq;
    }
}
