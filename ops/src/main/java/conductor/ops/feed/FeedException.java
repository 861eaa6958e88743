package conductor.ops.feed;

/** Why a feed cannot go on: a sentence for the operator that says what to do, and the exit code of the command. */
public final class FeedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The feed failed on the way. */
    public static final int FAILED = 1;
    /** The arguments or files do not fit. */
    public static final int USAGE = 2;
    /** Redis cannot be found or reached. */
    public static final int NOT_REACHABLE = 3;
    /** Stopped by Ctrl-C. */
    public static final int INTERRUPTED = 130;

    private final int exitCode;

    public FeedException(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    public FeedException(int exitCode, String message, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    /** What the command answers. */
    public int exitCode() {
        return exitCode;
    }
}
