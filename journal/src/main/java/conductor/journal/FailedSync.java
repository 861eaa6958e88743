package conductor.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers over a restart that the disk refused a sync. After that the kernel may hold pages of the journal that it takes for
 * written though the disk never got them: they read well, and the next sync, which has nothing to do, succeeds. So the next start
 * writes what it can read into new files, which are dirty again, and forces those.
 */
final class FailedSync {
    private static final Logger LOG = LoggerFactory.getLogger(FailedSync.class);
    private static final String MARKER = "sync-failed";
    /** The newest files of a queue: the day's, and the one before where the day has just changed. */
    private static final int NEWEST = 2;

    private static final String ANEW = ".anew";
    private static final int BLOCK = 1 << 16;

    private FailedSync() {}

    /** Leaves the mark, as well as a disk in trouble lets it. */
    static void note(Path journal) {
        try {
            Files.writeString(journal.resolve(MARKER), "A sync failed; the next start writes the newest files anew.\n");
            QueueFiles.forceNames(journal);
        } catch (IOException e) {
            LOG.error("That the sync failed cannot be noted in {} ({})", journal, e.toString());
        }
    }

    /**
     * Where the mark is, writes the newest files of the queues anew. Before the queues are opened.
     *
     * @throws JournalException with code {@link JournalException#SYNC} when the disk refuses again; then the mark stays.
     */
    static void mend(Path journal, Forcer forcer) {
        Path marker = journal.resolve(MARKER);
        if (!Files.exists(marker)) {
            return;
        }
        LOG.warn("A sync of the journal failed before the last stop: its newest files are written anew");
        try {
            rewriteNewest(journal.resolve("signals"), forcer);
            rewriteNewest(journal.resolve("decisions"), forcer);
            KillPoint.FAILED_SYNC_MENDED.pass();
            Files.delete(marker);
            QueueFiles.forceNames(journal);
        } catch (IOException e) {
            throw JournalSync.refused(e);
        }
    }

    /** Removes what a process that ended in the middle of mending has left, which may be what fills the disk. */
    static void removeUnfinished(Path journal) {
        for (String queue : List.of("signals", "decisions")) {
            try (DirectoryStream<Path> left = Files.newDirectoryStream(journal.resolve(queue), "*" + ANEW)) {
                for (Path file : left) {
                    Files.delete(file);
                }
            } catch (NoSuchFileException e) {
                // A new journal has no queues yet.
            } catch (IOException e) {
                throw new JournalException(JournalException.IO, "Cannot clear " + journal.resolve(queue) + ": " + e, e);
            }
        }
    }

    private static void rewriteNewest(Path queue, Forcer forcer) throws IOException {
        List<Path> files = QueueFiles.rollFiles(queue);
        for (Path file : files.subList(Math.max(0, files.size() - NEWEST), files.size())) {
            Path anew = file.resolveSibling(file.getFileName() + ANEW);
            try {
                copy(file, anew, forcer);
            } catch (IOException e) {
                Files.deleteIfExists(anew);
                throw e;
            }
            KillPoint.FAILED_SYNC_COPIED.pass();
            Files.move(anew, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
        if (!files.isEmpty()) {
            QueueFiles.forceNames(queue);
        }
    }

    /** Leaves out what is all zero, so that the copy takes no more room than the original, and forces the copy. */
    private static void copy(Path from, Path to, Forcer forcer) throws IOException {
        ByteBuffer block = ByteBuffer.allocate(BLOCK);
        try (FileChannel source = FileChannel.open(from, StandardOpenOption.READ);
                FileChannel target = FileChannel.open(
                        to,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            long size = source.size();
            for (long at = 0; at < size; at += BLOCK) {
                block.clear();
                while (block.hasRemaining() && source.read(block, at + block.position()) >= 0) {
                    // The rest of the block.
                }
                block.flip();
                if (!allZero(block) || at + block.limit() == size) {
                    write(target, block, at);
                }
            }
            forcer.force(target);
        }
    }

    private static void write(FileChannel target, ByteBuffer block, long at) throws IOException {
        while (block.hasRemaining()) {
            target.write(block, at + block.position());
        }
    }

    private static boolean allZero(ByteBuffer block) {
        for (int i = 0; i < block.limit(); i++) {
            if (block.get(i) != 0) {
                return false;
            }
        }
        return true;
    }
}
