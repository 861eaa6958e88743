package conductor.journal;

/** Hears how far a long run through the journal is. */
@FunctionalInterface
public interface ProgressListener {
    /** Hears nothing. */
    ProgressListener NONE = (done, total) -> {};

    /**
     * Called now and then, and once at the end.
     *
     * @param done records done.
     * @param total records to do, as known at the start.
     */
    void onProgress(long done, long total);
}
