package conductor.journal;

import conductor.engine.core.Engine;
import conductor.engine.core.EngineConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The snapshots of a node, {@code <data-dir>/snapshots}: files named after the sequence they reach; the newest few are kept. */
public final class SnapshotFolder {
    /** Snapshots that are kept. */
    public static final int KEPT = 3;

    private static final String NAME_OF_FOLDER = "snapshots";
    private static final String PREFIX = "state-";
    private static final String SUFFIX = ".snapshot";

    private static final Pattern NAME =
            Pattern.compile(PREFIX + "[0-8]\\d{18}\\" + SUFFIX + "(" + SnapshotFile.MAKING + ")?");

    private final Path folder;

    /** @param dataDir the node's data folder; the folder in it is made with the first snapshot. */
    public SnapshotFolder(Path dataDir) {
        this.folder = dataDir.resolve(NAME_OF_FOLDER);
    }

    /** The folder beside a journal's. */
    static Path beside(Path journal) {
        return journal.resolveSibling(NAME_OF_FOLDER);
    }

    /**
     * Writes the state of an engine and then removes what is older than the newest {@value #KEPT}.
     *
     * @param documentIndex index of the document of the signals queue that holds the engine's last signal.
     * @return the new file.
     * @throws JournalException with code {@link JournalException#IO} when the disk refuses.
     */
    public Path write(Engine engine, JournalFollower follower, EngineConfig config, long documentIndex) {
        return write(engine, follower, config, documentIndex, WritePace.NONE);
    }

    /** The same at a pace. */
    Path write(Engine engine, JournalFollower follower, EngineConfig config, long documentIndex, WritePace pace) {
        Path target = folder.resolve(String.format("%s%019d%s", PREFIX, engine.sequence(), SUFFIX));
        try {
            Files.createDirectories(folder);
            SnapshotFile.write(target, engine, follower, config, documentIndex, pace);
            KillPoint.SNAPSHOT_WRITTEN.pass();
            List<Path> all = list();
            for (Path old : all.subList(Math.min(KEPT, all.size()), all.size())) {
                Files.deleteIfExists(old);
            }
            for (Path unfinished : files(SUFFIX + SnapshotFile.MAKING)) {
                Files.deleteIfExists(unfinished);
            }
        } catch (IOException e) {
            throw new JournalException(JournalException.IO, "Cannot keep snapshots in " + folder + ": " + e, e);
        }
        return target;
    }

    /**
     * Removes snapshots of what the journal no longer holds: a power failure took the end of it, and other signals will get those numbers.
     *
     * @param last sequence with which the journal ends.
     * @return what was removed.
     */
    public List<Path> removeBeyond(long last) {
        List<Path> removed = new ArrayList<>();
        for (Path file : list()) {
            if (sequence(file) > last) {
                try {
                    Files.deleteIfExists(file);
                } catch (IOException e) {
                    throw new JournalException(
                            JournalException.IO,
                            "Cannot remove the snapshot " + file + ", which is of no use any more: " + e,
                            e);
                }
                removed.add(file);
            }
        }
        return removed;
    }

    /** The sequence in a file's name, which has the form that the list asks for. */
    private static long sequence(Path file) {
        String name = file.getFileName().toString();
        return Long.parseLong(name.substring(PREFIX.length(), name.length() - SUFFIX.length()));
    }

    /** All snapshots, newest first, whatever their state. */
    public List<Path> list() {
        return files(SUFFIX);
    }

    /** The folder itself. */
    public Path folder() {
        return folder;
    }

    private List<Path> files(String suffix) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(
                            file -> NAME.matcher(file.getFileName().toString()).matches()
                                    && file.getFileName().toString().endsWith(suffix))
                    .sorted(Comparator.comparing(
                                    (Path file) -> file.getFileName().toString())
                            .reversed())
                    .collect(Collectors.toList());
        } catch (IOException e) {
            throw new JournalException(JournalException.IO, "Cannot list the snapshots in " + folder + ": " + e, e);
        }
    }
}
