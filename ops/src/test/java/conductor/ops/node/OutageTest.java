package conductor.ops.node;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.core.SourceId;
import conductor.gateway.json.Json;
import conductor.ops.cli.Cli;
import conductor.ops.config.NodeConfig;
import conductor.ops.config.Settings;
import conductor.ops.embedded.EmbeddedPostgres;
import conductor.ops.embedded.EmbeddedRedis;
import conductor.testkit.FaultProxy;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A live node under a live feed whose Redis, and then whose database, is really stopped and started again. The outages last
 * {@code conductor.outage.redis-s} and {@code conductor.outage.database-s} seconds, in the suite a few only.
 */
@Tag("slow")
@Tag("one-jdk")
class OutageTest {
    private static final long REDIS_S = Long.getLong("conductor.outage.redis-s", 4);
    private static final long DATABASE_S = Long.getLong("conductor.outage.database-s", 8);
    private static final int[] FED = {SourceId.PRESENCE, SourceId.CHAT, SourceId.REACTION};

    @TempDir
    Path dir;

    private EmbeddedRedis redis;
    private EmbeddedPostgres database;
    private volatile boolean feeding = true;
    private volatile boolean paused;

    @Test
    void outagesInTheMiddleOfAFeedLoseNothingAndDoubleNothing() throws Exception {
        redis = EmbeddedRedis.start(dir.resolve("redis"));
        database = EmbeddedPostgres.start(dir.resolve("postgres"));
        try {
            playWithOutages();
            Map<String, Object> journal = run("replay");
            assertStreams(journal);
            assertTables((long) journal.get("scores"));
        } finally {
            redis.close();
            database.close();
        }
        assertThat(run("verify")).containsEntry("ok", true);
    }

    private void playWithOutages() throws Exception {
        try (FaultProxy toRedis = new FaultProxy(port(redis));
                FaultProxy toDatabase = new FaultProxy(port(database));
                ConductorNode node = start(toRedis, toDatabase)) {
            Thread feeder = new Thread(this::feed, "feeder");
            feeder.start();
            awaitScores(20);
            double with = meanEventSeconds(node, DATABASE_S);
            outageOfRedis(node, toRedis);
            double without = outageOfTheDatabase(node, toDatabase);
            System.out.printf(
                    "mean engine time a record: %.1f us with a database, %.1f us without one, ratio %.2f%n",
                    with * 1e6, without * 1e6, without / with);
            feeding = false;
            feeder.join();
            awaitEverythingFed();
        }
    }

    private void outageOfRedis(ConductorNode node, FaultProxy toRedis) throws Exception {
        paused = true;
        Instant before = Instant.now().minusSeconds(1);
        redis.close();
        Await.until(
                "Redis is said to be down",
                () -> "down".equals(part(node, "redis").get("state")));
        assertThat(Instant.parse(part(node, "redis").get("since").toString())).isAfter(before);
        assertThat(get(node, "/readyz").statusCode()).isEqualTo(503);
        Thread.sleep(REDIS_S * 1_000);
        redis = EmbeddedRedis.start(dir.resolve("redis"));
        toRedis.retarget(port(redis));
        paused = false;
        Await.until("Redis is up again", () -> "up".equals(part(node, "redis").get("state")));
        Await.until("the node is ready", () -> get(node, "/readyz").statusCode() == 200);
        awaitScores((long) Playback.status(dataDir()).get("scores") + 10);
    }

    private double outageOfTheDatabase(ConductorNode node, FaultProxy toDatabase) throws Exception {
        database.close();
        awaitScores((long) Playback.status(dataDir()).get("scores") + 5);
        Await.until(
                "the database is said to be away",
                () -> "degraded".equals(part(node, "database").get("state")));
        assertThat(get(node, "/readyz").statusCode()).isEqualTo(200);
        double mean = meanEventSeconds(node, DATABASE_S);
        database = EmbeddedPostgres.start(dir.resolve("postgres"));
        toDatabase.retarget(port(database));
        Await.until(
                "the database is up again",
                () -> "up".equals(part(node, "database").get("state")));
        return mean;
    }

