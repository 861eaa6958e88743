package conductor.ops.node;

/** A node was asked to stop before its start was over. Nothing of it is left open, and its next start begins anew. */
public final class StoppedWhileStarting extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StoppedWhileStarting() {
        super("The node was asked to stop while it was starting");
    }
}
