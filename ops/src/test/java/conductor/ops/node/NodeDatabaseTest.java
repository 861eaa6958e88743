package conductor.ops.node;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.gateway.json.Json;
import conductor.journal.DecisionMarks;
import conductor.journal.DecisionReader;
import conductor.journal.JournalDirectory;
import conductor.journal.RecordPosition;
import conductor.ops.cli.Cli;
import conductor.ops.config.NodeConfig;
import conductor.ops.config.Settings;
import conductor.ops.embedded.EmbeddedPostgres;
import conductor.testkit.FaultProxy;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node and its database: one of its own, one that is told, one that is not there. */
@Tag("one-jdk")
class NodeDatabaseTest {
    @TempDir
    static Path server;

    @TempDir
    Path dir;

    private static EmbeddedPostgres postgres;

    @BeforeAll
    static void startServer() {
        postgres = EmbeddedPostgres.start(server);
    }

    /** What another journal of the same engine wrote would count as a lost end of this one. */
    @BeforeEach
    void emptyDatabase() throws SQLException {
        execute(postgres.jdbcUrl(), "DROP SCHEMA public CASCADE; CREATE SCHEMA public");
    }

    @AfterAll
    static void stopServer() {
        postgres.close();
    }

    @Test
    void aNodeThatIsToldNoDatabaseKeepsOneOfItsOwnAndWritesEveryScoreOnce() throws Exception {
        String url;
        try (ConductorNode node = start(Map.of())) {
            play(node, 0);
            awaitWritten(node);
            url = NodeFile.read(dir).orElseThrow().database();
            assertThat(count(url, "engagement_metrics")).isEqualTo(2);
            Cli status = Cli.run("db", "status", "-o", "json", "--data-dir", dir.toString());
            assertThat(status.exitCode()).as(status.err()).isZero();
            assertThat(Json.read(status.out())).containsEntry("current", true).containsEntry("storage", "plain");
            assertThat(get(node, "/metrics").body())
                    .contains("conductor_sink_up 1.0", "conductor_sink_rows_total{table=\"engagement_metrics\"} 2.0")
                    .contains("conductor_sink_lag_events 0.0");
        }
        try (ConductorNode node = start(Map.of())) {
            awaitWritten(node);
            assertThat(database(node)).containsEntry("score_seq", 2L);
            assertThat(count(NodeFile.read(dir).orElseThrow().database(), "engagement_metrics"))
                    .isEqualTo(2);
        }
    }

    @Test
    void aStartThatReadsARecapInsteadOfAllRecordsWritesOnAsBefore() throws Exception {
        String rows = "engagement_metrics WHERE session_id = '" + Scenario.SESSION + "' AND event_id = '"
                + Scenario.EVENT + "'";
        try (ConductorNode node = start(Map.of())) {
            play(node, 0);
            awaitWritten(node);
            assertThat(count(NodeFile.read(dir).orElseThrow().database(), rows)).isEqualTo(2);
            assertThat(Json.read(get(node, "/status").body()).get("retention"))
                    .isInstanceOfSatisfying(
                            Map.class,
                            retention ->
                                    assertThat(retention.get("waiting_for")).isNull());
        }
        try (JournalDirectory journal = JournalDirectory.openReadOnly(dir);
                DecisionReader reader = journal.openDecisionReader()) {
            DecisionMarks end = journal.decisionMarks();
            RecordPosition position = new RecordPosition(end.seq(), end.scoreSeq());
            journal.recaps().keep(position, 1);
            assertThat(reader.goOnBehind(position)).isEqualTo(position);
        }
        try (ConductorNode node = start(Map.of());
                RedisClient client = RedisClient.create(node.file().redisUri())) {
            new Scenario(client.connect().sync()).marksUntil(13_000, 24_000);
            Await.until(
                    "two more scores",
                    () -> (long) Json.read(get(node, "/status").body()).get("scores") > 3);
            awaitWritten(node);
            assertThat(count(NodeFile.read(dir).orElseThrow().database(), rows)).isGreaterThan(3);
            assertThat(client.connect().sync().xrange("conductor.scores.v1", Range.unbounded()))
                    .hasSizeGreaterThan(3)
                    .allSatisfy(entry ->
                            assertThat(entry.getBody().get("data")).contains(Scenario.SESSION, Scenario.EVENT));
        }
        Cli verify = Cli.run("journal", "verify", "--data-dir", dir.toString(), "-o", "json");
        assertThat(Json.read(verify.out())).containsEntry("ok", true);
    }

