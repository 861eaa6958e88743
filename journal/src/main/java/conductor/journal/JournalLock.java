package conductor.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The right to write a journal: an exclusive lock of the operating system on the file {@code lock}, so it ends with the process
 * however that dies. The file says who holds it, for people.
 *
 * <p>On POSIX systems closing any descriptor of a file drops all locks the process has on it. Therefore a table of the locks
 * held by this process is asked before the file is touched at all.
 */
final class JournalLock implements AutoCloseable {
    private static final int NOTE_CAPACITY = 256;
    private static final String THIS_PROCESS =
            "this process (" + ProcessHandle.current().pid() + ")";
    private static final Map<Path, JournalLock> HELD = new ConcurrentHashMap<>();

    private final Path file;
    private final FileChannel channel;

    private JournalLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Takes the lock or says who has it.
     *
     * @param folder the journal folder, which must exist.
     * @throws JournalLockedException if another process, or another owner in this one, holds it.
     */
    static JournalLock take(Path folder) {
        try {
            Path file = folder.toRealPath().resolve("lock");
            synchronized (HELD) {
                if (HELD.containsKey(file)) {
                    throw locked(folder, THIS_PROCESS);
                }
                JournalLock lock = new JournalLock(file, openLocked(folder, file));
                HELD.put(file, lock);
                return lock;
            }
        } catch (IOException e) {
            throw new JournalException(
                    JournalException.IO,
                    "Cannot lock the journal in " + folder + ": " + e + ". Check its permissions.",
                    e);
        }
    }

    /**
     * Who holds the lock of a folder; null when nobody does.
     *
     * @throws JournalException with code {@link JournalException#IO} if it cannot be asked.
     */
    static String holder(Path folder) {
        Path file = folder.resolve("lock");
        if (!Files.exists(file)) {
            return null;
        }
        try {
            synchronized (HELD) {
                if (HELD.containsKey(folder.toRealPath().resolve("lock"))) {
                    return THIS_PROCESS;
                }
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                    return isFree(channel) ? null : holder(channel);
                }
            }
        } catch (IOException e) {
            throw new JournalException(
                    JournalException.IO, "Cannot look who has locked the journal in " + folder + ": " + e, e);
        }
    }

    /** @throws JournalLockedException if somebody holds the lock of a folder. */
    static void requireFree(Path folder) {
        String holder = holder(folder);
        if (holder != null) {
            throw locked(folder, holder);
        }
    }

    private static FileChannel openLocked(Path folder, Path file) throws IOException {
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        boolean ok = false;
        try {
            if (!isFree(channel)) {
                throw locked(folder, holder(channel));
            }
            write(channel, note());
            ok = true;
            return channel;
        } finally {
            if (!ok) {
                channel.close();
            }
        }
    }

    private static boolean isFree(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            // Held by this process through another copy of this class.
            return false;
        }
    }

    private static JournalLockedException locked(Path folder, String holder) {
        return new JournalLockedException("The journal in " + folder + " is in use by " + holder
                + ". Stop that node first, or give this one another --data-dir."
                + " Commands that only read (journal ls, cat, verify, replay) work while a node runs.");
    }

    private static String note() {
        ProcessHandle self = ProcessHandle.current();
        Instant start = self.info().startInstant().orElseGet(Instant::now);
        return "pid=" + self.pid() + "\nstarted_at=" + start + "\n";
    }

    private static void write(FileChannel channel, String note) throws IOException {
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(note.getBytes(StandardCharsets.US_ASCII)), 0);
    }

    private static String holder(FileChannel channel) throws IOException {
        ByteBuffer note = ByteBuffer.allocate(NOTE_CAPACITY);
        channel.read(note, 0);
        String text = new String(note.array(), 0, note.position(), StandardCharsets.US_ASCII);
        String pid = member(text, "pid=");
        String startedAt = member(text, "started_at=");
        return "process " + (pid == null ? "(unknown)" : pid) + (startedAt == null ? "" : ", started at " + startedAt);
    }

    private static String member(String text, String name) {
        for (String line : text.split("\n")) {
            if (line.startsWith(name)) {
                return line.substring(name.length());
            }
        }
        return null;
    }

    /** Gives the lock back; the file stays, empty. */
    @Override
    public void close() {
        synchronized (HELD) {
            if (!HELD.remove(file, this)) {
                return;
            }
            try {
                channel.truncate(0);
                channel.close();
            } catch (IOException e) {
                throw new JournalException(JournalException.IO, "Cannot release " + file + ": " + e, e);
            }
        }
    }
}