    /** What a platform's publishers would add: they do not stop for us, but for a Redis that is away. */
    private void feed() {
        int n = 0;
        while (feeding) {
            try (RedisClient client = RedisClient.create(redis.uri())) {
                RedisCommands<String, String> commands = client.connect().sync();
                while (feeding && !paused) {
                    add(commands, n++);
                    Thread.sleep(4);
                }
            } catch (RedisException away) {
                pause();
            } catch (InterruptedException e) {
                return;
            }
            if (paused) {
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void add(RedisCommands<String, String> redis, int n) {
        String who = "\"sessionId\":\"ses_" + n % 5 + "\",\"userId\":\"usr_" + n % 37 + "\"";
        switch (n % 6) {
            case 0 ->
                redis.xadd(
                        SourceId.stream(SourceId.PRESENCE),
                        "data",
                        "{\"type\":\"user_join\",\"eventId\":\"evt_1\"," + who + "}");
            case 1, 2 -> redis.xadd(SourceId.stream(SourceId.REACTION), "data", "{\"emoji\":\"x\"," + who + "}");
            default ->
                redis.xadd(
                        SourceId.stream(SourceId.CHAT),
                        "data",
                        "{\"sessionId\":\"ses_" + n % 5 + "\",\"message\":{\"authorId\":\"usr_" + n % 37 + "\"}}");
        }
    }

    private void awaitEverythingFed() throws Exception {
        long fed = fed();
        Await.until(fed + " signals", () -> (long) Playback.status(dataDir()).get("signals") == fed);
        assertThat(Playback.status(dataDir())).containsEntry("duplicates", 0L);
        // A stop has three seconds for rows, which are for those of the last moment.
        Await.patientlyUntil("all rows are written", () -> rowsThatWait() == 0);
    }

    private long rowsThatWait() throws Exception {
        return Playback.status(dataDir()).get("database") instanceof Map<?, ?> database
                ? ((Number) database.get("lag_events")).longValue()
                : -1;
    }

    private long fed() {
        try (RedisClient client = RedisClient.create(redis.uri())) {
            RedisCommands<String, String> commands = client.connect().sync();
            long added = 0;
            for (int source : FED) {
                added += commands.xlen(SourceId.stream(source));
            }
            return added;
        }
    }

    private void assertStreams(Map<String, Object> journal) {
        assertThat(journal).containsEntry("signals", fed());
        try (RedisClient client = RedisClient.create(redis.uri())) {
            RedisCommands<String, String> commands = client.connect().sync();
            assertNumbered(commands, Playback.SCORES, (long) journal.get("scores"));
            assertNumbered(commands, Playback.DECISIONS, (long) journal.get("decisions"));
        }
    }

    private static void assertNumbered(RedisCommands<String, String> redis, String stream, long last) {
        List<Long> ids = redis.xrange(stream, Range.unbounded()).stream()
                .map(entry ->
                        Long.parseLong(entry.getId().substring(0, entry.getId().indexOf('-'))))
                .toList();
        assertThat(ids).isEqualTo(LongStream.rangeClosed(1, last).boxed().toList());
    }

    private void assertTables(long scores) throws Exception {
        assertThat(rows("SELECT count(*) FROM engagement_metrics")).isEqualTo(scores);
        assertThat(rows("SELECT count(DISTINCT seq) FROM engagement_metrics")).isEqualTo(scores);
        assertThat(rows("SELECT max(seq) FROM engagement_metrics")).isEqualTo(scores);
        assertThat(rows("SELECT count(*) - count(DISTINCT decision_id) FROM interventions"))
                .isZero();
    }

    private long rows(String sql) throws Exception {
        try (Connection connection = DriverManager.getConnection(database.jdbcUrl());
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getLong(1);
        }
    }

    private ConductorNode start(FaultProxy toRedis, FaultProxy toDatabase) throws IOException {
        Map<String, String> flags = Playback.settings(dataDir());
        flags.put("clock", "redis");
        flags.put("egress", "observe");
        flags.put("redis.url", toRedis.uri());
        flags.put("redis.start-at", "0");
        flags.put("db.enabled", "true");
        flags.put(
                "database.url", database.jdbcUrl().replace(":" + port(database) + "/", ":" + toDatabase.port() + "/"));
        // Rules on the score find something within six evaluations; counts want to know a session for longer.
        flags.put("detection.version", "v1");
        flags.put("engine.evaluation-period-ms", "1000");
        Settings settings = Settings.load(flags, Map.of(), null);
        return ConductorNode.start(NodeConfig.bind(settings), settings);
    }

    private Path dataDir() {
        return dir.resolve("node");
    }

    private void awaitScores(long count) throws Exception {
        Await.until(count + " scores", () -> (long) Playback.status(dataDir()).getOrDefault("scores", 0L) >= count);
    }

    /** Mean time that the engine needed for a record, over the given time. */
    private double meanEventSeconds(ConductorNode node, long overS) throws Exception {
        double[] before = eventDuration(node);
        Thread.sleep(overS * 1_000);
        double[] after = eventDuration(node);
        return (after[0] - before[0]) / Math.max(1, after[1] - before[1]);
    }

    private static double[] eventDuration(ConductorNode node) throws Exception {
        double sum = 0;
        double count = 0;
        for (String line : get(node, "/metrics").body().split("\n")) {
            if (line.startsWith("conductor_engine_event_duration_seconds_sum")) {
                sum = Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
            } else if (line.startsWith("conductor_engine_event_duration_seconds_count")) {
                count = Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
            }
        }
        return new double[] {sum, count};
    }

    private static Map<?, ?> part(ConductorNode node, String name) throws Exception {
        Map<?, ?> components =
                (Map<?, ?>) Json.read(get(node, "/readyz").body()).get("components");
        return (Map<?, ?>) components.get(name);
    }

    private static HttpResponse<String> get(ConductorNode node, String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(node.file().httpUrl() + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    private Map<String, Object> run(String command) throws IOException {
        return Json.read(Cli.run("journal", command, "--data-dir", dataDir().toString(), "-o", "json")
                .out());
    }

    private static int port(EmbeddedRedis server) {
        return RedisURI.create(server.uri()).getPort();
    }

    private static int port(EmbeddedPostgres server) {
        return URI.create(server.jdbcUrl().substring("jdbc:".length())).getPort();
    }
}
