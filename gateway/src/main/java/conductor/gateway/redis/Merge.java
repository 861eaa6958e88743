package conductor.gateway.redis;

/**
 * Merges streams into the order (millisecond, rank, id) without depending on how reads were cut (audience.md 3.1).
 *
 * <p>An entry may go when no stream can still show one that belongs before it: when its place is before the front of
 * every other stream (of its own stream, unseen entries are later anyway). So it is enough to know the two foremost
 * fronts. The stream with the foremost front never holds an entry back, hence it is always read again and the merge
 * cannot lock itself up.
 */
final class Merge {
    private final StreamState[] streams;
    private StreamState foremost;
    private long foremostKey;
    private long secondKey;

    Merge(StreamState[] streams) {
        this.streams = streams;
    }

    /** Takes over the fronts; after every read. */
    void update() {
        foremostKey = Long.MAX_VALUE;
        secondKey = Long.MAX_VALUE;
        for (StreamState stream : streams) {
            long key = stream.frontKey();
            if (key < foremostKey) {
                secondKey = foremostKey;
                foremostKey = key;
                foremost = stream;
            } else if (key < secondKey) {
                secondKey = key;
            }
        }
    }

    /** The stream whose oldest held entry goes next, or null if none may go now. */
    StreamState next() {
        StreamState first = null;
        long firstKey = Long.MAX_VALUE;
        for (StreamState stream : streams) {
            if (!stream.queue.isEmpty()) {
                long key = stream.headKey();
                if (key < firstKey) {
                    firstKey = key;
                    first = stream;
                }
            }
        }
        return first != null && firstKey < (first == foremost ? secondKey : foremostKey) ? first : null;
    }

    /** Every entry before this millisecond was released. */
    long completeMs() {
        return foremostKey >> 4;
    }

    /** Millisecond of the oldest held entry, {@link Long#MAX_VALUE} if none is held. */
    long firstHeldMs() {
        long first = Long.MAX_VALUE;
        for (StreamState stream : streams) {
            if (!stream.queue.isEmpty()) {
                first = Math.min(first, stream.headKey() >> 4);
            }
        }
        return first;
    }
}
