package conductor.journal;

/** How a shadow is doing: written by its thread, read by any. */
public final class ShadowStats {
    private volatile long sequence = -1;
    private volatile long comparisons;
    private volatile String divergence;
    private volatile String failure;
    private volatile long snapshots;
    private volatile long snapshotFailures;
    private volatile String snapshotProblem;
    private volatile long snapshotSequence = -1;
    private volatile long snapshotBytes;
    private volatile long snapshotTookNs;
    private volatile long snapshotAtMs;

    void followed(long lastSequence) {
        sequence = lastSequence;
    }

    /** Only the shadow's own thread writes, so nothing is lost between reading and writing. */
    @SuppressWarnings("NonAtomicOperationOnVolatileField")
    void compared() {
        comparisons++;
    }

    void diverged(String sentence) {
        divergence = sentence;
    }

    void failed(String sentence) {
        failure = sentence;
    }

    void found(SnapshotHeader header, long atMs) {
        snapshotSequence = header.sequence();
        snapshotBytes = header.fileLength();
        snapshotAtMs = atMs;
    }

    @SuppressWarnings("NonAtomicOperationOnVolatileField")
    void written(SnapshotHeader header, long atMs, long tookNs) {
        found(header, atMs);
        snapshotTookNs = tookNs;
        snapshotProblem = null;
        snapshots++;
    }

    @SuppressWarnings("NonAtomicOperationOnVolatileField")
    void notWritten(String sentence) {
        snapshotProblem = sentence;
        snapshotFailures++;
    }

    /** Sequence of the last signal that the shadow has applied, -1 before the first. */
    public long sequence() {
        return sequence;
    }

    /** How often the shadow's state was compared with the engine's and found the same. */
    public long comparisons() {
        return comparisons;
    }

    /** Where the two states were found to differ, a sentence; null while they never did. */
    public String divergence() {
        return divergence;
    }

    /** Why the shadow has ended, a sentence; null unless it had to. */
    public String failure() {
        return failure;
    }

    /** Snapshots written since the start. */
    public long snapshots() {
        return snapshots;
    }

    /** Snapshots that could not be written since the start. */
    public long snapshotFailures() {
        return snapshotFailures;
    }

    /** Why the last one could not be written; null when it could. */
    public String snapshotProblem() {
        return snapshotProblem;
    }

    /** Sequence that the newest snapshot reaches, -1 when there is none. */
    public long snapshotSequence() {
        return snapshotSequence;
    }

    /** Its bytes. */
    public long snapshotBytes() {
        return snapshotBytes;
    }

    /** How long writing it took in nanoseconds; 0 when it was there at the start. */
    public long snapshotTookNs() {
        return snapshotTookNs;
    }

    /** When it was written, milliseconds of the host's clock; 0 when there is none. */
    public long snapshotAtMs() {
        return snapshotAtMs;
    }
}
