package conductor.ops.simulate;

import conductor.engine.core.SourceId;
import java.util.Comparator;

/**
 * Something that somebody does and the platform writes down.
 *
 * @param dayMs when, in ms of the day.
 * @param user who; null where nobody is named.
 * @param poll of a vote or of a poll that is closed.
 * @param option of a vote.
 */
record Act(int dayMs, Kind kind, String session, String user, String poll, String option) {
    /** In the order in which the platform's streams rank. */
    enum Kind {
        JOIN(SourceId.PRESENCE),
        LEAVE(SourceId.PRESENCE),
        CHAT(SourceId.CHAT),
        VOTE(SourceId.POLL_VOTE),
        REACTION(SourceId.REACTION),
        POLL_CLOSED(SourceId.POLL_CLOSED);

        private final int source;

        Kind(int source) {
            this.source = source;
        }

        /** The stream it is written to. */
        int source() {
            return source;
        }
    }

    /** By time; what falls into the same millisecond by stream. */
    static final Comparator<Act> ORDER = Comparator.comparingInt(Act::dayMs).thenComparing(Act::kind);

    static Act of(int dayMs, Kind kind, String session, String user) {
        return new Act(dayMs, kind, session, user, null, null);
    }
}
