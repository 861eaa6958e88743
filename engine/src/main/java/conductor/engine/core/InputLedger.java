package conductor.engine.core;

import conductor.engine.state.Hashing;

/**
 * How far each source has been applied, and how much. Cursors are state: they move with the journal, so after a crash the
 * source reads on from where the journal ends.
 */
final class InputLedger {
    private static final int SECTION = 1;

    private final long[] cursorTimeMs = new long[SourceId.COUNT];
    private final long[] cursorSeq = new long[SourceId.COUNT];
    private final long[] epoch = new long[SourceId.COUNT];
    private final boolean[] known = new boolean[SourceId.COUNT];
    private long signals;
    private long inferred;
    private long deadLetters;
    private long withoutEffect;

    /** Notes that a signal is applied. */
    void apply(Signal signal) {
        int source = signal.source;
        if (source < 0 || source >= SourceId.COUNT) {
            return;
        }
        if (signal.type == SignalType.SOURCE_POSITION) {
            move(source, signal);
            epoch[source] = signal.value1;
        } else if (source != SourceId.INTERNAL && source != SourceId.TIME) {
            move(source, signal);
            count(signal);
        }
    }

    private void count(Signal signal) {
        if ((signal.flags & SignalFlags.INFERRED) != 0) {
            inferred++;
        } else {
            signals++;
        }
        if (signal.type == SignalType.DEAD_LETTER) {
            deadLetters++;
        } else if (signal.type == SignalType.NO_EFFECT) {
            withoutEffect++;
        }
    }

    private void move(int source, Signal signal) {
        known[source] = true;
        cursorTimeMs[source] = signal.sourceTimeMs;
        cursorSeq[source] = signal.sourceSeq;
    }

    /** Whether an entry is at or below what has been applied of its source. */
    boolean applied(int source, long timeMs, long seq) {
        return known[source]
                && (timeMs < cursorTimeMs[source] || (timeMs == cursorTimeMs[source] && seq <= cursorSeq[source]));
    }

    long cursorTimeMs(int source) {
        return cursorTimeMs[source];
    }

    long cursorSeq(int source) {
        return cursorSeq[source];
    }

    boolean known(int source) {
        return known[source];
    }

    long signals() {
        return signals;
    }

    long inferred() {
        return inferred;
    }

    long deadLetters() {
        return deadLetters;
    }

    long withoutEffect() {
        return withoutEffect;
    }

    long hash() {
        long hash = Hashing.contribution(SECTION, 1, signals)
                + Hashing.contribution(SECTION, 2, inferred)
                + Hashing.contribution(SECTION, 3, deadLetters)
                + Hashing.contribution(SECTION, 4, withoutEffect);
        for (int source = 0; source < SourceId.COUNT; source++) {
            hash += Hashing.contribution(SECTION, 16 + source, cursorTimeMs[source])
                    + Hashing.contribution(SECTION, 32 + source, cursorSeq[source])
                    + Hashing.contribution(SECTION, 48 + source, epoch[source]);
        }
        return hash;
    }

    void write(StateWriter out) {
        out.putLong(signals);
        out.putLong(inferred);
        out.putLong(deadLetters);
        out.putLong(withoutEffect);
        for (int source = 0; source < SourceId.COUNT; source++) {
            out.putLong(known[source] ? 1 : 0);
            out.putLong(cursorTimeMs[source]);
            out.putLong(cursorSeq[source]);
            out.putLong(epoch[source]);
        }
    }

    void read(StateReader in) {
        signals = in.getLong();
        inferred = in.getLong();
        deadLetters = in.getLong();
        withoutEffect = in.getLong();
        for (int source = 0; source < SourceId.COUNT; source++) {
            known[source] = in.getLong() == 1;
            cursorTimeMs[source] = in.getLong();
            cursorSeq[source] = in.getLong();
            epoch[source] = in.getLong();
        }
    }
}
