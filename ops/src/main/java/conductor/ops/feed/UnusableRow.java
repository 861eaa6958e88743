package conductor.ops.feed;

/** Thrown for a row that cannot be used; the reason is a stable name, the detail says what is wrong with it. */
final class UnusableRow extends Exception {
    private static final long serialVersionUID = 1L;

    /** Why a row cannot be used. */
    enum Reason {
        BAD_UTF8,
        LINE_TOO_LONG,
        COLUMN_COUNT,
        QUOTED_CELL,
        BAD_JSON,
        MISSING_FIELD,
        BAD_TIME,
        BAD_ID,
        UNKNOWN_TYPE
    }

    private final Reason reason;

    UnusableRow(Reason reason, String detail) {
        super(detail, null, false, false);
        this.reason = reason;
    }

    Reason reason() {
        return reason;
    }
}
