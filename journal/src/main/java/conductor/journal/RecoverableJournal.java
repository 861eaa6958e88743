package conductor.journal;

import conductor.engine.core.EngineConfig;

/** What a recovery needs of a journal: both queues, and under which configuration it was decided. */
public interface RecoverableJournal {
    /** The configuration that decides: the one of the genesis record. */
    EngineConfig engineConfig();

    /** Where the signals queue ends now. */
    SignalMarks signalMarks();

    /** Where the decisions queue ends now. */
    DecisionMarks decisionMarks();

    /** A new reader at the start of the signals queue. */
    SignalReader openSignalReader();
}
