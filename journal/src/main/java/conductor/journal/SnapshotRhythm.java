package conductor.journal;

/**
 * How often a node writes snapshots while it runs, and how fast.
 *
 * @param intervalMs time between two snapshots in milliseconds.
 * @param bytesPerSecond bytes of one that are written in a second, on average over the file, 0 = as many as there can be. The cores, the memory and the disk that
 *     a snapshot wants are the live engine's too.
 */
public record SnapshotRhythm(long intervalMs, long bytesPerSecond) {
    /** As fast as it goes. */
    public static SnapshotRhythm everyMs(long intervalMs) {
        return new SnapshotRhythm(intervalMs, 0);
    }
}
