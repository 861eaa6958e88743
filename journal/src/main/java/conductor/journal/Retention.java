package conductor.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes the oldest days of a journal that a node writes, once nobody needs them:
 *
 * <pre>
 *   old enough ─► a later day's state to begin with, checked ─► two newer snapshots, checked ─► every reader past that state
 *     ─► no backup under way ─► GENESIS kept as a file ─► signals, oldest first ─► decisions ─► states of the days that are gone
 * </pre>
 *
 * At every step the journal can be opened and leads to the same state as before. One thread.
 */
public final class Retention {
    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);
    private static final int NEWER_SNAPSHOTS = 2;

    private final JournalDirectory directory;
    private final SnapshotFolder snapshots;
    private final int keepDays;
    private final Map<String, Supplier<RecordPosition>> readers;
    private final RetentionStats stats = new RetentionStats();

    /**
     * @param keepDays whole days that stay beside the newest one, 1 or more.
     * @param readers who takes records out of the journal, by name, and up to where each has dealt with them; called by the caller of
     *     {@link #run()}.
     */
    public Retention(
            JournalDirectory directory,
            SnapshotFolder snapshots,
            int keepDays,
            Map<String, Supplier<RecordPosition>> readers) {
        this.directory = directory;
        this.snapshots = snapshots;
        this.keepDays = keepDays;
        this.readers = Map.copyOf(readers);
    }

    /** What it has done and waits for. */
    public RetentionStats stats() {
        return stats;
    }

    /** Looks, and removes what nobody needs. What stands in the way is in the {@linkplain #stats() figures} and asked again next time. */
    public void run() {
        try {
            JournalDays.Day first = firstToStay();
            String obstacle = first == null ? null : obstacle(first);
            if (first != null && obstacle == null) {
                obstacle = removeUnlessCopied(first);
            }
            removeOrigin();
            stats.waitingFor(obstacle);
        } catch (IOException | JournalException e) {
            stats.waitingFor(e.getMessage());
            LOG.warn("Days of the journal that are not needed any more could not be removed. {}", e.getMessage());
        }
    }

    /** The latest day that everything before it could go for; null when nothing is old enough. */
    private JournalDays.Day firstToStay() {
        List<Path> files = QueueFiles.rollFiles(directory.signals().folder());
        List<JournalDays.Day> days = directory.days().list();
        long newest = QueueFiles.epochDay(files.get(files.size() - 1));
        long oldest = oldest(files, days);
        JournalDays.Day first = null;
        for (JournalDays.Day day : days) {
            if (day.epochDay() > oldest && day.epochDay() <= newest - keepDays) {
                first = day;
            }
        }
        return first;
    }

    /** The oldest day of which anything is left: a node that died while it removed days may have left decisions or states of some. */
    private long oldest(List<Path> signals, List<JournalDays.Day> days) {
        long oldest = QueueFiles.epochDay(signals.get(0));
        List<Path> decisions = QueueFiles.rollFiles(directory.decisions().folder());
        if (!decisions.isEmpty()) {
            oldest = Math.min(oldest, QueueFiles.epochDay(decisions.get(0)));
        }
        return days.isEmpty() ? oldest : Math.min(oldest, days.get(0).epochDay());
    }

    /** Why the days before one have to stay, or null. */
    private String obstacle(JournalDays.Day first) {
        SnapshotHeader header = SnapshotFile.header(first.snapshot());
        RecordPosition needed = new RecordPosition(header.decisions(), header.scores());
        for (Map.Entry<String, Supplier<RecordPosition>> reader : readers.entrySet()) {
            if (!needed.isWithin(reader.getValue().get())) {
                return reader.getKey() + " still needs records from before " + QueueFiles.day(first.epochDay());
            }
        }
        if (newerSnapshots(header.sequence()) < NEWER_SNAPSHOTS) {
            return "two snapshots that can be used and are newer than the state of " + QueueFiles.day(first.epochDay());
        }
        SnapshotFile.verify(first.snapshot());
        Recap.open(first.recap());
        return null;
    }

    private int newerSnapshots(long sequence) {
        int newer = 0;
        for (Path file : snapshots.list()) {
            try {
                if (newer < NEWER_SNAPSHOTS && SnapshotFile.header(file).sequence() > sequence) {
                    SnapshotFile.verify(file);
                    newer++;
                }
            } catch (SnapshotException e) {
                LOG.warn("{}", e.getMessage());
            }
        }
        return newer;
    }

    /** @return why nothing was removed, or null. */
    private String removeUnlessCopied(JournalDays.Day first) throws IOException {
        try (DaysFence fence = DaysFence.tryToRemove(directory.folder())) {
            if (fence == null) {
                return "a backup that is being made still reads days before " + QueueFiles.day(first.epochDay());
            }
            removeBefore(first);
            return null;
        }
    }

    /** A journal that begins with a later state than the one it went on from does not need that any more. */
    private void removeOrigin() throws IOException {
        Path origin = Origin.in(directory.folder());
        if (origin == null || directory.days().beginning() == null) {
            return;
        }
        try (DaysFence fence = DaysFence.tryToRemove(directory.folder())) {
            if (fence != null) {
                long bytes = Files.size(origin);
                Files.delete(origin);
                QueueFiles.forceNames(directory.folder());
                stats.removed(bytes);
                LOG.info("The snapshot that the journal went on from was removed: it begins with a later day now.");
            }
        }
    }

    private void removeBefore(JournalDays.Day first) throws IOException {
        long decisionsFrom = Math.min(first.epochDay(), dayOfDecisions(first));
        Genesis.keep(directory.folder(), directory.engineConfig());
        KillPoint.RETENTION_BEGUN.pass();
        long bytes = remove(directory.signals(), first.epochDay());
        KillPoint.RETENTION_SIGNALS_REMOVED.pass();
        bytes += remove(directory.decisions(), decisionsFrom);
        KillPoint.RETENTION_DECISIONS_REMOVED.pass();
        directory.days().removeBefore(first.epochDay());
        if (bytes == 0) {
            return;
        }
        stats.removed(bytes);
        LOG.info(
                "The days of the journal before {} were removed ({} MiB): two newer snapshots can be used, and nobody needs them.",
                QueueFiles.day(first.epochDay()),
                bytes >> 20);
    }

    /** Usually the same day; a clock that was set back between the two queues' writes makes it an earlier one. */
    private long dayOfDecisions(JournalDays.Day first) {
        Recap recap = Recap.open(first.recap());
        return recap.position().equals(RecordPosition.START)
                ? Long.MIN_VALUE
                : directory.decisions().epochDay(recap.documentIndex());
    }

    private static long remove(RecordQueue queue, long before) throws IOException {
        long bytes = 0;
        for (Path file : QueueFiles.rollFiles(queue.folder())) {
            if (QueueFiles.epochDay(file) < before) {
                bytes += Files.size(file);
                Files.delete(file);
                KillPoint.RETENTION_FILE_REMOVED.pass();
                QueueFiles.forceNames(queue.folder());
            }
        }
        queue.filesChanged();
        return bytes;
    }
}
