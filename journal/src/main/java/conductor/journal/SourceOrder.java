package conductor.journal;

import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;
import conductor.engine.core.SourceId;

/** Checks that the entry ids of every source rise from record to record, so that no entry was journalled twice. */
final class SourceOrder {
    private final long[] timeMs = new long[SourceId.COUNT];
    private final long[] seq = new long[SourceId.COUNT];
    private final boolean[] known = new boolean[SourceId.COUNT];

    /**
     * Takes the next record.
     *
     * @return null, or what is wrong with it.
     */
    String check(Signal signal) {
        int source = signal.source;
        if (source == SourceId.INTERNAL) {
            return null;
        }
        if (source < 0 || source >= SourceId.COUNT) {
            return "source " + source + " does not exist";
        }
        boolean position = signal.type == SignalType.SOURCE_POSITION;
        if (known[source] && !position && !follows(signal, source)) {
            return "entry " + signal.sourceTimeMs + "-" + signal.sourceSeq + " of " + SourceId.stream(source)
                    + " stands after " + timeMs[source] + "-" + seq[source];
        }
        known[source] = true;
        timeMs[source] = signal.sourceTimeMs;
        seq[source] = signal.sourceSeq;
        return null;
    }

    /** A time mark can need several ticks; an entry of any other stream makes one record. */
    private boolean follows(Signal signal, int source) {
        int order = Long.compare(signal.sourceTimeMs, timeMs[source]);
        if (order == 0) {
            order = Long.compareUnsigned(signal.sourceSeq, seq[source]);
        }
        return source == SourceId.TIME ? order >= 0 : order > 0;
    }
}
