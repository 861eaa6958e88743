package conductor.journal;

import conductor.engine.core.Signal;

/** The signals behind records, for a reader of the decisions who wants to know what a record leaves out. One thread. */
@FunctionalInterface
public interface Causes {
    /** Of records whose signals nobody has. */
    Causes NONE = (sequence, signal) -> false;

    /**
     * Reads the signal of a sequence, which is cheap where sequences rise from call to call, as those of causes do.
     *
     * @return false, with {@code signal} undefined, where the journal does not hold it, or not any more.
     */
    boolean find(long sequence, Signal signal);
}
