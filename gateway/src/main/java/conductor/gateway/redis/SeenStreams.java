package conductor.gateway.redis;

import conductor.engine.core.Signal;
import conductor.engine.core.SignalFlags;
import conductor.engine.core.SignalType;
import conductor.engine.core.SourceId;
import conductor.engine.core.StateReader;
import conductor.engine.core.StateWriter;
import conductor.journal.JournalFollower;

/**
 * What was applied last of every stream, and the number of its epoch. Filled from the journal while a node recovers and kept up by
 * the ingest thread from then on; handed from one thread to the other in between.
 */
public final class SeenStreams implements JournalFollower {
    /** Number of its section in snapshots. */
    private static final int SECTION = 90;

    private static final int VERSION = 1;

    private final SeenEntries[] entries = new SeenEntries[SourceId.COUNT];
    private final long[] epochs = new long[SourceId.COUNT];

    public SeenStreams() {
        clear();
    }

    @Override
    public void clear() {
        for (int source = 0; source < SourceId.COUNT; source++) {
            entries[source] = new SeenEntries();
            epochs[source] = 0;
        }
    }

    @Override
    public void write(StateWriter out) {
        out.beginSection(SECTION, VERSION);
        out.putLong(SourceId.COUNT);
        for (int source = 0; source < SourceId.COUNT; source++) {
            out.putLong(epochs[source]);
            entries[source].write(out);
        }
        out.endSection();
    }

    @Override
    public void read(StateReader in) {
        clear();
        in.beginSection(SECTION, VERSION);
        long sources = in.getLong();
        if (sources != SourceId.COUNT) {
            throw new IllegalStateException("it knows " + sources + " sources, this program " + SourceId.COUNT);
        }
        for (int source = 0; source < SourceId.COUNT; source++) {
            epochs[source] = in.getLong();
            entries[source].read(in);
        }
        in.endSection();
    }

    @Override
    public void note(Signal signal) {
        int source = signal.source;
        if (SourceId.stream(source) == null || source == SourceId.TIME) {
            return;
        }
        if (signal.type == SignalType.SOURCE_POSITION) {
            epochs[source] = signal.value1;
            entries[source].beganBehind(new StreamId(signal.sourceTimeMs, signal.sourceSeq));
        } else if ((signal.flags & SignalFlags.MORE) == 0) {
            // An entry of many signals was seen when its last one was.
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
