package conductor.journal;

/** Another node holds the journal. */
public final class JournalLockedException extends JournalException {
    private static final long serialVersionUID = 1L;

    public JournalLockedException(String message) {
        super("journal-locked", message);
    }
}
