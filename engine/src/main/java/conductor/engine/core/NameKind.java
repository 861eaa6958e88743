package conductor.engine.core;

/** What a defined key names. */
public final class NameKind {
    /** A session id. */
    public static final int SUBJECT = 1;
    /** An event id. */
    public static final int SCOPE = 2;

    private NameKind() {}
}
