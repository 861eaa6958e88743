package conductor.ops.simulate;

import conductor.gateway.json.Json;
import conductor.journal.JournalDirectory;
import conductor.ops.cli.CommandFailure;
import conductor.ops.cli.ExitCode;
import conductor.ops.embedded.EmbeddedPostgres;
import conductor.ops.embedded.EmbeddedRedis;
import conductor.ops.node.NodeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The folder of a demo. A file in it says that it is one, and of which seed: made-up people are never put into another node's journal, and
 * no other folder is ever emptied.
 */
final class DemoFolder {
    private static final String MARK = "demo.json";
    /** In the mark beside the seed: whatever else has a file of this name does not say this. */
    private static final Map<String, Object> OURS = Map.of("made_by", "conductor demo");

    private DemoFolder() {}

    /**
     * Makes a folder ready for a demo.
     *
     * @param seed that is asked for, or null for that of the folder, {@code usual} where it has none.
     * @param fresh whether what an earlier demo left goes first.
     * @return the seed to play.
     * @throws CommandFailure when it is no demo's, a node runs on it, or it is of another seed.
     */
    static long prepare(Path dataDir, Long seed, long usual, boolean fresh) throws IOException {
        JournalDirectory.requireFree(dataDir);
        Long kept = keptSeed(dataDir);
        if (kept == null && isInUse(dataDir)) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    dataDir
                            + " holds something else than a demo, which would be mixed up with made-up people. Choose another"
                            + " --data-dir.");
        }
        if (kept != null && fresh) {
            stopServersLeftBehind(dataDir);
            OwnNode.remove(dataDir);
            kept = null;
        }
        if (kept != null && seed != null && !kept.equals(seed)) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "The demo in " + dataDir + " has --seed " + kept
                            + ". Leave --seed away, or begin anew with --fresh.");
        }
        if (kept != null) {
            return kept;
        }
        long played = seed == null ? usual : seed;
        Files.createDirectories(dataDir);
        Map<String, Object> mark = new LinkedHashMap<>(OURS);
        mark.put("seed", played);
        Path written = Files.writeString(dataDir.resolve(MARK + ".tmp"), Json.write(mark) + "\n");
        Files.move(written, dataDir.resolve(MARK), StandardCopyOption.ATOMIC_MOVE);
        return played;
    }

    private static Long keptSeed(Path dataDir) throws IOException {
        String text;
        try {
            text = Files.readString(dataDir.resolve(MARK));
        } catch (NoSuchFileException e) {
            return null;
        }
        Map<String, Object> mark = members(text);
        Object seed = mark.remove("seed");
        if (seed instanceof Number number && mark.equals(OURS)) {
            return number.longValue();
        }
        throw new CommandFailure(
                ExitCode.USAGE, dataDir.resolve(MARK) + " is not what a demo writes. Choose another --data-dir.");
    }

    private static Map<String, Object> members(String json) {
        try {
            return new LinkedHashMap<>(Json.read(json));
        } catch (IOException e) {
            return new LinkedHashMap<>();
        }
    }

    private static boolean isInUse(Path dataDir) throws IOException {
        if (!Files.exists(dataDir)) {
            return false;
        }
        try (Stream<Path> files = Files.list(dataDir)) {
            return files.findAny().isPresent();
        }
    }

    /** A demo that was killed leaves its servers running, and node.json. */
    private static void stopServersLeftBehind(Path dataDir) throws IOException {
        if (NodeFile.read(dataDir).isPresent()) {
            EmbeddedRedis.start(dataDir.resolve("redis")).close();
            if (Files.exists(dataDir.resolve("postgres"))) {
                EmbeddedPostgres.start(dataDir.resolve("postgres")).close();
            }
        }
    }
}
