package conductor.journal;

/** What the {@link Retention} of a journal does. Written by one thread, read by any. */
public final class RetentionStats {
    private volatile long removedBytes;
    private volatile String waitingFor;

    /** Bytes of files removed since the start. */
    public long removedBytes() {
        return removedBytes;
    }

    /** What stands in the way of removing days that are old enough, for people; null when nothing does. */
    public String waitingFor() {
        return waitingFor;
    }

    void removed(long bytes) {
        removedBytes += bytes;
    }

    void waitingFor(String obstacle) {
        waitingFor = obstacle;
    }
}
