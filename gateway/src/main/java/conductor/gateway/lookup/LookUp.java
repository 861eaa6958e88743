package conductor.gateway.lookup;

import java.util.List;

/** What somebody found out or made beside the streams; the ingest thread makes it a journalled signal. */
public sealed interface LookUp {
    /** Key of the event that the finding is about, 0 = of none. */
    long eventKey();

    /** Its id in UTF-8; not asked for where there is none. */
    byte[] eventId();

    /** A finding about no event. */
    sealed interface OfNoEvent extends LookUp {
        @Override
        default long eventKey() {
            return 0;
        }

        @Override
        default byte[] eventId() {
            throw new UnsupportedOperationException("about no event");
        }
    }

    /**
     * The event of a session (audience.md 1.4).
     *
     * @param rank 1 or 2, by where it was found.
     */
    record Evidence(long sessionKey, long eventKey, byte[] eventId, int rank) implements LookUp {}

    /**
     * The stored settings of an event, or that it has none (audience.md 6.1).
     *
     * @param payload an EventSettingsRecord with its header.
     */
    record Settings(long eventKey, byte[] eventId, byte[] payload) implements LookUp {}

    /**
     * Content that was made for a decision, or that none could be made (audience.md 7.2).
     *
     * @param decisionSeq number of the decision.
     * @param method a {@link conductor.engine.core.ContentMethod}.
     * @param costMicros what it cost in micro-dollars.
     * @param tookMs how long it took.
     * @param json the content; empty where there is none.
     */
    record Content(long decisionSeq, int method, long costMicros, long tookMs, byte[] json) implements OfNoEvent {}

    /**
     * Where content comes from (audience.md 7.1).
     *
     * @param templatesHash names the template set; 0 = the shipped one.
     * @param waitMs how long an automatic decision waits for content; 0 = nobody makes any.
     * @param languages the languages that there are templates in, a word each, first letter lowest.
     */
    record ContentSources(long templatesHash, long waitMs, List<Long> languages) implements OfNoEvent {
        public ContentSources {
            languages = List.copyOf(languages);
        }
    }
}
