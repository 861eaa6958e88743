package conductor.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the journal in a folder could begin, {@code <journal>/days}: of each day the first snapshot that was made of it, and the recap of the
 * decisions up to there, {@code <yyyyMMdd>.snapshot} and {@code <yyyyMMdd>.recap}. As long as the first day is there, the journal begins with its
 * GENESIS record all the same; afterwards with the first of these days, and the configuration is in the file {@value Genesis#FILE}.
 */
final class JournalDays implements JournalStart {
    static final String FOLDER = "days";

    private static final Logger LOG = LoggerFactory.getLogger(JournalDays.class);
    private static final String SNAPSHOT = ".snapshot";
    private static final String RECAP = ".recap";
    private static final Pattern NAME = Pattern.compile("\\d{8}\\" + SNAPSHOT);

    private final Path journal;
    private final Path folder;
    private final Supplier<List<Long>> signalDays;

    /** @param journal the journal's folder, in which the signals are. */
    JournalDays(Path journal) {
        this(journal, () -> QueueFiles.epochDays(journal.resolve("signals")));
    }

    /** @param signalDays days of which there are signals, oldest first. */
    JournalDays(Path journal, Supplier<List<Long>> signalDays) {
        this.journal = journal;
        this.signalDays = signalDays;
        this.folder = journal.resolve(FOLDER);
    }

    /**
     * A day that the journal could begin with.
     *
     * @param epochDay since 1970-01-01.
     */
    record Day(long epochDay, Path snapshot, Path recap) {}

    /** All days that are complete, oldest first. */
    List<Day> list() {
        List<Day> days = new ArrayList<>();
        for (Path snapshot : snapshots()) {
            String name = snapshot.getFileName().toString();
            Day day = day(QueueFiles.epochDay(name.substring(0, name.length() - SNAPSHOT.length())));
            if (Files.exists(day.recap())) {
                days.add(day);
            }
        }
        return days;
    }

    private List<Path> snapshots() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(
                            file -> NAME.matcher(file.getFileName().toString()).matches())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw refused("list", e);
        }
    }

    /** The snapshots of all days, newest first: states that a replay can begin with where newer ones cannot be used. */
    List<Path> newestSnapshots() {
        return list().stream()
                .sorted(Comparator.comparingLong(Day::epochDay).reversed())
                .map(Day::snapshot)
                .toList();
    }

    private Day day(long epochDay) {
        String name = QueueFiles.day(epochDay);
        return new Day(epochDay, folder.resolve(name + SNAPSHOT), folder.resolve(name + RECAP));
    }

    /**
     * Keeps a snapshot as the one that a day could begin with, if the day has none yet.
     *
     * @param snapshot a file of the same disk; it gets a second name.
     * @throws JournalException when the disk refuses, or the decisions cannot be read.
     */
    void keep(long epochDay, Path snapshot, SnapshotHeader header, Recaps recaps) {
        Day day = day(epochDay);
        if (Files.exists(day.snapshot()) && Files.exists(day.recap())) {
            return;
        }
        try {
            Files.createDirectories(folder);
            Files.deleteIfExists(day.snapshot());
            recaps.write(day.recap(), new RecordPosition(header.decisions(), header.scores()));
            link(snapshot, day.snapshot());
            QueueFiles.forceNames(folder);
        } catch (IOException e) {
            throw refused("keep", e);
        }
    }

    private static void link(Path from, Path to) throws IOException {
        try {
            Files.createLink(to, from);
        } catch (UnsupportedOperationException e) {
            Path making = to.resolveSibling(to.getFileName() + SnapshotFile.MAKING);
            Files.copy(from, making, StandardCopyOption.REPLACE_EXISTING);
            QueueFiles.force(making);
            Files.move(making, to, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /** Removes the days before one. */
    void removeBefore(long epochDay) throws IOException {
        for (Day day : list()) {
            if (day.epochDay() < epochDay) {
                remove(day);
            }
        }
    }

    /**
     * Removes the states of what the journal no longer holds.
     *
     * @param last sequence with which the journal ends.
     * @return the snapshots that were removed.
     */
    List<Path> removeBeyond(long last) {
        List<Path> removed = new ArrayList<>();
        for (Day day : list()) {
            try {
                if (SnapshotFile.header(day.snapshot()).sequence() > last) {
                    remove(day);
                    removed.add(day.snapshot());
                }
            } catch (SnapshotException e) {
                LOG.warn("{}", e.getMessage());
            } catch (IOException e) {
                throw refused("remove", e);
            }
        }
        return removed;
    }

    private static void remove(Day day) throws IOException {
        Files.deleteIfExists(day.snapshot());
        Files.deleteIfExists(day.recap());
    }

    @Override
    public List<Path> recaps() {
        return Recaps.list(SnapshotFolder.beside(journal));
    }

    @Override
    public Beginning beginning() {
        if (!Files.exists(journal.resolve(Genesis.FILE))) {
            return null;
        }
        List<Long> there = signalDays.get();
        for (Day day : list()) {
            if (!there.isEmpty() && day.epochDay() >= there.get(0)) {
                return new Beginning(day.snapshot(), SnapshotFile.header(day.snapshot()), day.recap());
            }
        }
        throw new JournalException(
                JournalException.SNAPSHOT,
                "The first days of the journal in " + journal + " were removed, and there is no state in " + folder
                        + " that it could begin with. Put that folder back from a backup.");
    }

    private JournalException refused(String doing, IOException e) {
        return new JournalException(JournalException.IO, "Cannot " + doing + " days in " + folder + ": " + e, e);
    }
}
