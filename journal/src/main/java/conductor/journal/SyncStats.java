package conductor.journal;

/** How syncing went: written by its thread, read by any. */
public final class SyncStats {
    private volatile long syncs;
    private volatile long totalNs;
    private volatile long longestNs;
    private volatile long durableSequence = -1;

    /** Only its own thread writes, so nothing is lost between reading and writing. */
    @SuppressWarnings("NonAtomicOperationOnVolatileField")
    void synced(long tookNs, long sequence) {
        totalNs += tookNs;
        longestNs = Math.max(longestNs, tookNs);
        durableSequence = sequence;
        syncs++;
    }

    /** Syncs so far. */
    public long syncs() {
        return syncs;
    }

    /** Time they took together in nanoseconds. */
    public long totalNs() {
        return totalNs;
    }

    /** The longest of them in nanoseconds. */
    public long longestNs() {
        return longestNs;
    }

    /** Sequence of the last durable signal, -1 before the first sync. */
    public long durableSequence() {
        return durableSequence;
    }
}
