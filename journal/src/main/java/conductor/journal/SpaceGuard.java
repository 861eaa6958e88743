package conductor.journal;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongSupplier;

/**
 * Stops intake before the journal's disk is full: a full disk under a mapped file is no error that could be answered but a fault in
 * the middle of a record. Intake goes on by itself when there is clearly room again. Looked at by one thread, asked by any.
 *
 * <p>The reserve is two blocks of the journal's files, or 5 % of the disk up to 2 GiB, or what a minute of writing at the present rate
 * takes, whichever is most. It has to hold what is on its way through the ring when intake stops, and then results of what was done
 * before; down to one block, because somebody else may fill the disk to its end.
 */
public final class SpaceGuard {
    /** Chronicle extends a queue's file by blocks of this size. */
    static final long BLOCK = 64L << 20;

    static final long LEAST = 2 * BLOCK;
    private static final long MOST_OF_A_DISK = 2L << 30;
    private static final long PARTS_OF_A_DISK = 20;
    private static final long MINUTE_MS = 60_000;
    /** The measured minute cannot ask for more than this. */
    private static final long MOST_OF_A_MINUTE = 16L << 30;
    /** Free space must be above the reserve by a quarter before intake goes on, so that it does not flutter. */
    private static final long CLEARLY = 4;

    /** Nothing was written yet by this process, so it is not known where its files end. */
    static final long UNKNOWN = -1;

    /** What is asked about the disk; a test has its own. */
    interface Disk {
        long usableBytes() throws IOException;

        long totalBytes() throws IOException;
    }

    private final Disk disk;
    private final long givenReserve;
    private final LongSupplier writtenBytes;
    private long lookedMs = -1;
    private long writtenThen;
    private long bytesPerMs;
    private volatile long freeBytes = Long.MAX_VALUE;
    private volatile long reserveBytes;
    private volatile boolean open = true;

    /** @param writtenBytes how far the files were written, or {@link #UNKNOWN}; may start over. */
    SpaceGuard(Disk disk, long givenReserve, LongSupplier writtenBytes) {
        this.disk = disk;
        this.givenReserve = givenReserve;
        this.writtenBytes = writtenBytes;
    }

    static Disk diskOf(Path folder) throws IOException {
        FileStore store = Files.getFileStore(folder);
        return new Disk() {
            @Override
            public long usableBytes() throws IOException {
                return store.getUsableSpace();
            }

            @Override
            public long totalBytes() throws IOException {
                return store.getTotalSpace();
            }
        };
    }

    /**
     * Looks at the disk.
     *
     * @param nowMs a clock that does not jump.
     * @throws IOException when the disk does not say; what was last known stays.
     */
    public void look(long nowMs) throws IOException {
        measure(nowMs);
        reserveBytes = reserve();
        freeBytes = disk.usableBytes();
        if (open) {
            open = freeBytes >= reserveBytes;
        } else {
            open = freeBytes >= reserveBytes + reserveBytes / CLEARLY;
        }
    }

    /** The highest rate of the last looks, which decays slowly: a pause between two bursts is no reason to trust. */
    private void measure(long nowMs) {
        long written = writtenBytes.getAsLong();
        if (written == UNKNOWN) {
            return;
        }
        if (lookedMs >= 0 && nowMs > lookedMs) {
            long rate = Math.max(0, written - writtenThen) / (nowMs - lookedMs);
            bytesPerMs = Math.max(rate, bytesPerMs - bytesPerMs / 64);
        }
        lookedMs = nowMs;
        writtenThen = written;
    }

    private long reserve() throws IOException {
        if (givenReserve > 0) {
            return givenReserve;
        }
        long ofDisk = Math.min(MOST_OF_A_DISK, disk.totalBytes() / PARTS_OF_A_DISK);
        long ofMinute = Math.min(MOST_OF_A_MINUTE, bytesPerMs * MINUTE_MS);
        return Math.max(LEAST, Math.max(ofDisk, Math.min(ofMinute, disk.totalBytes() / 2)));
    }

    /** Whether signals may be taken in. */
    public boolean open() {
        return open;
    }

    /** Whether results of what was done before may be taken in, also while nothing else is. */
    public boolean openForResults() {
        return open || freeBytes >= BLOCK;
    }

    /** Free bytes on the disk at the last look. */
    public long freeBytes() {
        return freeBytes;
    }

    /** Free bytes below which intake stops. */
    public long reserveBytes() {
        return reserveBytes;
    }
}
