package conductor.bench;

import conductor.bench.kill.JvmFlags;
import conductor.ops.embedded.EmbeddedPostgres;
import conductor.ops.embedded.EmbeddedRedis;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Starts nodes, again and again: cold, on a folder and servers that know nothing, and warm, where the node has been before. Servers of
 * the bench run before the node starts; servers of the node's own are started, and the first time made, by it.
 */
final class StartupRun {
    private static final int ZGC_SINCE = 25;

    /** A start. */
    record Start(StartedNode.Ready ready, StartedNode.Classes classes) {}

    /** Starts of one kind. */
    record Starts(List<Start> cold, List<Start> warm) {
        /** The quickest. */
        static Start best(List<Start> of) {
            return of.stream()
                    .min(Comparator.comparingLong(start -> start.ready().ms()))
                    .orElseThrow();
        }

        static long medianMs(List<Start> of) {
            long[] sorted =
                    of.stream().mapToLong(start -> start.ready().ms()).sorted().toArray();
            return sorted[sorted.length / 2];
        }
    }

    private final Path folder;
    private final int runs;
    private final boolean database;
    private final Consumer<String> log;
    private int folders;

    /**
     * @param folder for everything; emptied by the caller.
     * @param runs cold and warm starts each.
     * @param database whether the node writes to a PostgreSQL.
     */
    StartupRun(Path folder, int runs, boolean database, Consumer<String> log) {
        this.folder = folder;
        this.runs = runs;
        this.database = database;
        this.log = log;
    }

    /** Starts nodes with servers that are there, in each of some ways. */
    Map<StartVariant, Starts> besideServers(List<StartVariant> variants) throws Exception {
        Map<StartVariant, Starts> all = new LinkedHashMap<>();
        try (EmbeddedRedis redis = EmbeddedRedis.start(folder.resolve("redis"));
                EmbeddedPostgres postgres = database ? EmbeddedPostgres.start(folder.resolve("postgres")) : null) {
            String jdbcUrl = postgres == null ? null : postgres.jdbcUrl();
            for (StartVariant variant : variants) {
                all.put(variant, starts(variant, redis.uri(), jdbcUrl));
            }
        }
        return all;
    }

    /** Starts nodes that bring their servers. */
    Starts withOwnServers(StartVariant variant) throws Exception {
        return starts(variant, null, null);
    }

    private Starts starts(StartVariant variant, String redisUri, String jdbcUrl) throws Exception {
        Path archive = folder.resolve(variant.name().toLowerCase(Locale.ROOT) + ".archive");
        if (variant.needsArchive() && !Files.exists(archive)) {
            log.accept(variant + ": the run that leaves the archive");
            start(variant.trainingFlags(archive), settings(redisUri, jdbcUrl));
        }
        List<Start> cold = new ArrayList<>();
        List<Start> warm = new ArrayList<>();
        for (int run = 0; run < runs; run++) {
            log.accept(variant + (redisUri == null ? " with own servers" : "") + ": run " + (run + 1));
            List<String> settings = settings(redisUri, jdbcUrl);
            cold.add(start(variant.flags(archive), settings));
            warm.add(start(variant.flags(archive), settings));
        }
        return new Starts(cold, warm);
    }

    private Start start(List<String> variantFlags, List<String> settings) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JvmFlags.ofThisProcess());
        command.addAll(List.of("-Xms256m", "-Xmx1g", "-XX:+ExitOnOutOfMemoryError"));
        if (Runtime.version().feature() >= ZGC_SINCE) {
            command.add("-XX:+UseZGC");
        }
        command.addAll(variantFlags);
        command.addAll(
                List.of("-cp", System.getProperty("java.class.path"), "conductor.ops.cli.Main", "run", "-o", "json"));
        command.addAll(settings);
        try (StartedNode node = new StartedNode(command, folder.resolve("node.log"))) {
            Start start = new Start(node.awaitReady(), node.classes());
            node.stop();
            return start;
        } catch (IOException e) {
            throw new IOException(e.getMessage() + "; it has said: " + lastWords(), e);
        }
    }

    private String lastWords() throws IOException {
        List<String> lines = Files.readAllLines(folder.resolve("node.log"));
        return String.join(" | ", lines.subList(Math.max(0, lines.size() - 3), lines.size()));
    }

    /** Settings of a node that has never run; servers that are there know nothing of any other. */
    private List<String> settings(String redisUri, String jdbcUrl) throws SQLException {
        String name = "node" + ++folders;
        List<String> settings =
                new ArrayList<>(List.of("--data-dir", folder.resolve(name).toString(), "--http-port", "0"));
        if (redisUri != null) {
            empty(redisUri);
            settings.addAll(List.of("--redis-url", redisUri));
        }
        settings.addAll(List.of("--db-enabled", Boolean.toString(database)));
        if (jdbcUrl != null) {
            settings.addAll(List.of("--database-url", newSchema(jdbcUrl, name)));
        }
        return settings;
    }

    private static void empty(String redisUri) {
        RedisClient client = RedisClient.create(redisUri);
        try (StatefulRedisConnection<String, String> connection = client.connect()) {
            connection.sync().flushall();
        } finally {
            client.shutdown();
        }
    }

    /** A schema for each node, so that none finds the snapshots of another. */
    private static String newSchema(String jdbcUrl, String name) throws SQLException {
        try (Connection connection = DriverManager.getConnection(jdbcUrl);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA " + name);
        }
        return jdbcUrl + (jdbcUrl.contains("?") ? "&" : "?") + "currentSchema=" + name + ",public";
    }
}
