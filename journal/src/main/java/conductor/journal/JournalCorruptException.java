package conductor.journal;

/** Bytes of a queue are not what was written. Nothing at or beyond the position was applied. */
public final class JournalCorruptException extends JournalException {
    private static final long serialVersionUID = 1L;

    private final String queue;
    private final String position;

    /**
     * @param queue name of the damaged queue.
     * @param position where the damage is: roll file, document and frame.
     * @param what what is wrong there, as the rest of a sentence.
     * @param cause the library's exception, or null.
     */
    public JournalCorruptException(String queue, String position, String what, Throwable cause) {
        super(
                "journal-corrupt",
                "The journal queue '" + queue + "' is damaged at " + position + ": " + what
                        + ". Nothing from there on was applied. Put the journal folder back from a backup, or move it away"
                        + " to start an empty journal (what the engine had learned is then lost).",
                cause);
        this.queue = queue;
        this.position = position;
    }

    /** Name of the damaged queue. */
    public String queue() {
        return queue;
    }

    /** Where the damage is. */
    public String position() {
        return position;
    }
}
