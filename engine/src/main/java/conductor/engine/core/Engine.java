package conductor.engine.core;

/** The pure state machine: signals in, decisions out. */
public final class Engine {
    public Engine(EngineConfig config, DecisionSink out) {}

    public void onSignal(Signal signal) {}

    public long nextDueMs() { return Long.MAX_VALUE; }

    public long stateHash() { return 0; }

    /** Sequence of the last applied signal, -1 before the first. */
    public long sequence() { return -1; }

    public long engineTimeMs() { return 0; }

    /** Entries applied from streams, without inferred presence and without time marks. */
    public long signals() { return 0; }

    public long inferred() { return 0; }

    public long decisions() { return 0; }

    public long scores() { return 0; }

    /** Highest applied entry of a source. */
    public long cursorTimeMs(int source) { return 0; }

    public long cursorSeq(int source) { return 0; }

    /** Whether a SOURCE_POSITION or an entry of this source was ever applied. */
    public boolean cursorKnown(int source) { return false; }

    public void writeState(StateWriter out) {}

    public static Engine readState(EngineConfig config, StateReader in, DecisionSink out) { return new Engine(config, out); }
}
