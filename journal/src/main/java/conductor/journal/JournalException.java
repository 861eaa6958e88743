package conductor.journal;

/**
 * A journal that cannot be used as asked. The message says what is wrong and what to do; the code is stable and meant for
 * programs.
 */
public class JournalException extends RuntimeException {
    /** There is no journal at the given place. */
    public static final String MISSING = "journal-missing";
    /** A file beside the queues (the hash key) is missing or unreadable. */
    public static final String HASH_KEY = "journal-hash-key";
    /** The journal was written by another version of the records, of the settings or of the engine's behaviour. */
    public static final String VERSION = "journal-version";
    /** Replay leads to another state or to other decisions than the journal holds. */
    public static final String DIVERGED = "journal-diverged";
    /** The operating system refused a file operation. */
    public static final String IO = "journal-io";
    /** What was written could not be made durable; nothing after that may be told to anybody. */
    public static final String SYNC = "journal-sync";
    /** A snapshot cannot be used. */
    public static final String SNAPSHOT = "snapshot-unusable";
    /** There is no room on the disk for the journal to begin with. */
    public static final String DISK_FULL = "journal-disk-full";

    /** A backup is not whole. */
    public static final String BACKUP = "backup-unusable";
    /** There is something already where a backup or a restored journal is to go. */
    public static final String TARGET = "target-not-empty";

    private static final long serialVersionUID = 1L;

    private final String code;

    public JournalException(String code, String message) {
        this(code, message, null);
    }

    public JournalException(String code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /** Stable code of the kind of failure, for example {@code journal-locked}. */
    public final String code() {
        return code;
    }
}
