package conductor.ops.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import conductor.gateway.json.Json;
import conductor.journal.RecoveryReport;
import conductor.ops.cli.Cli;
import conductor.ops.config.NodeConfig;
import conductor.ops.config.Settings;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole node in this process on a real embedded Redis: recorded entries in, scores out, and the journal replays to them. */
class NodeEndToEndTest {
    private static final String DEAD_LETTERS = "conductor.dead-letter.v1";

    @TempDir
    Path dir;

    @Test
    void n1_scoresLeaveOnStreamAndChannelAndTheJournalReplaysToTheSameState() throws Exception {
        Map<String, Object> live;
        try (ConductorNode node = start();
                RedisClient client = RedisClient.create(node.file().redisUri())) {
            RedisCommands<String, String> redis = client.connect().sync();
            Queue<String> updates = subscribe(client, "engagement:update");
            Scenario scenario = new Scenario(redis);
            scenario.tenConnectedThreeChat();
            scenario.broken(1_500);
            scenario.marksUntil(0, 12_000);

            Await.until("two scores on the stream", () -> redis.xlen(Playback.SCORES) == 2);
            Await.until("two updates on the channel", () -> updates.size() == 2);
            Await.until("the broken entry among the dead letters", () -> redis.xlen(DEAD_LETTERS) == 1);
            assertThatTheFirstScoreIs(redis, "0.211602");
            assertThat(updates.peek()).contains("\"sessionId\":\"" + Scenario.SESSION + "\"", "\"score\":0.211602");
            live = status();
        }

        Map<String, Object> replayed = command("journal", "replay");
        assertThat(live).containsEntry("signals", 14L).containsEntry("scores", 2L);
        assertThat(replayed).containsAllEntriesOf(figures(live));
        assertThat(command("journal", "verify")).containsEntry("ok", true).containsEntry("decisions_missing", 0L);
    }

    @Test
    void aNodeThatStartsAgainGoesOnWhereItStoppedAndPublishesNothingTwice() throws Exception {
        Map<String, Object> before = playUntilTheFirstScore();

        startAgainAndGoOn(before);
    }

    @Test
    void aNodeThatHasASnapshotStartsFromItAndGoesOnAlike() throws Exception {
        Map<String, Object> before = playUntilTheFirstScore();
        Map<String, Object> made = command("snapshot", "make");
        assertThat(made).containsAllEntriesOf(figures(before));

        assertThat(startAgainAndGoOn(before).firstSequence()).isEqualTo((long) made.get("sequence") + 1);
        assertThat(command("journal", "verify")).containsEntry("ok", true).containsEntry("decisions_missing", 0L);
        assertThat(command("snapshot", "verify")).containsEntry("ok", true);
    }

    @Test
    void theShadowFollowsTheNodeAndLeavesASnapshotThatTheNextStartBeginsWith() throws Exception {
        Map<String, Object> before;
        try (ConductorNode node = start();
                RedisClient client = RedisClient.create(node.file().redisUri())) {
            RedisCommands<String, String> redis = client.connect().sync();
            Scenario scenario = new Scenario(redis);
            scenario.tenConnectedThreeChat();
            scenario.marksUntil(0, 7_000);
            Await.until("the first score", () -> redis.xlen(Playback.SCORES) == 1);
            Await.until(
                    "the shadow has followed", () -> shadow().get("sequence").equals(status().get("sequence")));
            Await.until("the shadow has compared", () -> (long) shadow().get("comparisons") > 0);
            before = status();
        }

        assertThat(command("snapshot", "verify")).containsEntry("ok", true);
        RecoveryReport report = startAgainAndGoOn(before);
        assertThat(report.signalsReplayed()).isZero();
        assertThat(report.snapshot().getFileName().toString())
                .contains(before.get("sequence").toString());
    }

    private Map<?, ?> shadow() throws Exception {
        return (Map<?, ?>) status().get("shadow");
    }

    private Map<String, Object> playUntilTheFirstScore() throws Exception {
        try (ConductorNode node = start();
                RedisClient client = RedisClient.create(node.file().redisUri())) {
            RedisCommands<String, String> redis = client.connect().sync();
            Scenario scenario = new Scenario(redis);
            scenario.tenConnectedThreeChat();
            scenario.marksUntil(0, 7_000);
            Await.until("the first score", () -> redis.xlen(Playback.SCORES) == 1);
            return status();
        }
    }

