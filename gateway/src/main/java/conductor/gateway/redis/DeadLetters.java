package conductor.gateway.redis;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.concurrent.OneToOneConcurrentArrayQueue;

/**
 * Entries that could not be used, on their way from the ingest thread to the writer. Reading never waits for them: the engine has
 * each in its journal by then. So the line is bounded, in letters and in bytes; when Redis takes none for that long, a further
 * one is counted and dropped. Its entry is still in its stream.
 */
final class DeadLetters {
    private static final int CAPACITY = 4_096;
    private static final long BYTES_MAX = 8 << 20;

    /**
     * One entry that could not be used.
     *
     * @param source its stream.
     * @param ms milliseconds of its id.
     * @param seq sequence of its id.
     * @param code why.
     * @param field path of the wrong field, or null.
     * @param form what the bytes are, see {@link EntryQueue}.
     * @param raw copy of its bytes.
     * @param atMs when it was found.
     */
    record DeadLetter(int source, long ms, long seq, int code, String field, byte form, byte[] raw, long atMs) {}

    private final OneToOneConcurrentArrayQueue<DeadLetter> queue = new OneToOneConcurrentArrayQueue<>(CAPACITY);
    private final AtomicLong bytes = new AtomicLong();
    private final SourceStats stats;

    DeadLetters(SourceStats stats) {
        this.stats = stats;
    }

    /** Adds the oldest held entry of {@code stream}, which was parsed as {@code entry}. */
    void add(StreamState stream, ParsedEntry entry, long nowMs) {
        EntryQueue from = stream.queue;
        int offset = from.headOffset();
        byte[] raw = Arrays.copyOfRange(from.bytes(), offset, offset + from.headLength());
        DeadLetter letter = new DeadLetter(
                stream.source,
                from.headMs(),
                from.headSeq(),
                (int) entry.signal.value1,
                entry.badField(),
                from.headForm(),
                raw,
                nowMs);
        // Counted before it can be taken, and by this thread alone, so the sum is never below what is held.
        if (bytes.addAndGet(raw.length) > BYTES_MAX || !queue.offer(letter)) {
            bytes.addAndGet(-raw.length);
            stats.add(SourceStats.Count.DEAD_LETTERS_DROPPED);
        }
    }

    DeadLetter peek() {
        return queue.peek();
    }

    void remove() {
        bytes.addAndGet(-queue.poll().raw().length);
    }

    int size() {
        return queue.size();
    }
}