    @Test
    void aDatabaseThatIsNotThereLeavesTheNodeReadyAndGetsEverythingWhenItComes() throws Exception {
        try (FaultProxy proxy = new FaultProxy(port(postgres.jdbcUrl()))) {
            proxy.refuse(true);
            String url = through(proxy);
            try (ConductorNode node = start(Map.of("database.url", url))) {
                Await.until(
                        "the loss to be said",
                        () -> "degraded".equals(component(node).get("state")));
                Await.until("readiness", () -> get(node, "/readyz").statusCode() == 200);
                assertThat(component(node).get("state")).isEqualTo("degraded");
                assertThat(component(node).get("since").toString()).startsWith("20");
                assertThat(component(node).get("reason").toString())
                        .contains("Rows wait in the journal")
                        .doesNotContain("password");
                play(node, 0);
                assertThat(get(node, "/metrics").body()).contains("conductor_sink_up 0.0");
                proxy.refuse(false);
                awaitWritten(node);
                assertThat(count(url, "engagement_metrics WHERE engine = '5e1f09c2'"))
                        .isEqualTo(2);
                assertThat(component(node).get("state")).isEqualTo("up");
                assertThat(get(node, "/status").body()).doesNotContain(password(url));
            }
        }
    }

    @Test
    void snapshotsComeToADatabaseThatTheNodeIsTold() throws Exception {
        String url = postgres.jdbcUrl();
        Map<String, String> everySecond = Map.of(
                "database.url",
                url,
                "db.snapshots",
                "true",
                "journal.snapshot-interval-s",
                "1",
                "db.snapshot-interval-s",
                "1");
        try (ConductorNode node = start(everySecond)) {
            play(node, 0);
            awaitWritten(node);
            Await.until("a snapshot is in the database", () -> {
                Map<?, ?> upload = (Map<?, ?>) Playback.status(dir).get("snapshot_upload");
                Object there = upload.get("sequence");
                return there != null
                        && count(url, "engine_snapshots WHERE engine = '5e1f09c2' AND seq = " + there) == 1;
            });
            assertThat(get(node, "/metrics").body())
                    .contains("conductor_snapshot_uploads_total", "conductor_snapshot_uploaded_sequence")
                    .doesNotContain("conductor_snapshot_uploads_total 0.0");
        }
        assertThat(count(url, "engine_snapshot_chunks")).isPositive();
        execute(url, "DELETE FROM engagement_metrics; DELETE FROM sink_progress; DELETE FROM engine_snapshots");
    }

    @Test
    void aRowThatSomebodyInsertsByHandBecomesAJournalledInputOfItsEvent() throws Exception {
        String url = postgres.jdbcUrl();
        Cli migrate = Cli.run("db", "migrate", "--database-url", url, "--data-dir", dir.toString());
        assertThat(migrate.exitCode()).as(migrate.err()).isZero();
        execute(url, "DELETE FROM event_agent_settings");
        execute(
                url,
                "INSERT INTO event_agent_settings (event_id, agent_mode, version) VALUES ('" + Scenario.EVENT
                        + "', 'MANUAL', 7)");
        try (ConductorNode node = start(Map.of("database.url", url))) {
            play(node, 0);
            Await.until("the settings among the records", () -> settingsRecords(node) == 1);
        }
        Cli replay = Cli.run("journal", "verify", "--data-dir", dir.toString(), "-o", "json");
        assertThat(Json.read(replay.out())).containsEntry("ok", true);
        Cli cat = Cli.run("journal", "cat", "--type", "EVENT_SETTINGS", "--data-dir", dir.toString());
        assertThat(cat.out().lines()).hasSize(1);
    }

    @Test
    void settingsByCommandAreWrittenToTheTableAndAnEditByHandCountsAfterThem() throws Exception {
        String url = postgres.jdbcUrl();
        Cli migrate = Cli.run("db", "migrate", "--database-url", url, "--data-dir", dir.toString());
        assertThat(migrate.exitCode()).as(migrate.err()).isZero();
        execute(url, "DELETE FROM event_agent_settings; DELETE FROM sink_progress");
        try (ConductorNode node = start(Map.of("database.url", url));
                RedisClient client = RedisClient.create(node.file().redisUri())) {
            play(node, 0);
            client.connect()
                    .sync()
                    .xadd(
                            "conductor.commands.v1",
                            Map.of(
                                    "data",
                                    "{\"command_id\":\"c-1\",\"type\":\"SET_SETTINGS\",\"actor\":\"usr_9\",\"event_id\":\""
                                            + Scenario.EVENT + "\",\"settings\":{\"agent_mode\":\"AUTO\","
                                            + "\"notification_emails\":[\"a@b.example\"]}}"));
            Await.until(
                    "the row",
                    () -> count(
                                    url,
                                    "event_agent_settings WHERE agent_mode = 'AUTO' AND engine = '5e1f09c2'"
                                            + " AND notification_emails = '{a@b.example}'")
                            == 1);
            execute(url, "UPDATE event_agent_settings SET agent_mode = 'MANUAL', version = 7");
            Await.patientlyUntil("the edit among the records", () -> settingsRecords(node) == 1);
            assertThat(count(url, "event_agent_settings WHERE agent_mode = 'MANUAL' AND version = 7"))
                    .isEqualTo(1);
        }
        execute(url, "DELETE FROM event_agent_settings; DELETE FROM sink_progress");
    }

