package conductor.ops.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import conductor.ops.cli.Cli;
import conductor.ops.config.NodeConfig;
import conductor.ops.config.Settings;
import conductor.ops.embedded.EmbeddedPostgres;
import conductor.ops.embedded.EmbeddedRedis;
import conductor.testkit.FaultProxy;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node whose disk is gone goes on, on an empty one, from what the database has of it and what Redis kept. */
@Tag("one-jdk")
class LostDiskTest {
    @TempDir
    Path dir;

    private EmbeddedPostgres postgres;
    private EmbeddedRedis redis;

    @BeforeEach
    void startServers() {
        postgres = EmbeddedPostgres.start(dir.resolve("postgres"));
        redis = EmbeddedRedis.start(dir.resolve("redis"));
    }

    @AfterEach
    void stopServers() {
        redis.close();
        postgres.close();
    }

    @Test
    void itGoesOnFromTheLastSnapshotUnderNumbersThatWereNeverUsed() throws Exception {
        Path lost = dir.resolve("lost");
        Map<String, Object> before;
        try (RedisClient client = RedisClient.create(redis.uri());
                ConductorNode node = start(lost, Map.of("engine.id", "5e1f09c2"))) {
            Scenario scenario = new Scenario(client.connect().sync());
            scenario.tenConnectedThreeChat();
            scenario.marksUntil(0, 12_000);
            Await.until(
                    "a snapshot is in the database",
                    () -> Playback.status(lost).get("snapshot_upload") instanceof Map<?, ?> upload
                            && upload.get("sequence") != null);
            String firstSnapshot = text("SELECT max(seq) FROM engine_snapshots");
            execute("DELETE FROM engine_snapshots WHERE seq <> " + firstSnapshot);
            execute("CREATE RULE no_more AS ON INSERT TO engine_snapshots DO INSTEAD NOTHING");
            scenario.marksUntil(13_000, 40_000);
            before = Playback.awaitTime(lost, 40_000);
            Await.until("all is published and written", () -> settled(lost));
        }
        Path restored = dir.resolve("restored");
        Cli rehearsed = Cli.run(
                "run",
                "--dry-run",
                "--data-dir",
                restored.toString(),
                "--redis-url",
                redis.uri(),
                "--database-url",
                postgres.jdbcUrl());
        assertThat(rehearsed.exitCode()).as(rehearsed.err()).isZero();
        assertThat(rehearsed.out())
                .contains("There is no journal in", "goes on from the snapshot of engine 5e1f09c2 in the database");
        assertThat(restored).doesNotExist();
        Map<String, String> anew = new HashMap<>();
        try (RedisClient client = RedisClient.create(redis.uri());
                ConductorNode node = start(restored, anew)) {
            RedisCommands<String, String> commands = client.connect().sync();
            Await.until("all is published and written", () -> settled(restored));
            assertThat(Playback.status(restored)).containsEntry("engine", "5e1f09c2");
            new Scenario(commands).marksUntil(41_000, 60_000);
            Await.until(
                    "more is scored",
                    () -> Playback.number(Playback.status(restored), "scores") > Playback.number(before, "scores"));
            Playback.awaitTime(restored, 60_000);
            Await.until("all is published and written", () -> settled(restored));
            requireRising(commands, Playback.DECISIONS);
            requireRising(commands, Playback.SCORES);
            List<String> records = commands.xrange(Playback.DECISIONS, Range.unbounded()).stream()
                    .map(entry -> entry.getBody().get("data"))
                    .toList();
            assertThat(records)
                    .filteredOn(json -> json.contains("\"type\":\"RESTORED\""))
                    .hasSize(1);
            assertThat(records.get(records.size() - 1)).contains("\"session_id\":\"" + Scenario.SESSION);
            // What was scored again after the loss is in the streams twice, under two numbers, and in the table once.
            assertThat(count("engagement_metrics WHERE session_id = '" + Scenario.SESSION + "'"))
                    .isEqualTo(60 / 5);
            assertThat(commands.xlen(Playback.SCORES)).isGreaterThan(60 / 5);
            assertThat(publisher(restored)).containsEntry("alarms", 0L);
        }
        Cli verified = Cli.run("journal", "verify", "-o", "json", "--data-dir", restored.toString());
        assertThat(verified.exitCode()).as(verified.out() + verified.err()).isZero();
    }

    @Test
    void itWaitsForADatabaseThatIsAwayRatherThanForgetAndIsRefusedWhileTheOtherNodeLives() throws Exception {
        Path lost = dir.resolve("lost");
        Path restored = dir.resolve("restored");
        try (RedisClient client = RedisClient.create(redis.uri());
                ConductorNode node = start(lost, Map.of("engine.id", "5e1f09c2"))) {
            new Scenario(client.connect().sync()).tenConnectedThreeChat();
            Await.until(
                    "a snapshot is in the database",
                    () -> Playback.status(lost).get("snapshot_upload") instanceof Map<?, ?> upload
                            && upload.get("sequence") != null);
            assertThatThrownBy(() -> start(restored, Map.of()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("another node owns the streams of this Redis: engine 5e1f09c2");
        }
        try (FaultProxy proxy = new FaultProxy(port())) {
            proxy.refuse(true);
            String url = postgres.jdbcUrl().replace(":" + port() + "/", ":" + proxy.port() + "/");
            CompletableFuture<ConductorNode> starting = CompletableFuture.supplyAsync(() -> {
                try {
                    return start(restored, Map.of("database.url", url));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            assertThatThrownBy(() -> starting.get(3, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);
            proxy.refuse(false);
            try (ConductorNode node = starting.get(120, TimeUnit.SECONDS)) {
                assertThat(Playback.status(restored)).containsEntry("engine", "5e1f09c2");
            }
        }
    }

    private int port() {
        return URI.create(postgres.jdbcUrl().substring("jdbc:".length())).getPort();
    }

    private static void requireRising(RedisCommands<String, String> redis, String stream) {
        List<String> ids = redis.xrange(stream, Range.unbounded()).stream()
                .map(StreamMessage::getId)
                .toList();
        assertThat(ids).isNotEmpty();
        assertThat(new HashSet<>(ids)).hasSameSizeAs(ids);
    }

    private static boolean settled(Path dataDir) throws Exception {
        Map<String, Object> status = Playback.status(dataDir);
        Map<?, ?> database = (Map<?, ?>) status.get("database");
        return database != null
                && Boolean.TRUE.equals(database.get("up"))
                && database.get("lag_events").equals(0L)
                && Playback.number(publisher(dataDir), "scores_seq") == Playback.number(status, "scores");
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> publisher(Path dataDir) throws Exception {
        return (Map<String, Object>) Playback.status(dataDir).get("publisher");
    }

    private ConductorNode start(Path dataDir, Map<String, String> more) throws IOException {
        Map<String, String> flags = new HashMap<>(Playback.settings(dataDir));
        flags.remove("engine.id");
        flags.remove("journal.hash-key");
        flags.putAll(Map.of(
                "db.enabled", "true",
                "db.snapshots", "true",
                "database.url", postgres.jdbcUrl(),
                "redis.url", redis.uri(),
                "journal.snapshot-interval-s", "1",
                "db.snapshot-interval-s", "1"));
        flags.putAll(more);
        Settings settings = Settings.load(flags, Map.of(), null);
        return ConductorNode.start(NodeConfig.bind(settings), settings);
    }

    private long count(String what) throws SQLException {
        return Long.parseLong(text("SELECT count(*) FROM " + what));
    }

    private String text(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(postgres.jdbcUrl());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(postgres.jdbcUrl());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
