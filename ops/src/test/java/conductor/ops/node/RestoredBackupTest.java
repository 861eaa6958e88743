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
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XAddArgs;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node on a backup that lacks what the node before it had published and written since, beside the same Redis and database. */
@Tag("one-jdk")
class RestoredBackupTest {
    private static final String SESSION = "ses_0a1b2c3d4e5f";
    /** Entries are this old, so that the room has been silent for long enough by now. */
    private static final long SINCE_MS = 75_000;

    @TempDir
    Path dir;

    private final List<String> sent = new CopyOnWriteArrayList<>();
    private EmbeddedRedis server;
    private RedisClient client;
    private RedisCommands<String, String> redis;
    private long entries;

    @BeforeEach
    void startRedis() {
        server = EmbeddedRedis.start(dir.resolve("redis"));
        client = RedisClient.create(server.uri());
        redis = client.connect().sync();
        var platform = client.connectPubSub();
        platform.addListener(new RedisPubSubAdapter<>() {
            @Override
            public void message(String channel, String message) {
                sent.add(message);
            }
        });
        platform.sync().subscribe(Playback.COMMANDS);
        aRoomIsSilent();
    }

    @AfterEach
    void stopRedis() {
        client.shutdown();
        server.close();
    }

    @Test
    void itGoesOnBehindAllThatHadLeftAndSendsNothingTwice() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(dir.resolve("postgres"))) {
            Map<String, String> database = Map.of("db.enabled", "true", "database.url", postgres.jdbcUrl());
            long topDecision;
            long topScore;
            Path lost = dir.resolve("lost");
            try (ConductorNode node = start(lost, database)) {
                String proposal = aProposalWaits();
                backUp(lost);
                assertThat(Cli.run("approve", proposal, "--data-dir", lost.toString())
                                .exitCode())
                        .isZero();
                Await.until("the command", () -> sent.size() == 1);
                chats(3);
                Await.until("all is published and written", () -> settled(lost));
                topDecision = Playback.number(Playback.status(lost), "decisions");
                topScore = Playback.number(Playback.status(lost), "scores");
            }
            Path restored = restore();
            Cli rehearsed = dryRun(restored, database);
            assertThat(rehearsed.out())
                    .contains("newest end was lost", String.format("to %,d and %,d", topDecision, topScore));

            try (ConductorNode node = start(restored, database)) {
                Await.until("all is published and written", () -> settled(restored));
                Map<?, ?> recovery = (Map<?, ?>) Playback.status(restored).get("recovery");
                assertThat(recovery.get("lost_end").toString()).contains("newest end was lost");
                chats(3);
                Await.until("more is scored", () -> Playback.number(Playback.status(restored), "scores") > topScore);
                Await.until("all is published and written", () -> settled(restored));
                assertThat(Playback.status(restored))
                        .containsEntry("signals", entries + redis.xlen(SourceId.stream(SourceId.COMMAND)));
                assertThat(publisher(restored)).containsEntry("alarms", 0L);
                assertThat(state("journal", restored)).contains("degraded", "newest end was lost");
            }
            assertThat(sent).hasSize(1);
            assertThat(records("\"code\":\"STALE\"")).hasSize(1);
            requireAllOfThem(restored, topDecision, topScore);
            requireRows(postgres, restored);
            requireOneRestored(restored);

            try (ConductorNode again = start(restored, database)) {
                Await.until("all is published and written", () -> settled(restored));
                assertThat(state("journal", restored)).doesNotContain("degraded");
            }
            requireOneRestored(restored);
            assertThat(sent).hasSize(1);
        }
    }

    @Test
    void whatOnlyTheDatabaseHasIsPassedOverToo() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(dir.resolve("postgres"))) {
            Map<String, String> database = Map.of("db.enabled", "true", "database.url", postgres.jdbcUrl());
            Path lost = dir.resolve("lost");
            long topDecision;
            try (ConductorNode node = start(lost, database)) {
                aProposalWaits();
                backUp(lost);
                chats(3);
                assertThat(Cli.run("mode", SESSION, "AUTO", "--data-dir", lost.toString())
                                .exitCode())
                        .isZero();
                Await.until("all is published and written", () -> settled(lost));
                topDecision = Playback.number(Playback.status(lost), "decisions");
            }
            redis.flushall();
            Path restored = restore();
            try (ConductorNode node = start(restored, database)) {
                Await.until("all is published and written", () -> settled(restored));
                assertThat(Playback.number(Playback.status(restored), "decisions"))
                        .isGreaterThan(topDecision);
                assertThat(state("database", restored)).contains("up");
            }
            requireRows(postgres, restored);
            requireOneRestored(restored);
        }
    }

    @Test
    void forTheStreamsOfAnotherEngineNoNumberIsGivenUp() throws Exception {
        Path other = dir.resolve("other");
        try (ConductorNode node = start(other, Map.of())) {
            aProposalWaits();
        }
        long there = redis.xlen(Playback.DECISIONS);
        Path stranger = dir.resolve("stranger");
        Map<String, String> another = Map.of("engine.id", "0badcafe", "redis.start-at", "$");
        try (ConductorNode node = start(stranger, another)) {
            Await.until(
                    "the publisher's alarm",
                    () -> publisher(stranger).get("alarms") instanceof Long alarms && alarms > 0);
            assertThat(Playback.number(Playback.status(stranger), "decisions")).isLessThan(there);
        }
        assertThat(types(stranger)).doesNotContain("RESTORED");
        assertThat(redis.xlen(Playback.DECISIONS)).isEqualTo(there);
        assertThat(dryRun(stranger, another).out()).contains("conductor.decisions.v1 has records of engine 5e1f09c2");
    }

    @Test
    void anIdThatNoRecordHasMakesNobodyGiveUpItsNumbers() throws Exception {
        Path node = dir.resolve("node");
        start(node, Map.of()).close();
        redis.del(Playback.SCORES);
        redis.xadd(Playback.SCORES, new XAddArgs().id(Long.MAX_VALUE + "-0"), Map.of("data", "{}"));
        start(node, Map.of()).close();
        assertThat(types(node)).doesNotContain("RESTORED");
        assertThat(dryRun(node, Map.of()).out()).contains("which is no record's number");
    }

    /** A start waits for nobody; but what it cannot know then, it has to know before it decides anything. */
    @Test
    void aRedisThatAnswersLaterIsAskedBeforeAnythingIsReadAndTheNextStartGoesOn() throws Exception {
        Path lost = dir.resolve("lost");
        long topScore;
        try (ConductorNode node = start(lost, Map.of())) {
            aProposalWaits();
            backUp(lost);
            chats(3);
            long before = Playback.number(Playback.status(lost), "scores");
            Await.until("one more score", () -> Playback.number(Playback.status(lost), "scores") > before);
            Await.until("all is published", () -> settled(lost));
            topScore = Playback.number(Playback.status(lost), "scores");
        }
        Path restored = restore();
        try (FaultProxy proxy = new FaultProxy(URI.create(server.uri()).getPort())) {
            proxy.refuse(true);
            Map<String, String> throughProxy = Map.of("redis.url", proxy.uri());
            try (ConductorNode node = start(restored, throughProxy)) {
                proxy.refuse(false);
                Await.until("the finding", () -> node.failure() != null);
                assertThat(node.failure()).contains("newest end was lost", "Start the node again");
            }
            assertThat(types(restored)).doesNotContain("RESTORED");
            proxy.refuse(true);
            Path whole = lost;
            try (ConductorNode node = start(whole, throughProxy)) {
                chats(2);
                proxy.refuse(false);
                Await.until("it reads", () -> Playback.number(Playback.status(whole), "signals") == entries);
            }
        }
        try (ConductorNode node = start(restored, Map.of())) {
            Await.until("all is published", () -> settled(restored));
            assertThat(Playback.number(Playback.status(restored), "scores")).isGreaterThanOrEqualTo(topScore);
        }
        requireOneRestored(restored);
    }

    /** Ten people came, three of them said something, then nobody did. Before a node starts: an entry that is late is taken for new. */
    private void aRoomIsSilent() {
        long atMs = System.currentTimeMillis() - SINCE_MS;
        for (int user = 0; user < 10; user++) {
            add(SourceId.PRESENCE, (atMs + user) + "-0", "\"type\":\"user_join\",\"userId\":\"usr_" + user + "\"");
        }
        for (int user = 0; user < 3; user++) {
            add(SourceId.CHAT, (atMs + 1_000 + user) + "-0", message(user));
        }
    }

    /** A person is asked. */
    private String aProposalWaits() throws Exception {
        Await.until("the proposal", () -> !records("\"state\":\"PROPOSED\"").isEmpty());
        return Json.read(records("\"state\":\"PROPOSED\"").get(0))
                .get("decision_id")
                .toString();
    }

    private void chats(int count) {
        for (int user = 0; user < count; user++) {
            add(SourceId.CHAT, "*", message(user));
        }
    }

    private static String message(int user) {
        return "\"message\":{\"text\":\"hello\",\"authorId\":\"usr_" + user + "\"}";
    }

    private void add(int source, String id, String members) {
        String data = "{\"sessionId\":\"" + SESSION + "\",\"eventId\":\"evt_1\"," + members + "}";
        redis.xadd(SourceId.stream(source), new XAddArgs().id(id), Map.of("data", data));
        entries++;
    }

    private void backUp(Path dataDir) {
        Cli made = Cli.run("journal", "backup", dir.resolve("backup").toString(), "--data-dir", dataDir.toString());
        assertThat(made.exitCode()).as(made.err()).isZero();
    }

    private Path restore() {
        Path restored = dir.resolve("restored");
        Cli back = Cli.run("journal", "restore", dir.resolve("backup").toString(), "--to", restored.toString());
        assertThat(back.exitCode()).as(back.err()).isZero();
        return restored;
    }

    /** Every record of the journal that was not in Redis yet is there, under its own number, and nothing else is. */
    private void requireAllOfThem(Path dataDir, long topDecision, long topScore) throws IOException {
        Map<String, Object> verified = json(dataDir, "journal", "verify");
        assertThat(verified).containsEntry("ok", true);
        Map<String, Object> replayed = json(dataDir, "journal", "replay");
        requireNumbers(Playback.DECISIONS, topDecision, Playback.number(replayed, "decisions"));
        requireNumbers(Playback.SCORES, topScore, Playback.number(replayed, "scores"));
        assertThat(records("\"type\":\"RESTORED\""))
                .singleElement()
                .satisfies(json -> assertThat(Json.read(json)).containsEntry("seq", topDecision + 1));
    }

    private void requireNumbers(String stream, long top, long last) {
        assertThat(last).isGreaterThan(top);
        List<String> ids = redis.xrange(stream, Range.unbounded()).stream()
                .map(StreamMessage::getId)
                .toList();
        List<String> wanted = new ArrayList<>();
        for (long seq = 1; seq <= last; seq++) {
            wanted.add(seq + "-0");
        }
        assertThat(ids).isEqualTo(wanted);
    }

    private static void requireRows(EmbeddedPostgres postgres, Path dataDir) throws Exception {
        Map<String, Object> replayed = json(dataDir, "journal", "replay");
        try (Connection connection = DriverManager.getConnection(postgres.jdbcUrl());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT seq, score_seq FROM sink_progress")) {
            row.next();
            assertThat(row.getLong(1)).isEqualTo(Playback.number(replayed, "decisions"));
            assertThat(row.getLong(2)).isEqualTo(Playback.number(replayed, "scores"));
        }
    }

    private static void requireOneRestored(Path dataDir) throws IOException {
        assertThat(types(dataDir)).containsOnlyOnce("RESTORED");
    }

    private static List<String> types(Path dataDir) throws IOException {
        List<String> types = new ArrayList<>();
        for (String line : Cli.run("journal", "cat", "-o", "json", "--data-dir", dataDir.toString())
                .out()
                .lines()
                .toList()) {
            types.add(String.valueOf(Json.read(line).get("type")));
        }
        return types;
    }

    private static Map<String, Object> json(Path dataDir, String... words) throws IOException {
        Cli run = Cli.run(words[0], words[1], "--data-dir", dataDir.toString(), "-o", "json");
        assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
        return Json.read(run.out());
    }

    private List<String> records(String part) {
        return redis.xrange(Playback.DECISIONS, Range.unbounded()).stream()
                .map(entry -> entry.getBody().get("data"))
                .filter(json -> json.contains(part))
                .toList();
    }

    private static String state(String part, Path dataDir) throws IOException {
        return String.valueOf(((Map<?, ?>) Playback.status(dataDir).get("components")).get(part));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> publisher(Path dataDir) throws Exception {
        return (Map<String, Object>) Playback.status(dataDir).getOrDefault("publisher", Map.of());
    }

    private boolean settled(Path dataDir) throws Exception {
        Map<String, Object> status = Playback.status(dataDir);
        boolean written = !(status.get("database") instanceof Map<?, ?> database)
                || Boolean.TRUE.equals(database.get("up"))
                        && database.get("lag_events").equals(0L);
        return written
                && Playback.number(publisher(dataDir), "scores_seq") == Playback.number(status, "scores")
                && Playback.number(publisher(dataDir), "decisions_seq") == Playback.number(status, "decisions");
    }

    private Map<String, String> flags(Path dataDir, Map<String, String> more) {
        Map<String, String> flags = new HashMap<>(Playback.settings(dataDir));
        flags.putAll(Map.of(
                "clock", "redis",
                "egress", "live",
                "decisioning.default.mode", "MANUAL",
                "decisioning.default.approval-timeout-ms", "1800000",
                "redis.url", server.uri()));
        flags.putAll(more);
        return flags;
    }

    private ConductorNode start(Path dataDir, Map<String, String> more) throws IOException {
        Settings settings = Settings.load(flags(dataDir, more), Map.of(), null);
        return ConductorNode.start(NodeConfig.bind(settings), settings);
    }

    private Cli dryRun(Path dataDir, Map<String, String> more) {
        List<String> words = new ArrayList<>(List.of("run", "--dry-run"));
        flags(dataDir, more).forEach((key, value) -> words.addAll(List.of("--" + key.replace('.', '-'), value)));
        return Cli.run(words.toArray(new String[0]));
    }
}
