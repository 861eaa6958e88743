package conductor.ops.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import conductor.engine.core.Arm;
import conductor.engine.core.ContentMethod;
import conductor.engine.core.Decision;
import conductor.engine.core.DecisionState;
import conductor.engine.core.DecisionType;
import conductor.engine.core.SourceId;
import conductor.journal.DecisionReader;
import conductor.journal.JournalDirectory;
import conductor.journal.json.RecordDetail;
import conductor.journal.json.RecordView;
import conductor.journal.json.SessionDirectory;
import conductor.ops.cli.Cli;
import conductor.ops.config.NodeConfig;
import conductor.ops.config.Settings;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A live node that half of a room leaves, with a service of models on this machine. */
@Tag("slow")
@Tag("one-jdk")
class LiveContentTest {
    private static final int ROOM = 20;

    @TempDir
    Path dir;

    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final List<String> commands = new CopyOnWriteArrayList<>();
    private volatile int status = 200;
    private HttpServer models;

    @BeforeEach
    void startModels() throws IOException {
        models = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        models.createContext("/v1/messages", exchange -> {
            calls.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            byte[] answer = ("{\"content\":[{\"type\":\"text\",\"text\":\"{\\\"message\\\":\\\"Stay, friends.\\\"}\"}],"
                            + "\"usage\":{\"input_tokens\":1000,\"output_tokens\":300}}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        models.start();
    }

    @AfterEach
    void stopModels() {
        models.stop(0);
    }

    @Test
    void anAutomaticDecisionIsPublishedWithTheContentOfTheModel() throws Exception {
        AtomicReference<RecordDetail> published = new AtomicReference<>();
        leaveARoom(published);

        assertThat(new String(published.get().content(), StandardCharsets.UTF_8))
                .isEqualTo("{\"message\":\"Stay, friends.\"}");
        assertThat(published.get().numbers().method()).isEqualTo((short) ContentMethod.PRIMARY);
        assertThat(published.get().numbers().costMicros()).isEqualTo(7_500);
        assertThat(commands)
                .anySatisfy(command -> assertThat(command)
                        .contains("\"agent.intervention.broadcast\"", "\"message\":\"Stay, friends.\""));
        Cli cat = Cli.run("journal", "cat", "--type", "CONTENT", "--data-dir", dir.toString());
        assertThat(cat.out()).contains("\"method\":\"primary\"", "Stay, friends.");
        assertThat(calls).isNotEmpty();
        assertThat(calls.get(0)).contains("MASS_EXIT").doesNotContain("ses_", "usr_", "evt_");
    }

    @Test
    void withoutAnAnswerItIsPublishedFromTheTemplates() throws Exception {
        status = 500;
        AtomicReference<RecordDetail> published = new AtomicReference<>();
        leaveARoom(published);

        assertThat(published.get().content()).isNull();
        assertThat(calls).isNotEmpty();
    }

    private void leaveARoom(AtomicReference<RecordDetail> published) throws Exception {
        try (ConductorNode node = start();
                RedisClient client = RedisClient.create(node.file().redisUri())) {
            listen(client);
            RedisCommands<String, String> redis = client.connect().sync();
            for (int user = 0; user < ROOM; user++) {
                presence(redis, "user_join", user);
            }
            Await.until("the history to fill", () -> scores() >= 8);
            for (int user = 0; user < ROOM / 2; user++) {
                presence(redis, "user_leave", user);
            }
            Await.until("the broadcast", () -> published(published));
            Await.until(
                    "its command",
                    () -> commands.stream().anyMatch(command -> command.contains("intervention.broadcast")));
        }
        assertThat(Cli.run("journal", "verify", "--data-dir", dir.toString()).exitCode())
                .isZero();
    }

    private void listen(RedisClient client) {
        StatefulRedisPubSubConnection<String, String> channel = client.connectPubSub();
        channel.addListener(new RedisPubSubAdapter<>() {
            @Override
            public void message(String from, String message) {
                commands.add(message);
            }
        });
        channel.sync().subscribe(Playback.COMMANDS);
    }

    private ConductorNode start() throws IOException {
        Map<String, String> flags = new HashMap<>(Playback.settings(dir));
        flags.putAll(Map.of(
                "clock", "redis",
                "egress", "live",
                "engine.evaluation-period-ms", "1000",
                "decisioning.default.mode", "AUTO",
                "decisioning.default.min-confidence-threshold", "0",
                "decisioning.default.holdout-fraction", "0",
                "decisioning.default.allowed-interventions", "BROADCAST"));
        flags.putAll(Map.of(
                "content.provider", "anthropic",
                "content.primary-model", "model-a",
                "content.api-key", "sk-secret",
                "content.wait-ms", "30000",
                "content.base-url", "http://127.0.0.1:" + models.getAddress().getPort()));
        Settings settings = Settings.load(flags, Map.of(), null);
        return ConductorNode.start(NodeConfig.bind(settings), settings);
    }

    private static void presence(RedisCommands<String, String> redis, String type, int user) {
        redis.xadd(
                SourceId.stream(SourceId.PRESENCE),
                Map.of(
                        "data",
                        "{\"type\":\"" + type + "\",\"sessionId\":\"ses_1\",\"eventId\":\"evt_1\",\"userId\":\"usr_"
                                + user + "\"}"));
    }

    private long scores() throws IOException {
        return (Long) Playback.status(dir).get("scores");
    }

    /** Whether a broadcast was published; its details are noted. */
    private boolean published(AtomicReference<RecordDetail> found) {
        Decision d = new Decision();
        try (JournalDirectory journal = JournalDirectory.openReadOnly(dir);
                DecisionReader records = journal.openDecisionReader()) {
            while (records.next(d)) {
                if (d.type == DecisionType.DECISION && d.state == DecisionState.PUBLISHED && d.arm == Arm.BROADCAST) {
                    found.set(new RecordView(new SessionDirectory()).wrap(d).detail());
                    return true;
                }
            }
        }
        return false;
    }
}
