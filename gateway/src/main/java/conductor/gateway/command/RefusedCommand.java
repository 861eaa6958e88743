package conductor.gateway.command;

/** A command that cannot be followed; the message is the sentence for whoever sent it. */
final class RefusedCommand extends Exception {
    private static final long serialVersionUID = 1L;

    RefusedCommand(String sentence) {
        super(sentence);
    }
}
