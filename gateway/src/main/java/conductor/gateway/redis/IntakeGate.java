package conductor.gateway.redis;

/** Whether anything may be journalled now. Asked by the ingest thread, all the time. */
@FunctionalInterface
public interface IntakeGate {
    /** Whether anything may be taken in; while it may not, the backlog stays in Redis and time stands. */
    boolean open();

    /**
     * Whether results of what was done before, and what look-ups found, may be taken in although nothing else may. While they may not,
     * they wait in their inboxes, and what fills those waits as well.
     */
    default boolean openForResults() {
        return true;
    }
}
