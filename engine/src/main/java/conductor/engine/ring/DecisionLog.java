package conductor.engine.ring;

import conductor.engine.core.DecisionSink;

/** Port of the decision journal. Called by the engine thread only; committed after the inputs that caused its records. */
public interface DecisionLog extends DecisionSink {
    /** Commits the open batch as one document; nothing happens when the batch is empty. */
    void commit();
}
