package conductor.engine.core;

/** How long texts in payloads may be, in bytes of UTF-8; ids are bounded by {@link Names#MAX_LENGTH}. */
public final class Payload {
    /** A reason that a person gives. */
    public static final int REASON_MAX = 1_536;
    /** Content of an intervention as JSON. */
    public static final int CONTENT_MAX = 2_048;
    /** Addresses for notifications as JSON. */
    public static final int EMAILS_MAX = 2_048;
    /** What the platform says of a success, as JSON. */
    public static final int RESULT_MAX = 1_024;
    /** What the platform says of a failure. */
    public static final int ERROR_MAX = 255;

    private Payload() {}
}