    /** Starts the node on what it left, compares, and goes on to the second score; what its recovery did. */
    private RecoveryReport startAgainAndGoOn(Map<String, Object> before) throws Exception {
        try (ConductorNode node = start();
                RedisClient client = RedisClient.create(node.file().redisUri())) {
            RedisCommands<String, String> redis = client.connect().sync();
            assertThat(status()).containsAllEntriesOf(figures(before));
            new Scenario(redis).marksUntil(8_000, 12_000);
            Await.until("the second score", () -> redis.xlen(Playback.SCORES) == 2);
            assertThat(status()).containsEntry("signals", before.get("signals")).containsEntry("scores", 2L);
            return node.recovery();
        }
    }

    @Test
    void pauseAndResumeAreAnsweredJournalledAndSeenInStatus() throws Exception {
        try (ConductorNode node = start()) {
            assertThat(node.file().redisUri()).isNotEmpty();
            Cli paused = run("pause", "--for", "15m", "--actor", "usr_9");
            assertThat(paused.exitCode()).as(paused.err()).isZero();
            assertThat(paused.out()).contains("paused for all events, for 900 s");
            assertThat(status()).containsEntry("paused", true);
            Cli event = run("pause", "--event", "evt_\"x\"");
            assertThat(event.out()).contains("paused for event evt_\"x\"");

            Cli resumed = run("resume");
            assertThat(resumed.out()).contains("allowed again for all events");
            assertThat(run("resume").out()).contains("It was so already");
            assertThat(status()).containsEntry("paused", false).containsEntry("paused_until", null);
            Map<String, Object> answer = command("resume", "--event", "evt_\"x\"");
            assertThat(answer).containsEntry("ok", true).containsEntry("event_id", "evt_\"x\"");
            assertThat(run("pause", "--for", "soon").exitCode()).isEqualTo(2);
        }

        assertThat(cat("--type", "PAUSED"))
                .hasSize(2)
                .first()
                .satisfies(record -> assertThat(record).containsEntry("actor", "usr_9"));
        Cli late = run("pause");
        assertThat(late.exitCode()).isEqualTo(3);
        assertThat(late.err()).contains("No Redis is known");
    }

    private int resolved() {
        return (int) Cli.run("journal", "cat", "--data-dir", dir.toString(), "--type", "EVENT_RESOLVED")
                .out()
                .lines()
                .count();
    }

    private Cli run(String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--data-dir", dir.toString()));
        return Cli.run(all.toArray(new String[0]));
    }

    @Test
    void n21_aLookedUpEventIsJournalledAndReplaysLikeEverythingElse() throws Exception {
        Map<String, Object> live;
        try (ConductorNode node = start();
                RedisClient client = RedisClient.create(node.file().redisUri())) {
            RedisCommands<String, String> redis = client.connect().sync();
            redis.set("session:info:" + Scenario.LONELY, "{\"eventId\":\"evt_a\"}");
            Scenario scenario = new Scenario(redis);
            scenario.lonelyChat(1_000);
            scenario.marksUntil(0, 2_000);
            Await.until("the event is found", () -> resolved() == 1);
            scenario.marksUntil(3_000, 12_000);
            Await.until("two scores", () -> redis.xlen(Playback.SCORES) == 2);
            live = status();
        }

        assertThat(cat("--type", "EVENT_RESOLVED"))
                .singleElement()
                .satisfies(record -> assertThat(record).containsEntry("event", "evt_a"));
        assertThat(cat("--type", "EVENT_EVIDENCE"))
                .singleElement()
                .satisfies(record -> assertThat(record).containsEntry("value1", 2L));
        assertThat(command("journal", "replay")).containsAllEntriesOf(figures(live));
        assertThat(command("journal", "verify")).containsEntry("ok", true);
    }

