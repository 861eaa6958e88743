package conductor.journal;

import conductor.engine.core.EngineConfig;
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
 *     ─► no backup under way, no reader before it ─► GENESIS kept as a file ─► signals, oldest first ─► decisions ─► states of the days that are gone
 * </pre>
 *
 * At every step the journal can be opened and leads to the same state as before. One thread.
 */
public final class Retention {
    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);
    private static final int NEWER_SNAPSHOTS = 2;

    private final Kept journal;
    private final SnapshotFolder snapshots;
    private final int keepDays;
    private final Map<String, Supplier<RecordPosition>> readers;
    private final RetentionStats stats = new RetentionStats();

    /**
     * A journal that this process writes.
     *
     * @param folder where it is.
     * @param days that it could begin with.
     * @param open readers of its decisions.
     */
    record Kept(
            Path folder,
            EngineConfig config,
            DocumentQueue signals,
            DocumentQueue decisions,
            JournalDays days,
            OpenReaders open) {}

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
        this(directory.kept(), snapshots, keepDays, readers);
    }

    Retention(Kept journal, SnapshotFolder snapshots, int keepDays, Map<String, Supplier<RecordPosition>> readers) {
        this.journal = journal;
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
                obstacle = removeUnlessRead(first);
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
        List<Long> signalDays = journal.signals().epochDays();
        List<JournalDays.Day> days = journal.days().list();
        long newest = signalDays.get(signalDays.size() - 1);
        long oldest = oldest(signalDays.get(0), days);
        JournalDays.Day first = null;
        for (JournalDays.Day day : days) {
            if (day.epochDay() > oldest && day.epochDay() <= newest - keepDays) {
                first = day;
            }
        }
        return first;
    }

    /** The oldest day of which anything is left: a node that died while it removed days may have left decisions or states of some. */
    private long oldest(long signalDay, List<JournalDays.Day> days) {
        long oldest = signalDay;
        for (long day : journal.decisions().epochDays()) {
            oldest = Math.min(oldest, day);
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

    /**
     * A reader that has dealt with a day may stand in it all the same, since it begins early to learn what it has to know.
     *
     * @return why nothing was removed, or null.
     */
    private String removeUnlessRead(JournalDays.Day first) throws IOException {
        SnapshotHeader header = SnapshotFile.header(first.snapshot());
        try (DaysFence fence = DaysFence.tryToRemove(journal.folder())) {
            if (fence == null) {
                return "a backup that is being made still reads days before " + QueueFiles.day(first.epochDay());
            }
            synchronized (journal.open()) {
                if (!journal.open().arePast(new RecordPosition(header.decisions(), header.scores()))) {
                    return "a reader of the decisions stands before " + QueueFiles.day(first.epochDay());
                }
                removeBefore(first);
                return null;
            }
        }
    }

    /** A journal that begins with a later state than the one it went on from does not need that any more. */
    private void removeOrigin() throws IOException {
        Path origin = Origin.in(journal.folder());
        if (origin == null || journal.days().beginning() == null) {
            return;
        }
        try (DaysFence fence = DaysFence.tryToRemove(journal.folder())) {
            if (fence != null) {
                long bytes = Files.size(origin);
                Files.delete(origin);
                QueueFiles.forceNames(journal.folder());
                stats.removed(bytes);
                LOG.info("The snapshot that the journal went on from was removed: it begins with a later day now.");
            }
        }
    }

    private void removeBefore(JournalDays.Day first) throws IOException {
        long decisionsFrom = Math.min(first.epochDay(), dayOfDecisions(first));
        Genesis.keep(journal.folder(), journal.config());
        KillPoint.RETENTION_BEGUN.pass();
        long bytes = journal.signals().removeBefore(first.epochDay());
        KillPoint.RETENTION_SIGNALS_REMOVED.pass();
        bytes += journal.decisions().removeBefore(decisionsFrom);
        KillPoint.RETENTION_DECISIONS_REMOVED.pass();
        journal.days().removeBefore(first.epochDay());
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
                : journal.decisions().epochDay(recap.documentIndex());
    }
}