    private static long settingsRecords(ConductorNode node) {
        try (RedisClient client = RedisClient.create(node.file().redisUri())) {
            return client.connect().sync().xrange("conductor.decisions.v1", Range.unbounded()).stream()
                    .map(entry -> entry.getBody().get("data"))
                    .filter(json -> json.contains("\"type\":\"SETTINGS\""))
                    .filter(json -> json.contains("\"agent_mode\":\"MANUAL\"") && json.contains("\"version\":7"))
                    .count();
        }
    }

    private static void execute(String url, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void theTablesAreBroughtToTheirVersionByCommandToo() throws Exception {
        String url = postgres.jdbcUrl();
        Cli migrate = Cli.run("db", "migrate", "--database-url", url, "--data-dir", dir.toString());
        assertThat(migrate.exitCode()).as(migrate.err()).isZero();
        assertThat(migrate.out()).contains("core", "V1", "Success", "Nothing is missing.");
        assertThat(migrate.out()).doesNotContain(password(url));
        Cli again = Cli.run("db", "migrate", "-o", "json", "--database-url", url, "--data-dir", dir.toString());
        assertThat(Json.read(again.out())).containsEntry("applied", 0L).containsEntry("current", true);
    }

    @Test
    void aCommandWithoutADatabaseSaysWhatToDo() {
        Cli none = Cli.run("db", "status", "--data-dir", dir.toString());
        assertThat(none.exitCode()).isEqualTo(2);
        assertThat(none.err()).contains("DATABASE_URL");
        Cli down = Cli.run("db", "status", "--database-url", "postgres://me:secret@127.0.0.1:1/app");
        assertThat(down.exitCode()).isEqualTo(3);
        assertThat(down.err()).contains("127.0.0.1:1/app").doesNotContain("secret");
        Cli wrong = Cli.run("db", "status", "--database-url", "mysql://me:secret@127.0.0.1:1/app");
        assertThat(wrong.exitCode()).isEqualTo(2);
        assertThat(wrong.err())
                .contains("postgres://user:password@host:port/name")
                .doesNotContain("secret");
    }

    private ConductorNode start(Map<String, String> more) throws IOException {
        Map<String, String> flags = new HashMap<>(Playback.settings(dir));
        flags.put("db.enabled", "true");
        flags.putAll(more);
        Settings settings = Settings.load(flags, Map.of(), null);
        return ConductorNode.start(NodeConfig.bind(settings), settings);
    }

    /** A room with ten people, of whom three chat; scored twice. */
    private static void play(ConductorNode node, long fromMs) throws Exception {
        try (RedisClient client = RedisClient.create(node.file().redisUri())) {
            Scenario scenario = new Scenario(client.connect().sync());
            scenario.tenConnectedThreeChat();
            scenario.marksUntil(fromMs, 12_000);
            Await.until(
                    "two scores",
                    () -> Json.read(get(node, "/status").body()).get("scores").equals(2L));
        }
    }

    private static void awaitWritten(ConductorNode node) throws Exception {
        Await.patientlyUntil("everything to be in the database", () -> {
            Map<?, ?> database = database(node);
            return Boolean.TRUE.equals(database.get("up"))
                    && database.get("lag_events").equals(0L)
                    && "up".equals(component(node).get("state"));
        });
    }

    private static Map<?, ?> component(ConductorNode node) throws Exception {
        Map<?, ?> components =
                (Map<?, ?>) Json.read(get(node, "/readyz?verbose").body()).get("components");
        return components.get("database") instanceof Map<?, ?> database ? database : Map.of();
    }

    private static Map<Object, Object> database(ConductorNode node) throws Exception {
        return new HashMap<>((Map<?, ?>) Json.read(get(node, "/status").body()).get("database"));
    }

    private static HttpResponse<String> get(ConductorNode node, String path) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(node.file().httpUrl() + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    private static long count(String url, String rows) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM " + rows)) {
            row.next();
            return row.getLong(1);
        }
    }

    private static String through(FaultProxy proxy) {
        String url = postgres.jdbcUrl();
        return url.replace(":" + port(url) + "/", ":" + proxy.port() + "/");
    }

    private static int port(String url) {
        return Integer.parseInt(url.replaceFirst(".*:(\\d+)/.*", "$1"));
    }

    private static String password(String url) {
        return url.replaceFirst(".*password=", "");
    }
}
