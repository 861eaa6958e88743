package conductor.gateway.publish;

import java.util.List;

/**
 * The part of Redis that the publisher speaks with, as a simulation gives it. Everything throws
 * {@link io.lettuce.core.RedisException} when there is no answer, whether or not it was done.
 */
public interface OutputServer {
    /**
     * Where the streams stand.
     *
     * @param decisions highest number in the stream of decisions, 0 = none.
     * @param scores the same of scores.
     * @param timeMs the server's clock.
     */
    record Tops(long decisions, long scores, long timeMs) {}

    /**
     * An entry with its message.
     *
     * @param seq number of the entry, whose id is {@code seq-0}.
     * @param message what is published with it, null for nothing.
     */
    record Write(String stream, long seq, byte[] entry, byte[] message) {}

    /** Connects anew and answers the run id of the server. */
    String connect();

    /** Looks at the streams, and watches them from now on. */
    Tops watch();

    /**
     * Writes all or nothing.
     *
     * @return for every write the entry's answer, an exception where it was refused, and the number of receivers where it has a message;
     *     null when somebody wrote to the streams since they were watched, so that nothing was done.
     */
    List<Object> transact(List<Write> writes);

    /** The entry of record {@code seq}, or null if the stream does not hold it. */
    byte[] entry(String stream, long seq);
}
