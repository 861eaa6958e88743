package conductor.gateway.edge;

/** What a client sent is no signal. */
public final class BadSignalException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Why, as it stands in an answer. */
    public enum Reason {
        BAD_JSON,
        NOT_AN_OBJECT,
        MISSING_FIELD,
        BAD_FIELD,
        UNKNOWN_TYPE,
        TOO_LARGE
    }

    private final transient Reason reason;
    private final String pointer;

    BadSignalException(Reason reason, String pointer, String detail) {
        super(detail, null, false, false);
        this.reason = reason;
        this.pointer = pointer;
    }

    /** One of more bytes than it may have. */
    public static BadSignalException tooLarge(int most) {
        return new BadSignalException(Reason.TOO_LARGE, "", "it has more than " + most + " bytes");
    }

    /** Why. */
    public Reason reason() {
        return reason;
    }

    /** Where, as a JSON pointer; empty for the whole. */
    public String pointer() {
        return pointer;
    }
}
