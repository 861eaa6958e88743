package conductor.engine.ring;

import conductor.engine.core.Signal;

/** Port of the input journal. Called by the engine thread only. */
public interface SignalJournal {
    /** Adds a stamped signal to the open batch. No I/O beyond mapped memory, no allocation. */
    void append(Signal signal);

    /** Commits the open batch as one document; nothing happens when the batch is empty. */
    void commit();
}
