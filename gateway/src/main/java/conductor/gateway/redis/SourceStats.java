package conductor.gateway.redis;

import conductor.engine.core.SignalType;
import conductor.engine.core.SourceId;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.IntPredicate;

/**
 * Figures of the reading side. The ingest thread adds, anybody reads; a figure may be a moment old, figures are not of
 * one moment together.
 */
public final class SourceStats {
    private static final int CODES = 64;

    /** One more than the largest signal type that is counted by kind. */
    public static final int TYPES = 128;

    private final AtomicLongArray entries = new AtomicLongArray(SourceId.COUNT);
    private final AtomicLongArray kinds = new AtomicLongArray(SourceId.COUNT * TYPES);
    private final AtomicLongArray waiting = new AtomicLongArray(SourceId.COUNT);
    private final AtomicLongArray deadLetters = new AtomicLongArray(CODES);
    private final AtomicLongArray counts = new AtomicLongArray(Count.values().length);
    private final IntPredicate read;
    private volatile boolean connected;
    private volatile long changedMs;
    private volatile String problem;

    /** The single figures. */
    public enum Count {
        /** Signals that define a name. */
        DEFINES,
        /** Time signals. */
        TICKS,
        /** Entries read and not yet released. */
        HELD,
        /** Milliseconds that the released entries are behind the clock that drives time; 0 when nothing waits. */
        LAG_MS,
        /** Last known Redis time in milliseconds. */
        REDIS_TIME_MS,
        /** Milliseconds that this machine's clock is ahead of the Redis clock; 0 until Redis was asked. */
        HOST_AHEAD_MS,
        /** Milliseconds that time is ahead of the Redis clock because that was set back. */
        CLOCK_AHEAD_MS,
        /** Milliseconds of the last step forward of the Redis clock. */
        CLOCK_FORWARD_MS,
        /** Steps of the Redis clock: back by more than a second, forward by more than five. */
        CLOCK_STEPS,
        /** Times that the ring was full and reading waited. */
        RING_FULL_WAITS,
        /** Connections made. */
        CONNECTS,
        /** New epochs of streams: times that Redis was found to have forgotten entries. */
        STREAM_EPOCHS,
        /** Entries that were read again after Redis had forgotten some, and had been applied before. */
        REREAD_DROPPED,
        /** Entries that were trimmed or deleted before they were read; known from Redis 7.0 on. */
        ENTRIES_LOST,
        /** Failed results of commands that name a user or participant who does not exist: the platform lacks our system user. */
        PROVISIONING_ERRORS,
        /** Results of commands whose {@code result} was too long to keep, or not storable. */
        RESULTS_LEFT_OUT,
        /** Dead letters written to the stream. */
        DEAD_LETTERS_WRITTEN,
        /** Dead letters that were only counted, because too many waited to be written. */
        DEAD_LETTERS_DROPPED,
        /** Dead letters written for a node that died before it wrote them. */
        DEAD_LETTERS_RECOVERED,
        /** Of these, letters without content: Redis does not have the entry any more. */
        DEAD_LETTERS_GONE,
        /** Dead letters that wait to be written. */
        DEAD_LETTERS_WAITING,
        /** Failed tries to write dead letters or to mirror the position. */
        CHORE_FAILURES,
        /** Successful mirrorings. */
        MIRRORS
    }

    /** @param read whether the stream of a source is read. */
    SourceStats(IntPredicate read) {
        this.read = read;
    }

    /** Whether the stream of a source is read; the others have no figures. */
    public boolean reads(int source) {
        return read.test(source);
    }

    /** Entries released from a source. */
    public long entries(int source) {
        return entries.get(source);
    }

    /**
     * Entries of a source without effect; of {@link SourceId#OUTCOME} these are results of commands that are not ours.
     */
    public long noEffect(int source) {
        return entries(source, SignalType.NO_EFFECT);
    }

    /** Signals of a {@link SignalType} released from a source; but of {@link SourceId#SIGNALS} there is one an entry. */
    public long entries(int source, int type) {
        return kinds.get(source * TYPES + type);
    }

    /** Entries of a stream behind our durable position when it was last looked at, at most {@link StreamLag#COUNTED}. */
    public long waiting(int source) {
        return waiting.get(source);
    }

    /** Dead letters with a {@link conductor.engine.core.Code} as reason. */
    public long deadLetters(int code) {
        return deadLetters.get(code);
    }

    /** Dead letters with any reason. */
    public long deadLetters() {
        long sum = 0;
        for (int code = 0; code < CODES; code++) {
            sum += deadLetters.get(code);
        }
        return sum;
    }

    /** A single figure. */
    public long count(Count count) {
        return counts.get(count.ordinal());
    }

    /** Whether Redis is being read. */
    public boolean connected() {
        return connected;
    }

    /** Host time in milliseconds since which {@link #connected()} is what it is. */
    public long changedMs() {
        return changedMs;
    }

    /** Why Redis is not being read, or null. */
    public String problem() {
        return problem;
    }

    void up() {
        problem = null;
        if (!connected) {
            changedMs = System.currentTimeMillis();
            connected = true;
        }
        add(Count.CONNECTS);
    }

    void down(String why) {
        problem = why;
        if (connected || changedMs == 0) {
            changedMs = System.currentTimeMillis();
            connected = false;
        }
    }

    void entry(int source, int type) {
        entry(source);
        signal(source, type);
    }

    /** An entry of many signals; these are counted apart. */
    void entry(int source) {
        add(entries, source);
    }

    void signal(int source, int type) {
        add(kinds, source * TYPES + type);
    }

    void waiting(int source, long number) {
        waiting.lazySet(source, number);
    }

    void deadLetter(int code) {
        add(deadLetters, code);
    }

    void add(Count count) {
        add(counts, count.ordinal());
    }

    void add(Count count, long more) {
        counts.lazySet(count.ordinal(), counts.getPlain(count.ordinal()) + more);
    }

    void set(Count count, long value) {
        counts.lazySet(count.ordinal(), value);
    }

    /** Every figure has one writer, so reading and writing apart is enough. */
    private static void add(AtomicLongArray array, int index) {
        array.lazySet(index, array.getPlain(index) + 1);
    }
}
