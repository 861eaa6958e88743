package conductor.gateway;

import org.agrona.concurrent.ManyToOneConcurrentArrayQueue;

/**
 * Carries what egress did with a command back to the ingest thread, which makes it a journalled signal. Any number of
 * producers, one consumer; bounded, and an offer to a full inbox is refused so that the caller can try again.
 */
public final class EgressInbox {
    /**
     * What became of one command.
     *
     * @param publishedSeq number of the record that published it.
     * @param code a {@link conductor.engine.core.Code}: SENT, NO_RECEIVER or STALE.
     */
    public record Result(long publishedSeq, int code) {}

    private final ManyToOneConcurrentArrayQueue<Result> results;

    /** @param capacity results held at most. */
    public EgressInbox(int capacity) {
        this.results = new ManyToOneConcurrentArrayQueue<>(capacity);
    }

    /** Adds a result; false when the inbox is full. */
    public boolean offer(long publishedSeq, int code) {
        return results.offer(new Result(publishedSeq, code));
    }

    /** The oldest result, left in place, or null. */
    public Result peek() {
        return results.peek();
    }

    /** Removes the oldest result. */
    public void remove() {
        results.poll();
    }
}
