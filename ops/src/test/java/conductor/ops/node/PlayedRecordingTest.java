package conductor.ops.node;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.gateway.json.Json;
import conductor.ops.cli.Cli;
import conductor.ops.config.NodeConfig;
import conductor.ops.config.Settings;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a subscriber of a real Redis hears, and what the streams hold, when a node plays a recording without a platform. */
@Tag("one-jdk")
class PlayedRecordingTest {
    private static final SyntheticRecording RECORDING = SyntheticRecording.of(20_260_302L);
    private static final String UPDATES = "engagement:update";
    private static final String ANOMALIES = "anomaly:detected";
    private static final long PERIOD_MS = 5_000;
    private static final long WINDOW_MS = 60_000;

    @TempDir
    static Path dir;

    private static final Queue<String> commands = new ConcurrentLinkedQueue<>();
    private static List<Map<String, Object>> updates;
    private static List<Map<String, Object>> anomalies;
    private static List<Map<String, Object>> decisions;

    @BeforeAll
    static void play() throws Exception {
        Path file = RECORDING.write(dir.resolve("conference.csv"));
        Path dataDir = dir.resolve("data");
        Settings settings = Settings.load(Playback.settings(dataDir), Map.of(), null);
        try (ConductorNode node = ConductorNode.start(NodeConfig.bind(settings), settings);
                RedisClient client = RedisClient.create(node.file().redisUri())) {
            RedisCommands<String, String> redis = client.connect().sync();
            Queue<String> updateMessages = new ConcurrentLinkedQueue<>();
            Queue<String> anomalyMessages = new ConcurrentLinkedQueue<>();
            subscribe(client, Map.of(UPDATES, updateMessages, ANOMALIES, anomalyMessages, Playback.COMMANDS, commands));

            Cli feed = Cli.run(
                    "feed",
                    file.toString(),
                    "--recorded-time",
                    "--speed",
                    "0",
                    "--redis",
                    node.file().redisUri());
            assertThat(feed.exitCode()).as(feed.err()).isZero();

            Playback.awaitEnd(dataDir, redis);
            decisions = objects(redis.xrange(Playback.DECISIONS, Range.unbounded()).stream()
                    .map(entry -> entry.getBody().get("data"))
                    .toList());
            // One connection hears all channels in the order of publication: after these nothing is on its way.
            Await.until("all updates", () -> updateMessages.size() >= redis.xlen(Playback.SCORES));
            Await.until(
                    "all anomalies",
                    () -> anomalyMessages.size() >= ofType("ANOMALY").size());
            updates = objects(updateMessages);
            anomalies = objects(anomalyMessages);
        }
    }

    @Test
    void everyOpenSessionHasAScoreEveryFiveSecondsOfStreamTimeWithoutGaps() {
        for (String session : SyntheticRecording.SESSIONS) {
            long openedMs = RECORDING.firstMs(session);
            long closedMs = RECORDING.lastMs(session) + Playback.IDLE_MS;
            List<Long> due = LongStream.iterate(openedMs + PERIOD_MS, ms -> ms < closedMs, ms -> ms + PERIOD_MS)
                    .boxed()
                    .toList();

            assertThat(ofSession(updates, session).stream().map(PlayedRecordingTest::timeMs))
                    .as("times of the scores of %s", session)
                    .containsExactlyElementsOf(due);
        }
        assertThat(updates)
                .allSatisfy(update -> assertThat((Double) update.get("score")).isBetween(0.0, 0.9));
    }

    @Test
    void aSessionThatFallsSilentDecaysToZeroWithinAMinuteAndIsNoticedAndDecidedOn() {
        long lastMs = RECORDING.lastMs(SyntheticRecording.SILENT);
        List<Map<String, Object>> scores = ofSession(updates, SyntheticRecording.SILENT);
        Map<String, Object> before = last(upTo(scores, lastMs));
        Map<String, Object> after = from(scores, lastMs + WINDOW_MS).get(0);

        assertThat(figures(before).get("chat_msgs_per_min")).isNotEqualTo(0.0);
        assertThat(figures(after))
                .containsEntry("chat_msgs_per_min", 0.0)
                .containsEntry("reactions_per_min", 0.0)
                .containsEntry("active_users", 0L);
        assertThat((Double) after.get("score")).isLessThan((Double) before.get("score") / 2);

        List<Map<String, Object>> noticed =
                upTo(from(ofSession(anomalies, SyntheticRecording.SILENT), lastMs), lastMs + 2 * WINDOW_MS);
        assertThat(noticed).isNotEmpty();
        assertThat(noticed)
                .allSatisfy(anomaly -> assertThat((Double) anomaly.get("currentEngagement"))
                        .isLessThan((Double) anomaly.get("expectedEngagement")));
        assertThat(decisionsOn(noticed.get(0))).isNotEmpty();
    }

