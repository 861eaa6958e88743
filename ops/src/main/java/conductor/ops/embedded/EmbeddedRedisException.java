package conductor.ops.embedded;

/** Why the embedded Redis server cannot be used; the message is a sentence for the operator and says what to do. */
public final class EmbeddedRedisException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Stable names of the reasons. */
    public enum Code {
        /** The server's program cannot be found, written or executed on this machine. */
        REDIS_BINARY,
        /** No port on 127.0.0.1 could be had. */
        REDIS_PORT,
        /** The data directory cannot be written or the disk is nearly full. */
        REDIS_DISK,
        /** Another node holds the data directory. */
        REDIS_IN_USE,
        /** The server's append-only file cannot be read. */
        REDIS_DATA,
        /** The server ended while it was starting, or does not answer. */
        REDIS_START
    }

    private final Code code;

    EmbeddedRedisException(Code code, String message) {
        super(message);
        this.code = code;
    }

    EmbeddedRedisException(Code code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /** The reason, stable across versions. */
    public Code code() {
        return code;
    }
}
