package conductor.ops.check;

/** What {@code conductor check} says, with its own exit codes (presence.md 4.5). */
public enum Verdict {
    READY(0),
    NEEDS_SESSION_CLEANUP(1),
    NEEDS_DATABASE_MIGRATION(3),
    NOT_READY(4);

    private final int exitCode;

    Verdict(int exitCode) {
        this.exitCode = exitCode;
    }

    /** Exit code of the command. */
    public int exitCode() {
        return exitCode;
    }
}