    @Test
    void journalCatPrintsOneObjectALineAndFiltersBySessionTypeAndSequence() throws Exception {
        playOneScore();

        List<Map<String, Object>> chats = cat("--type", "chat");
        List<Map<String, Object>> scores = cat("--session", Scenario.SESSION, "--type", "SCORE");

        assertThat(chats).hasSize(3);
        assertThat(chats.get(0))
                .containsEntry("session", Scenario.SESSION)
                .containsEntry("event", Scenario.EVENT)
                .containsEntry("entry_id", (Scenario.START_MS + 1_000) + "-0");
        assertThat(scores)
                .singleElement()
                .satisfies(score ->
                        assertThat(score).containsEntry("score", 0.211602).containsEntry("timer", "EVALUATION"));
        assertThat(cat("--session", "ses_nobody")).isEmpty();
        long second = (long) chats.get(1).get("sequence");
        assertThat(cat(
                        "--from",
                        Long.toString(second),
                        "--until",
                        Long.toString(second),
                        "--queue",
                        "signals",
                        "--session",
                        Scenario.SESSION))
                .containsExactly(chats.get(1));
        assertThat(Cli.run("journal", "cat", "--type", "SHOUT").exitCode()).isEqualTo(2);
    }

    @Test
    void journalReplayUntilASequenceStopsThere() throws Exception {
        playOneScore();

        assertThat(command("journal", "replay", "--until", "5")).containsEntry("sequence", 5L);
        assertThat(command("journal", "ls")).containsEntry("engine", "5e1f09c2").containsEntry("scores", 1L);
    }

    @Test
    void aFlippedByteInTheJournalIsExitCode4WithItsPosition() throws Exception {
        playOneScore();
        playAnotherScore();
        flipAByteOf(Scenario.EVENT);

        Cli run = Cli.run("journal", "verify", "--data-dir", dir.toString(), "-o", "json");

        assertThat(run.exitCode()).isEqualTo(4);
        assertThat((Map<?, ?>) Json.read(run.out()).get("first_problem"))
                .extracting("queue", "code")
                .containsExactly("signals", "journal-corrupt");
        assertThat(run.out()).contains("\"position\":\"");
        // A snapshot of what came after needs the damaged part no more; without one it would have to be applied.
        start().close();
        removeSnapshots();
        assertThatThrownBy(this::start).hasMessageContaining("damaged");
    }

