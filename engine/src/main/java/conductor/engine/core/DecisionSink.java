package conductor.engine.core;

/** The only way out of the engine. */
public interface DecisionSink {
    /** Takes one output. The object belongs to the engine and is used again after the call: copy what is kept. */
    void onDecision(Decision decision);
}
