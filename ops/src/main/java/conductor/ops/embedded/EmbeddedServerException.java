package conductor.ops.embedded;

/** Why an embedded server cannot be used; the message is a sentence for the operator and says what to do. */
public final class EmbeddedServerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Stable names of the reasons. */
    public enum Code {
        /** The server's program cannot be found, written or executed on this machine. */
        BINARY,
        /** No port on 127.0.0.1 could be had. */
        PORT,
        /** The data directory cannot be written or the disk is nearly full. */
        DISK,
        /** Another node holds the data directory. */
        IN_USE,
        /** The server's data cannot be read. */
        DATA,
        /** The server ended while it was starting, or does not answer. */
        START
    }

    private final Code code;

    EmbeddedServerException(Code code, String message) {
        super(message);
        this.code = code;
    }

    EmbeddedServerException(Code code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /** The reason, stable across versions. */
    public Code code() {
        return code;
    }
}