    private void removeSnapshots() throws IOException {
        for (String folder : new String[] {"snapshots", "journal/days"}) {
            try (Stream<Path> files = Files.list(dir.resolve(folder))) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    @Test
    void healthMetricsAndReadinessTellOfARunningNode() throws Exception {
        try (ConductorNode node = start()) {
            Await.until("readiness", () -> get(node, "/readyz").statusCode() == 200);

            assertThat(Json.read(get(node, "/health").body()))
                    .containsEntry("status", "healthy")
                    .containsEntry("redis", "connected");
            assertThat(get(node, "/startupz").statusCode()).isEqualTo(200);
            assertThat(get(node, "/metrics").body())
                    .contains(
                            "conductor_redis_up 1",
                            "conductor_build_info{",
                            "conductor_engine_ring_free_slots 1024",
                            "conductor_ingest_events_total{kind=\"DEAD_LETTER\",source=\"platform.events.chat.message.v1\"} 0",
                            "conductor_ingest_rejected_total{reason=\"BAD_JSON\"} 0",
                            "conductor_scores_total 0",
                            "jvm_memory_used_bytes");
        }
    }

    @Test
    void aSecondNodeOnTheSameDataFolderIsRefusedAndTheFirstOneGoesOn() throws Exception {
        try (ConductorNode node = start()) {
            assertThatThrownBy(() -> start(Map.of("redis.url", node.file().redisUri())))
                    .hasMessageContaining("is in use by");
            // Without one it has to name the node too, and not the embedded Redis of that.
            assertThatThrownBy(() -> start(Map.of()))
                    .hasMessageContaining("The journal in")
                    .hasMessageContaining("is in use by");
            Await.until("readiness", () -> get(node, "/readyz").statusCode() == 200);
        }
        assertThat(NodeFile.read(dir)).isEmpty();
    }

    @Test
    void anEngineSettingThatDiffersFromTheJournalIsRefused() throws Exception {
        start().close();

        assertThatThrownBy(() -> start(Map.of("engine.evaluation-period-ms", "9000")))
                .hasMessageContaining("engine.evaluation-period-ms = 9000 (from flag --engine-evaluation-period-ms)")
                .hasMessageContaining("5000");
    }

    private ConductorNode start() throws IOException {
        return start(Map.of());
    }

    private ConductorNode start(Map<String, String> more) throws IOException {
        Map<String, String> flags = Playback.settings(dir);
        flags.putAll(more);
        Settings settings = Settings.load(flags, Map.of(), null);
        return ConductorNode.start(NodeConfig.bind(settings), settings);
    }

    private void playOneScore() throws Exception {
        try (ConductorNode node = start();
                RedisClient client = RedisClient.create(node.file().redisUri())) {
            RedisCommands<String, String> redis = client.connect().sync();
            Scenario scenario = new Scenario(redis);
            scenario.tenConnectedThreeChat();
            scenario.marksUntil(0, 7_000);
            Await.until("one score", () -> redis.xlen(Playback.SCORES) == 1);
        }
    }

    /** In another batch of the journal: damage at its very end could be a torn write, which does not stop a start. */
    private void playAnotherScore() throws Exception {
        try (ConductorNode node = start();
                RedisClient client = RedisClient.create(node.file().redisUri())) {
            RedisCommands<String, String> redis = client.connect().sync();
            new Scenario(redis).marksUntil(8_000, 12_000);
            Await.until("another score", () -> redis.xlen(Playback.SCORES) == 2);
        }
    }

    private void flipAByteOf(String text) throws IOException {
        try (Stream<Path> files = Files.list(dir.resolve("journal").resolve("signals"))) {
            Path file = files.filter(path -> path.toString().endsWith(".cq4"))
                    .findFirst()
                    .orElseThrow();
            try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
                byte[] start = new byte[1 << 20];
                int length = bytes.read(start);
                int at = new String(start, 0, length, StandardCharsets.ISO_8859_1).indexOf(text);
                assertThat(at).isPositive();
                bytes.seek(at);
                bytes.write(start[at] ^ 1);
            }
        }
    }

    private List<Map<String, Object>> cat(String... options) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("journal", "cat", "-o", "json", "--data-dir", dir.toString()));
        arguments.addAll(List.of(options));
        Cli run = Cli.run(arguments.toArray(new String[0]));
        assertThat(run.exitCode()).as(run.err()).isZero();
        List<Map<String, Object>> records = new ArrayList<>();
        for (String line : run.out().lines().toList()) {
            records.add(Json.read(line));
        }
        return records;
    }

    private Map<String, Object> status() throws IOException {
        return Playback.status(dir);
    }

    private Map<String, Object> command(String... words) throws IOException {
        String[] arguments = new String[words.length + 4];
        System.arraycopy(words, 0, arguments, 0, words.length);
        List<String> common = List.of("--data-dir", dir.toString(), "-o", "json");
        for (int i = 0; i < common.size(); i++) {
            arguments[words.length + i] = common.get(i);
        }
        Cli run = Cli.run(arguments);
        assertThat(run.exitCode()).as(run.err()).isZero();
        return Json.read(run.out());
    }

    private static Map<String, Object> figures(Map<String, Object> status) {
        Map<String, Object> figures = new HashMap<>(status);
        figures.keySet()
                .retainAll(
                        List.of("sequence", "state_hash", "signals", "inferred", "decisions", "scores", "engine_time"));
        assertThat(figures).hasSize(7);
        return figures;
    }

    private static void assertThatTheFirstScoreIs(RedisCommands<String, String> redis, String score) {
        StreamMessage<String, String> first =
                redis.xrange(Playback.SCORES, Range.unbounded()).get(0);
        assertThat(first.getId()).isEqualTo("1-0");
        assertThat(first.getBody().get("data"))
                .contains("\"score\":" + score, "\"at\":\"2026-03-02T10:15:05.000Z\"", "\"engine\":\"5e1f09c2\"");
    }

    private static Queue<String> subscribe(RedisClient client, String channel) {
        Queue<String> messages = new ConcurrentLinkedQueue<>();
        StatefulRedisPubSubConnection<String, String> connection = client.connectPubSub();
        connection.addListener(new RedisPubSubAdapter<>() {
            @Override
            public void message(String from, String message) {
                messages.add(message);
            }
        });
        connection.sync().subscribe(channel);
        return messages;
    }

    private static HttpResponse<String> get(ConductorNode node, String path) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(node.file().httpUrl() + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }
}
