package conductor.journal;

import conductor.engine.core.Decision;
import conductor.engine.core.Signal;

/**
 * Which records to show.
 *
 * @param subjectKey only those of this session, 0 = of all; see {@link JournalDirectory#keyOf(String)}.
 * @param type only this signal or decision type, 0 = all.
 * @param fromSequence not before this sequence; for decisions: the sequence of the signal that caused them.
 * @param untilSequence not after this sequence.
 */
public record CatFilter(long subjectKey, int type, long fromSequence, long untilSequence) {
    /** Everything. */
    public static final CatFilter ALL = new CatFilter(0, 0, 0, Long.MAX_VALUE);

    boolean accepts(Signal signal) {
        return accepts(signal.subjectKey, signal.type) && signal.sequence >= fromSequence;
    }

    boolean accepts(Decision decision) {
        return accepts(decision.subjectKey, decision.type) && decision.causeSequence >= fromSequence;
    }

    private boolean accepts(long recordSubjectKey, int recordType) {
        return (subjectKey == 0 || subjectKey == recordSubjectKey) && (type == 0 || type == recordType);
    }
}
