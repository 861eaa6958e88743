package conductor.journal;

import conductor.engine.core.Decision;
import conductor.engine.core.EngineConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The recaps of a journal's decisions, {@code <data-dir>/snapshots/records-<number>-<score>.recap}; the newest few are kept. Each is made
 * of the one before and of the records behind that, so making one costs as much as those.
 */
public final class Recaps {
    /** A decision has no further records after this time: the longest approval is half an hour, and a session without signals is closed. */
    public static final long DECISION_LIFE_MS = 2 * 3_600_000L;

    /** Records behind the newest recap from which on another one is worth its writing. */
    static final long RECORDS_BETWEEN = 1 << 18;

    private static final Logger LOG = LoggerFactory.getLogger(Recaps.class);
    private static final int KEPT = 3;
    private static final Pattern NAME = Pattern.compile("records-(\\d{19})-(\\d{19})\\.recap");

    private final Supplier<DecisionReader> decisions;
    private final EngineConfig config;
    private final Path folder;

    /** @param decisions opens a reader of all decisions. */
    Recaps(Supplier<DecisionReader> decisions, EngineConfig config, Path folder) {
        this.decisions = decisions;
        this.config = config;
        this.folder = folder;
    }

    /** The files, newest first, whatever their state. */
    List<Path> list() {
        return list(folder);
    }

    static List<Path> list(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(
                            file -> NAME.matcher(file.getFileName().toString()).matches())
                    .sorted(Comparator.comparing(
                                    (Path file) -> file.getFileName().toString())
                            .reversed())
                    .toList();
        } catch (IOException e) {
            throw new JournalException(JournalException.IO, "Cannot list the recaps in " + folder + ": " + e, e);
        }
    }

    /** Up to where a recap goes, by the name of its file. */
    static RecordPosition position(Path file) {
        Matcher name = NAME.matcher(file.getFileName().toString());
        if (!name.matches()) {
            throw new IllegalArgumentException(file + " has not the name of a recap");
        }
        return new RecordPosition(Long.parseLong(name.group(1)), Long.parseLong(name.group(2)));
    }

    /**
     * Makes one of the records up to a position, when there are many behind the newest one.
     *
     * @param position of committed records.
     * @throws JournalException when the disk refuses, or the records cannot be read.
     */
    public void keep(RecordPosition position) {
        keep(position, RECORDS_BETWEEN);
    }

    /** @param recordsBetween records behind the newest one from which on another is made. */
    public void keep(RecordPosition position, long recordsBetween) {
        try (DecisionReader reader = decisions.get()) {
            RecordPosition newest = reader.goOnBehind(position);
            if (position.seq() + position.scoreSeq() - newest.seq() - newest.scoreSeq() < recordsBetween) {
                return;
            }
            Path target =
                    folder.resolve(String.format("records-%019d-%019d.recap", position.seq(), position.scoreSeq()));
            Files.createDirectories(folder);
            Recap made = write(reader, target, position);
            removeAllBut(made);
            LOG.debug("Recap of the records up to {} written: {} of them", position, made.records());
        } catch (IOException | UncheckedIOException e) {
            throw new JournalException(JournalException.IO, "Cannot keep recaps in " + folder + ": " + e, e);
        }
    }

    /**
     * Makes one of all records up to a position, whatever their number.
     *
     * @throws JournalException when the records cannot be read.
     */
    Recap write(Path target, RecordPosition position) throws IOException {
        try (DecisionReader reader = decisions.get()) {
            return write(reader, target, position);
        }
    }

    private Recap write(DecisionReader reader, Path target, RecordPosition position) throws IOException {
        RecapFilter filter = new RecapFilter(config.eventsMax());
        Decision d = new Decision();
        reader.goOnBehind(position);
        while (nextUpTo(position, reader, d)) {
            filter.note(d);
        }
        long documentIndex = reader.documentIndex();
        int lastRecordCrc = reader.lastRecordCrc();
        reader.goOnBehind(position);
        try (RecapWriter writer = new RecapWriter(target)) {
            while (nextUpTo(position, reader, d)) {
                if (filter.keeps(d)) {
                    writer.add(d);
                }
            }
            return writer.finish(config.engineId(), position, documentIndex, lastRecordCrc);
        }
    }

    private static boolean nextUpTo(RecordPosition end, DecisionReader reader, Decision d) {
        if (reader.position().equals(end) && !reader.recallsMore()) {
            return false;
        }
        if (!reader.next(d)) {
            throw reader.corrupt("the records end at " + reader.position() + ", before " + end);
        }
        return true;
    }

    /** Those of records that the journal does not hold any more would be in the way of all that come. */
    private void removeAllBut(Recap newest) throws IOException {
        List<Path> all = new ArrayList<>(list());
        int at = all.indexOf(newest.file());
        for (int i = 0; i < all.size(); i++) {
            if (i < at || i >= at + KEPT) {
                Files.deleteIfExists(all.get(i));
            }
        }
    }
}
