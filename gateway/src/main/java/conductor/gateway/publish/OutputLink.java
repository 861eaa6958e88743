package conductor.gateway.publish;

import io.lettuce.core.TransactionResult;

/**
 * The publisher's way to the streams it writes. Every look at the streams also watches them: a transaction that follows is refused when
 * somebody has written to them since. Everything throws {@link io.lettuce.core.RedisException} when there is no answer; then the connection
 * is of no use any more.
 */
interface OutputLink {
    /** What Redis answered to a look at the streams; the streams are watched since just before. */
    record Tops(long decisions, long scores, long redisTimeMs, long atNs) {}

    /** A transaction under way and the look at the streams that follows it. */
    interface Sent {
        /** Whether the transaction is answered. */
        boolean done();
    }

    /**
     * Connects.
     *
     * @return the run id of the server: another one means that it was started anew or is another server.
     */
    String open();

    /**
     * Looks at the streams and the clock, and watches the streams.
     *
     * @throws NotOwnerException when this node must not write them.
     */
    Tops tops();

    /** Sends a batch as one transaction, followed by a look at the streams. Each record's fate must be decided. */
    Sent send(Batch batch);

    /** Waits for the result of a transaction: an answer for every entry, each followed by that for its message if it has one. */
    TransactionResult result(Sent sent);

    /**
     * Waits for the look at the streams behind a transaction.
     *
     * @throws NotOwnerException when this node must not write them any more.
     */
    Tops tops(Sent sent);

    /** The entry of record {@code seq}, or null if the stream does not hold it. */
    byte[] entry(OutStream stream, long seq);

    /** Closes the connection. */
    void close();

    /** Closes the connection and ends what works for it. */
    void shutdown();
}