    @Test
    void aCliffIsAMassExitWithExactlyOneCommandRecordForEachTimeItIsRaised() {
        long lastMs = RECORDING.lastMs(SyntheticRecording.CLIFF);
        List<Map<String, Object>> ofCliff = ofSession(anomalies, SyntheticRecording.CLIFF);
        List<Map<String, Object>> exits = ofCliff.stream()
                .filter(anomaly -> anomaly.get("type").equals("MASS_EXIT"))
                .toList();

        assertThat(upTo(ofCliff, lastMs - 10_000))
                .as("anomalies of the flat history")
                .isEmpty();
        assertThat(exits).isNotEmpty();
        assertThat(timeMs(exits.get(0))).isBetween(lastMs - 5_000, lastMs + PERIOD_MS);
        assertThat(exits)
                .allSatisfy(exit -> assertThat(commandsFor(exit))
                        .as("commands for %s", exit)
                        .hasSize(1));
    }

    @Test
    void noCommandIsPublishedWhenEgressIsAssumeSentAlthoughThereAreSome() {
        assertThat(ofType("DECISION"))
                .anyMatch(decision -> decision.get("state").equals("PUBLISHED"));
        assertThat(ofType("DECISION"))
                .anyMatch(decision -> decision.get("state").equals("EXECUTED"));
        assertThat(commands).isEmpty();
    }

    /** Records that stand for a command to the platform: an escalation, or a decision handed to egress. */
    private static List<Map<String, Object>> commandsFor(Map<String, Object> anomaly) {
        List<Map<String, Object>> found = new ArrayList<>(ofType("ESCALATION").stream()
                .filter(record -> record.get("anomaly_id").equals(anomaly.get("anomaly_id")))
                .toList());
        found.addAll(decisionsOn(anomaly).stream()
                .filter(decision -> decision.get("state").equals("PUBLISHED"))
                .toList());
        return found;
    }

    private static List<Map<String, Object>> decisionsOn(Map<String, Object> anomaly) {
        return ofType("DECISION").stream()
                .filter(decision -> anomalyOf(decision).get("id").equals(anomaly.get("anomaly_id")))
                .toList();
    }

    private static Map<?, ?> anomalyOf(Map<String, Object> decision) {
        return (Map<?, ?>) ((Map<?, ?>) decision.get("explanation")).get("anomaly");
    }

    private static List<Map<String, Object>> ofType(String type) {
        return decisions.stream()
                .filter(record -> record.get("type").equals(type))
                .toList();
    }

    private static List<Map<String, Object>> ofSession(List<Map<String, Object>> messages, String session) {
        return messages.stream()
                .filter(message -> message.get("sessionId").equals(session))
                .toList();
    }

    private static List<Map<String, Object>> from(List<Map<String, Object>> messages, long ms) {
        return messages.stream().filter(message -> timeMs(message) >= ms).toList();
    }

    private static List<Map<String, Object>> upTo(List<Map<String, Object>> messages, long ms) {
        return messages.stream().filter(message -> timeMs(message) <= ms).toList();
    }

    private static Map<String, Object> last(List<Map<String, Object>> messages) {
        return messages.get(messages.size() - 1);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> figures(Map<String, Object> update) {
        return (Map<String, Object>) update.get("signals");
    }

    private static long timeMs(Map<String, Object> message) {
        return Instant.parse(message.get("timestamp").toString()).toEpochMilli();
    }

    private static List<Map<String, Object>> objects(Iterable<String> texts) throws IOException {
        List<Map<String, Object>> objects = new ArrayList<>();
        for (String text : texts) {
            objects.add(Json.read(text));
        }
        return objects;
    }

    private static void subscribe(RedisClient client, Map<String, Queue<String>> channels) {
        StatefulRedisPubSubConnection<String, String> connection = client.connectPubSub();
        connection.addListener(new RedisPubSubAdapter<>() {
            @Override
            public void message(String channel, String message) {
                channels.get(channel).add(message);
            }
        });
        connection.sync().subscribe(channels.keySet().toArray(new String[0]));
    }
}
