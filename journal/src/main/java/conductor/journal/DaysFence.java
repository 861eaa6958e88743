package conductor.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Keeps days of a journal from being removed while a backup copies them: locks of the operating system on the file {@value #FILE}, one for
 * each who copies or one for who removes. So they end with their process however that dies.
 *
 * <p>A process holds one at a time, and a table of those held by this one is asked first: on POSIX systems closing any descriptor of a
 * file drops all locks that the process has on it.
 */
final class DaysFence implements AutoCloseable {
    static final String FILE = "days.lock";

    private static final long WAIT_NS = TimeUnit.SECONDS.toNanos(60);
    private static final long SLICE_NS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final Set<Path> HELD = new HashSet<>();

    private final Path file;
    private final FileChannel channel;

    private DaysFence(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Holds the days of a journal; waits until who removes some has done so.
     *
     * @throws JournalException with code {@link JournalException#IO} if that takes longer than a minute.
     */
    static DaysFence holdDays(Path journal) throws IOException {
        long untilNs = System.nanoTime() + WAIT_NS;
        while (System.nanoTime() - untilNs < 0) {
            DaysFence fence = take(journal, true);
            if (fence != null) {
                return fence;
            }
            LockSupport.parkNanos(SLICE_NS);
        }
        throw new JournalException(
                JournalException.IO,
                "Days of the journal in " + journal
                        + " are being removed or copied for more than a minute. Try again.");
    }

    /** The right to remove days, null while somebody holds them. */
    static DaysFence tryToRemove(Path journal) throws IOException {
        return take(journal, false);
    }

    private static DaysFence take(Path journal, boolean shared) throws IOException {
        Path file = journal.toRealPath().resolve(FILE);
        synchronized (HELD) {
            if (!HELD.add(file)) {
                return null;
            }
            boolean taken = false;
            try {
                FileChannel channel = shared ? openToRead(file) : openToWrite(file);
                taken = channel == null || lock(channel, shared);
                return taken ? new DaysFence(file, channel) : null;
            } finally {
                if (!taken) {
                    HELD.remove(file);
                }
            }
        }
    }

    private static boolean lock(FileChannel channel, boolean shared) throws IOException {
        FileLock lock = null;
        try {
            lock = channel.tryLock(0, Long.MAX_VALUE, shared);
        } catch (OverlappingFileLockException e) {
            // Held by this process through another copy of this class.
            return false;
        } finally {
            if (lock == null) {
                channel.close();
            }
        }
        return lock != null;
    }

    /** Null for who may only read a folder in which no node that removes days has been. */
    private static FileChannel openToRead(Path file) throws IOException {
        if (!Files.exists(file)) {
            if (!Files.isWritable(file.getParent())) {
                return null;
            }
            openToWrite(file).close();
        }
        return FileChannel.open(file, StandardOpenOption.READ);
    }

    private static FileChannel openToWrite(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    @Override
    public void close() throws IOException {
        synchronized (HELD) {
            if (HELD.remove(file) && channel != null) {
                channel.close();
            }
        }
    }
}
