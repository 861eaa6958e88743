package conductor.gateway.publish;

import conductor.engine.core.Decision;

/**
 * Where the publisher gets committed records from, in the order of the journal. It must not hand out a record that is
 * not yet as durable as the node promises: what was published cannot be taken back. Called by the publisher thread
 * only.
 */
@FunctionalInterface
public interface DecisionFeed {
    /** Reads the next committed record into {@code d}; false, with {@code d} undefined, when there is none yet. */
    boolean next(Decision d);
}
