package conductor.gateway.redis;

import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;
import conductor.engine.core.SourceId;

/**
 * What was applied last of every stream, and the number of its epoch. Filled from the journal while a node recovers and kept up by
 * the ingest thread from then on; handed from one thread to the other in between.
 */
public final class SeenStreams {
    private final SeenEntries[] entries = new SeenEntries[SourceId.COUNT];
    private final long[] epochs = new long[SourceId.COUNT];

    public SeenStreams() {
        for (int source = 0; source < SourceId.COUNT; source++) {
            entries[source] = new SeenEntries();
        }
    }

    /** Takes a journalled signal. */
    public void note(Signal signal) {
        int source = signal.source;
        if (SourceId.stream(source) == null || source == SourceId.TIME) {
            return;
        }
        if (signal.type == SignalType.SOURCE_POSITION) {
            epochs[source] = signal.value1;
            entries[source].beganBehind(new StreamId(signal.sourceTimeMs, signal.sourceSeq));
        } else {
            entries[source].add(signal);
        }
    }

    SeenEntries of(int source) {
        return entries[source];
    }

    /** The number of a stream's epoch: how often its server was found to have forgotten something. */
    long epoch(int source) {
        return epochs[source];
    }

    long nextEpoch(int source) {
        return ++epochs[source];
    }
}
