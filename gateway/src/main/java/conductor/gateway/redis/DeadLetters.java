package conductor.gateway.redis;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
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
     * @param epoch of its stream.
     * @param code why.
     * @param field path of the wrong field, or null.
     * @param form what the bytes are, see {@link EntryQueue}.
     * @param raw copy of its bytes, null where nobody has them any more.
     * @param atMs when it was found.
     */
    record DeadLetter(
            int source, long ms, long seq, long epoch, int code, String field, byte form, byte[] raw, long atMs) {
        StreamId id() {
            return new StreamId(ms, seq);
        }
    }

    private final OneToOneConcurrentArrayQueue<DeadLetter> queue = new OneToOneConcurrentArrayQueue<>(CAPACITY);
    /** Taken out of the line to be written. */
    private final ArrayDeque<DeadLetter> inHand = new ArrayDeque<>();

    private final AtomicLong bytes = new AtomicLong();
    private final SourceStats stats;

    DeadLetters(SourceStats stats) {
        this.stats = stats;
    }

    /** Adds the oldest held entry of {@code stream}, which was parsed as {@code entry}. */
    void add(StreamState stream, ParsedEntry entry, long epoch, long nowMs) {
        DeadLetter letter = letter(stream.queue, entry, epoch, nowMs);
        int length = letter.raw().length;
        // Counted before it can be taken, and by this thread alone, so the sum is never below what is held.
        if (bytes.addAndGet(length) > BYTES_MAX || !queue.offer(letter)) {
            bytes.addAndGet(-length);
            stats.add(SourceStats.Count.DEAD_LETTERS_DROPPED);
        }
    }

    /** A letter of the oldest entry that is held, which was parsed as {@code entry}. */
    static DeadLetter letter(EntryQueue from, ParsedEntry entry, long epoch, long nowMs) {
        int offset = from.headOffset();
        return new DeadLetter(
                entry.signal.source,
                from.headMs(),
                from.headSeq(),
                epoch,
                (int) entry.signal.value1,
                entry.badField(),
                from.headForm(),
                Arrays.copyOfRange(from.bytes(), offset, offset + from.headLength()),
                nowMs);
    }

    /** Whether none waits. For the writer, as all that follows. */
    boolean isEmpty() {
        return inHand.isEmpty() && queue.isEmpty();
    }

    /** The oldest letters, {@code most} or fewer; they stay here. */
    List<DeadLetter> oldest(int most) {
        queue.drainTo(inHand, Math.max(0, most - inHand.size()));
        return inHand.stream().limit(most).toList();
    }

    /** Removes the oldest letters. */
    void remove(int number) {
        for (int i = 0; i < number; i++) {
            bytes.addAndGet(-inHand.remove().raw().length);
        }
    }

    int size() {
        return inHand.size() + queue.size();
    }
}
