package conductor.gateway.redis;

/** Redis cannot be read now; the message says why. Reading is tried again later. */
final class SourceDown extends Exception {
    private static final long serialVersionUID = 1L;

    SourceDown(String message) {
        super(message);
    }

    SourceDown(String message, Throwable cause) {
        super(message, cause);
    }
}
