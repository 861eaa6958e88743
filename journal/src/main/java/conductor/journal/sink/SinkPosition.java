package conductor.journal.sink;

import conductor.engine.core.Decision;
import conductor.engine.core.DecisionType;

/**
 * How far a journal has been written: the last number of each of the two numberings, both 0 before the first record. The queue holds
 * both in one order, so a position is one place in it.
 *
 * @param seq last record that is no score.
 * @param scoreSeq last score.
 */
record SinkPosition(long seq, long scoreSeq) {
    static final SinkPosition START = new SinkPosition(0, 0);

    /** Whether a record lies at or before this position. */
    boolean covers(Decision d) {
        return d.seq <= (d.type == DecisionType.SCORE ? scoreSeq : seq);
    }

    /** Records up to here. */
    long records() {
        return seq + scoreSeq;
    }
}
