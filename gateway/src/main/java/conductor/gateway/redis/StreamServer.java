package conductor.gateway.redis;

import java.util.List;

/** The part of Redis that reading speaks with, as a simulation gives it. */
public interface StreamServer {
    /** Redis does not answer. */
    final class Down extends Exception {
        private static final long serialVersionUID = 1L;

        /** @param message why. */
        public Down(String message) {
            super(message);
        }
    }

    /** An entry whose only field is {@code data}. */
    record Entry(long ms, long seq, byte[] data) {}

    /** Microseconds on the server's clock. */
    long timeUs() throws Down;

    /** The name of the server's history. */
    String replicationId() throws Down;

    /** The highest id that a stream ever gave, {@code ms-seq}; {@code 0-0} if it does not exist. */
    String top(String stream) throws Down;

    /** Entries of a stream from an id on, itself included or not, at most {@code count}. */
    List<Entry> range(String stream, long ms, long seq, boolean inclusive, int count) throws Down;
}
