package conductor.gateway.redis;

import conductor.engine.core.Engine;
import conductor.engine.core.SourceId;
import conductor.engine.ring.EngineView;

/** The highest applied entry of every source at one moment, and engine time. Immutable, so it may cross threads. */
public final class SourceCursors {
    private final boolean[] known = new boolean[SourceId.COUNT];
    private final long[] timeMs = new long[SourceId.COUNT];
    private final long[] seq = new long[SourceId.COUNT];
    private final boolean[] open = new boolean[SourceId.COUNT];
    private final long engineTimeMs;

    private SourceCursors(long engineTimeMs) {
        this.engineTimeMs = engineTimeMs;
    }

    /** Nothing was ever read. */
    public static SourceCursors none() {
        return new SourceCursors(0);
    }

    /** The positions of an engine; call it on the thread that owns the engine. */
    public static SourceCursors of(Engine engine) {
        SourceCursors cursors = new SourceCursors(engine.engineTimeMs());
        for (int source = 0; source < SourceId.COUNT; source++) {
            if (engine.cursorKnown(source)) {
                cursors.set(source, engine.cursorTimeMs(source), engine.cursorSeq(source));
                cursors.open[source] = engine.cursorOpen(source);
            }
        }
        return cursors;
    }

    /** The positions among an engine's figures. */
    public static SourceCursors of(EngineView.Figures figures) {
        SourceCursors cursors = new SourceCursors(figures.engineTimeMs());
        for (int source = 0; source < SourceId.COUNT; source++) {
            if (figures.cursorKnown()[source]) {
                cursors.set(source, figures.cursorTimeMs()[source], figures.cursorSeq()[source]);
            }
        }
        return cursors;
    }

    /** A copy in which one source stands at another id and engine time is not below its milliseconds. */
    public SourceCursors with(int source, long ms, long sequence) {
        SourceCursors cursors = new SourceCursors(Math.max(engineTimeMs, ms));
        System.arraycopy(known, 0, cursors.known, 0, known.length);
        System.arraycopy(timeMs, 0, cursors.timeMs, 0, timeMs.length);
        System.arraycopy(seq, 0, cursors.seq, 0, seq.length);
        System.arraycopy(open, 0, cursors.open, 0, open.length);
        cursors.set(source, ms, sequence);
        return cursors;
    }

    /** The same, and the entry there was applied in part. */
    public SourceCursors withOpen(int source, long ms, long sequence) {
        SourceCursors cursors = with(source, ms, sequence);
        cursors.open[source] = true;
        return cursors;
    }

    /** Whether anything is known of a source. */
    public boolean known(int source) {
        return known[source];
    }

    /** Milliseconds of the id. */
    public long timeMs(int source) {
        return timeMs[source];
    }

    /** Sequence of the id. */
    public long seq(int source) {
        return seq[source];
    }

    /** Whether the entry there was applied in part, and is to be read once more. */
    public boolean open(int source) {
        return open[source];
    }

    /** Engine time in milliseconds. */
    public long engineTimeMs() {
        return engineTimeMs;
    }

    private void set(int source, long ms, long sequence) {
        known[source] = true;
        open[source] = false;
        timeMs[source] = ms;
        seq[source] = sequence;
    }
}
