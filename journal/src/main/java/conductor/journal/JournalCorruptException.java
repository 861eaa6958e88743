package conductor.journal;

/** Bytes of a queue are not what was written. Nothing at or beyond the position was applied. */
public final class JournalCorruptException extends JournalException {
    private static final long serialVersionUID = 1L;

    /** Signals are what all else follows from; decisions can be made again. */
    private static final String OF_SIGNALS =
            "Nothing from there on was applied. Put the journal folder back from a backup, or move it away"
                    + " to start an empty journal (what the engine had learned is then lost).";

    private static final String OF_DECISIONS =
            "Decisions follow from the signals, so nothing is lost: stop the node, move the journal's folder 'decisions' away, and the"
                    + " next start makes all of them again.";

    private final String queue;
    private final String position;
    private final String what;

    /**
     * @param queue name of the damaged queue.
     * @param position where the damage is: roll file, document and frame.
     * @param what what is wrong there, as the rest of a sentence.
     * @param cause the library's exception, or null.
     */
    public JournalCorruptException(String queue, String position, String what, Throwable cause) {
        super(
                "journal-corrupt",
                "The journal queue '" + queue + "' is damaged at " + position + ": " + what + ". "
                        + (queue.equals("decisions") ? OF_DECISIONS : OF_SIGNALS),
                cause);
        this.queue = queue;
        this.position = position;
        this.what = what;
    }

    /** What is wrong there, as the rest of a sentence. */
    String what() {
        return what;
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
