package conductor.journal;

import conductor.engine.core.Decision;

/**
 * Committed records in the order of the journal, for a reader that knows itself how far it has dealt with them. It must not hand out
 * a record that is not yet as durable as the node promises, where the reader takes it out of the node. One thread.
 */
public interface RecordFeed {
    /** Reads the next record into {@code d}; false, with {@code d} undefined, when there is none yet. */
    boolean next(Decision d);

    /**
     * Begins again for a reader that has dealt with everything up to a position, so early that it learns what it has to know of
     * records before: the first ones may be {@linkplain #recalls() recalled}, then all follow without a hole.
     *
     * @return behind which position those begin that are not recalled; later than asked for when the journal begins there.
     */
    RecordPosition goOnBehind(RecordPosition dealtWith);

    /** Whether the record given last is from before the place where reading began: to be known, not to be dealt with. */
    default boolean recalls() {
        return false;
    }
}
