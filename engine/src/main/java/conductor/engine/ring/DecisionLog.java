package conductor.engine.ring;

import conductor.engine.core.DecisionSink;

/**
 * Port of the decision journal. Called by one thread, the one that decides: the engine thread, or in the chained layout that of the
 * third stage. Committed after the inputs that caused its records.
 */
public interface DecisionLog extends DecisionSink {
    /** Commits the open batch as one document; nothing happens when the batch is empty. */
    void commit();

    /**
     * Told by a pipeline before it starts whose inputs are committed, by another thread, before the engine decides upon them. A log that
     * has to commit in the middle of a batch then leaves the inputs alone; without this call it commits them first.
     */
    default void inputsAreCommittedBefore() {}
}
