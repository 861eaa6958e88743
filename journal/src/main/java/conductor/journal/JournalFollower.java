package conductor.journal;

import conductor.engine.core.Signal;
import conductor.engine.core.StateReader;
import conductor.engine.core.StateWriter;

/**
 * What a host knows beside the engine and only from the journal's signals. It is in snapshots too, so that they can stand for what was read
 * before.
 */
public interface JournalFollower {
    /** A host that keeps nothing. */
    JournalFollower NONE = new JournalFollower() {
        @Override
        public void note(Signal signal) {
            // Nothing is kept.
        }

        @Override
        public void clear() {
            // Nothing is kept.
        }

        @Override
        public void write(StateWriter out) {
            // No section.
        }

        @Override
        public void read(StateReader in) {
            // No section.
        }
    };

    /** Takes in a signal that was applied; the object is used again after the call. */
    void note(Signal signal);

    /** Forgets everything, as before the first signal. */
    void clear();

    /** Writes all that is known, as sections of its own. */
    void write(StateWriter out);

    /**
     * Reads what another one has written, in place of what is known.
     *
     * @throws IllegalStateException if it was written by another version.
     */
    void read(StateReader in);
}
