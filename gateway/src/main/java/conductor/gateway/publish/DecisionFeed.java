package conductor.gateway.publish;

import conductor.engine.core.Decision;

/** Where the publisher gets committed records from, in the order of the journal. Called by the publisher thread only. */
@FunctionalInterface
public interface DecisionFeed {
    /** Reads the next committed record into {@code d}; false, with {@code d} undefined, when there is none yet. */
    boolean next(Decision d);
}
