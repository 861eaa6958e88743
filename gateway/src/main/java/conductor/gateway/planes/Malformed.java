package conductor.gateway.planes;

/** A message that cannot be read as one: why, and which of its members is wrong. */
final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    private final int code;
    private final String field;

    /**
     * @param code a {@link conductor.engine.core.Code}.
     * @param field the member of the message, or null where it is the message as a whole.
     */
    Malformed(int code, String field) {
        // Bad entries may come as fast as good ones: nobody looks at where this was thrown.
        super(null, null, false, false);
        this.code = code;
        this.field = field;
    }

    int code() {
        return code;
    }

    String field() {
        return field;
    }
}
