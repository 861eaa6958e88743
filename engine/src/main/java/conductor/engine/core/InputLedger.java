package conductor.engine.core;

import conductor.engine.state.Hashing;

/**
 * How far each source has been applied, and how much. Cursors are state: they move with the journal, so after a crash the
 * source reads on from where the journal ends.
 *
 * <p>An entry of {@code conductor.signals.v1} is many signals. Between two of them it is <i>open</i>: the cursor stands at it, and the
 * number of its last applied signal tells where within it. So the entry is read once more, and goes on behind that signal.
 */
final class InputLedger {
    private static final int SECTION = 1;
    /** Behind the words of the sources and those that {@link Engine} adds to this section. */
    private static final int OPEN_WORD = 80;

    private final long[] cursorTimeMs = new long[SourceId.COUNT];
    private final long[] cursorSeq = new long[SourceId.COUNT];
    private final long[] epoch = new long[SourceId.COUNT];
    private final boolean[] known = new boolean[SourceId.COUNT];
    private final ProducerTable producers;
    /** Number of the last applied signal of the entry that is open, 0 = none is. Numbers begin at 1. */
    private long openNumber;

    private long signals;
    private long inferred;
    private long deadLetters;
    private long withoutEffect;

    /** @param producersMax gateways whose numbers are kept. */
    InputLedger(int producersMax) {
        this.producers = new ProducerTable(producersMax);
    }

    /**
     * Notes that a signal is applied.
     *
     * @return {@link Code#NONE}, or why it must have no effect.
     */
    int apply(Signal signal) {
        int source = signal.source;
        if (source < 0 || source >= SourceId.COUNT) {
            return Code.NONE;
        }
        if (signal.type == SignalType.SOURCE_POSITION) {
            move(source, signal);
            epoch[source] = signal.value1;
        } else if (source != SourceId.INTERNAL && source != SourceId.TIME) {
            move(source, signal);
            if (isRepeat(signal)) {
                producers.repeat();
                return Code.NONE;
            }
            count(signal);
            if (isNumbered(signal)) {
                return producers.apply(signal.value2, signal.value3, signal.value4, signal.sourceTimeMs);
            }
        }
        return Code.NONE;
    }

    /** Whether a signal has a producer's number: it is one of an entry of many. */
    private static boolean isNumbered(Signal signal) {
        return signal.source == SourceId.SIGNALS && (signal.flags & SignalFlags.NUMBERED) != 0;
    }

    private static boolean isRepeat(Signal signal) {
        return isNumbered(signal) && signal.type == SignalType.NO_EFFECT && signal.value1 == Code.REPEATED;
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
        if (source == SourceId.SIGNALS) {
            openNumber = (signal.flags & SignalFlags.MORE) != 0 ? signal.value4 : 0;
        }
    }

    /** Whether an entry is at or below what has been applied of its source, or of an open one this signal is. */
    boolean applied(Signal signal) {
        int source = signal.source;
        if (!known[source] || signal.sourceTimeMs > cursorTimeMs[source]) {
            return false;
        }
        if (signal.sourceTimeMs < cursorTimeMs[source] || signal.sourceSeq < cursorSeq[source]) {
            return true;
        }
        return signal.sourceSeq == cursorSeq[source] && !(isOpen(source) && signal.value4 > openNumber);
    }

    /** Whether the producer of a signal had applied its number, with another entry. */
    boolean repeated(Signal signal) {
        return isNumbered(signal) && producers.has(signal.value2, signal.value3, signal.value4);
    }

    /** Whether some signals of the entry at the cursor were applied and others were not. */
    boolean isOpen(int source) {
        return source == SourceId.SIGNALS && openNumber != 0;
    }

    ProducerTable producers() {
        return producers;
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
        return ownHash() + producers.hash();
    }

    /** The same, computed anew from every row. */
    long recomputeHash() {
        return ownHash() + producers.recomputeHash();
    }

    private long ownHash() {
        long hash = Hashing.contribution(SECTION, OPEN_WORD, openNumber)
                + Hashing.contribution(SECTION, 1, signals)
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
        out.putLong(openNumber);
        producers.write(out);
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
        openNumber = in.getLong();
        producers.read(in);
    }
}
