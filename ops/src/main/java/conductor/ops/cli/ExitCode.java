package conductor.ops.cli;

/** What the command answers to the shell. */
public final class ExitCode {
    public static final int OK = 0;
    /** Something failed. */
    public static final int FAILURE = 1;
    /** The command line or a setting is wrong. */
    public static final int USAGE = 2;
    /** The node, or something the command needs, does not answer. */
    public static final int NOT_REACHABLE = 3;
    /** A check found something wrong. */
    public static final int VERIFICATION_FAILED = 4;

    private ExitCode() {}
}
