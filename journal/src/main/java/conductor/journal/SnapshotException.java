package conductor.journal;

import java.nio.file.Path;

/** A snapshot that cannot be used. Nothing is lost by that: an older one, or the whole journal, gives the same state. */
public final class SnapshotException extends JournalException {
    private static final long serialVersionUID = 1L;

    private final String problem;

    /** @param problem what is wrong, as the rest of a sentence. */
    SnapshotException(Path file, String problem, Throwable cause) {
        super(
                SNAPSHOT,
                "The snapshot " + file + " cannot be used: " + problem
                        + ". It may be removed: an older one, or the journal, gives the same state.",
                cause);
        this.problem = problem;
    }

    /** What is wrong, as the rest of a sentence. */
    public String problem() {
        return problem;
    }
}
