package conductor.ops.simulate;

import conductor.ops.config.NodeConfig;
import conductor.ops.config.Settings;
import conductor.ops.env.Environment;
import conductor.ops.node.ConductorNode;
import conductor.ops.node.NodeFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * A node of this process that plays, with a Redis and a PostgreSQL of its own and everything fixed that is drawn otherwise. What
 * decides comes from the settings, as ever.
 */
final class OwnNode implements AutoCloseable {
    /** With this seed of the node's draws the day goes as its script expects; other seeds are as right and give other days. */
    private static final String DECISION_SEED = "10";

    private final ConductorNode node;
    private final Path temporary;

    private OwnNode(ConductorNode node, Path temporary) {
        this.node = node;
        this.temporary = temporary;
    }

    /**
     * Starts one.
     *
     * @param dataDir its folder, or null for a temporary one that goes with the node.
     * @param database whether it has a PostgreSQL.
     */
    static OwnNode start(Path dataDir, boolean database, BooleanSupplier stopAsked) throws IOException {
        Path temporary = dataDir == null ? Files.createTempDirectory("conductor-day-") : null;
        boolean up = false;
        try {
            Environment environment = Environment.here();
            Map<String, String> flags = flags(dataDir == null ? temporary : dataDir);
            if (!database) {
                flags.put("db.enabled", "false");
            }
            Settings settings = Settings.load(flags, environment, null);
            ConductorNode node = ConductorNode.start(NodeConfig.bind(settings), settings, false, stopAsked);
            up = true;
            return new OwnNode(node, temporary);
        } finally {
            if (!up) {
                remove(temporary);
            }
        }
    }

    /** Whether it has failed; it has said why. */
    boolean hasFailed() {
        return node.hasFailed();
    }

    /** See {@link ConductorNode#hasLetGo}. */
    boolean hasLetGo() {
        return node.hasLetGo();
    }

    NodeFile file() {
        return node.file();
    }

    @Override
    public void close() {
        node.close();
        remove(temporary);
    }

    /** A live Redis or database that the environment names is never played into. */
    private static Map<String, String> flags(Path dataDir) {
        Map<String, String> flags = new LinkedHashMap<>();
        flags.put("data-dir", dataDir.toString());
        flags.put("clock", "stream");
        flags.put("egress", "live");
        flags.put("redis.url", "");
        flags.put("redis.start-at", "0");
        flags.put("redis.look-ups", "false");
        flags.put("database.url", "");
        flags.put("db.settings", "false");
        flags.put("engine.id", "51d0da40");
        flags.put("journal.hash-key", "000102030405060708090a0b0c0d0e0f");
        flags.put("journal.durability", "process");
        flags.put("engine.sessions-max", "1024");
        flags.put("engine.users-max", "65536");
        flags.put("engine.voters-max", "262144");
        flags.put("engine.events-max", "64");
        flags.put("engine.names-max", "4096");
        flags.put("decisioning.seed", DECISION_SEED);
        flags.put("http.port", "0");
        return flags;
    }

    /** Removes a folder with everything in it; null is none. */
    static void remove(Path folder) {
        if (folder == null) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The folder " + folder + " could not be removed", e);
        }
    }
}
