package conductor.gateway.edge;

/** What a client sent is not known to be in Redis. */
public final class NotWrittenException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Reason {
        /** Redis does not answer. Nothing was written. */
        REDIS_DOWN,
        /** More is under way than may be. Nothing was written. */
        OVERLOADED,
        /** Redis takes nothing, for want of memory for example. Nothing was written. */
        REDIS_REFUSED,
        /** Under this key something else was written before. Nothing was written. */
        KEY_CONFLICT,
        /** It was sent, and no answer came in time: it may be written, now or later. */
        UNSURE
    }

    private final Reason reason;

    NotWrittenException(Reason reason, String detail) {
        super(detail, null, false, false);
        this.reason = reason;
    }

    /** Why. */
    public Reason reason() {
        return reason;
    }
}
