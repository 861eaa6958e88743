package conductor.ops.node;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.gateway.json.Json;
import conductor.ops.cli.Cli;
import conductor.ops.config.NodeConfig;
import conductor.ops.config.Settings;
import conductor.ops.embedded.EmbeddedRedis;
import io.lettuce.core.AclSetuserArgs;
import io.lettuce.core.RedisClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node says of its parts when one of them fails and comes back. */
@Tag("one-jdk")
class NodeHealthTest {
    @TempDir
    Path dir;

    @Test
    void redisThatDoesNotAnswerMakesTheNodeNotReadyWithSinceWhenAndReadyAgainWhenItDoes() throws Exception {
        Settings settings = Settings.load(Playback.settings(dir), Map.of(), null);
        try (ConductorNode node = ConductorNode.start(NodeConfig.bind(settings), settings)) {
            Await.until("readiness", () -> ready(node).statusCode() == 200);
            Map<?, ?> before = component(ready(node), "redis");
            long redis = pidOfRedis(node);
            try {
                signal("-STOP", redis);
                Await.until(
                        "503",
                        () -> "down".equals(component(ready(node), "redis").get("state")));
                HttpResponse<String> down = ready(node);

                assertThat(down.statusCode()).isEqualTo(503);
                assertThat(down.body()).contains("\"check\":\"redis\"");
                assertThat(component(down, "redis").get("since").toString())
                        .isGreaterThan(before.get("since").toString());
                assertThat(component(down, "journal").get("state")).isEqualTo("up");
                assertThat(Cli.run("status", "--data-dir", dir.toString()).out())
                        .containsPattern("(?m)^  redis +down since 20\\S+Z   Redis cannot be read");
            } finally {
                signal("-CONT", redis);
            }
            Await.until("readiness again", () -> ready(node).statusCode() == 200);
            assertThat(component(ready(node), "redis").get("state")).isEqualTo("up");
        }
    }

    @Test
    void aUserOfRedisWhoMayNotListenToTheChannelOfLookUpsDegradesThemAndNothingElse() throws Exception {
        try (EmbeddedRedis redis = EmbeddedRedis.start(dir.resolve("server"));
                RedisClient client = RedisClient.create(redis.uri())) {
            AclSetuserArgs rights =
                    new AclSetuserArgs().on().addPassword("pass").allKeys().allCommands();
            client.connect().sync().aclSetuser("node", rights.resetChannels());
            Map<String, String> flags = Playback.settings(dir.resolve("data"));
            flags.put("redis.url", redis.uri().replace("redis://", "redis://node:pass@"));
            Settings settings = Settings.load(flags, Map.of(), null);
            try (ConductorNode node = ConductorNode.start(NodeConfig.bind(settings), settings)) {
                Await.until(
                        "it is known",
                        () -> "degraded"
                                .equals(component(ready(node), "look-ups").get("state")));
                Await.until("readiness all the same", () -> ready(node).statusCode() == 200);
                assertThat(component(ready(node), "look-ups").get("reason").toString())
                        .contains("analytics-events", "NOPERM");
                assertThat(get(node, "/metrics").body())
                        .containsPattern("(?m)^conductor_lookups_failures_total\\{by=\"channel\"} [1-9]")
                        .containsPattern("(?m)^conductor_lookups_failures_total\\{by=\"key\"} 0");

                client.connect().sync().aclSetuser("node", new AclSetuserArgs().channelPattern("analytics-events"));
                Await.until(
                        "it is mended",
                        () -> "up".equals(component(ready(node), "look-ups").get("state")));
            }
        }
    }

    private static long pidOfRedis(ConductorNode node) {
        try (RedisClient client = RedisClient.create(node.file().redisUri())) {
            return client.connect()
                    .sync()
                    .info("server")
                    .lines()
                    .filter(line -> line.startsWith("process_id:"))
                    .mapToLong(line -> Long.parseLong(line.substring("process_id:".length())))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static void signal(String signal, long pid) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", signal, Long.toString(pid))
                        .start()
                        .waitFor())
                .isZero();
    }

    private static Map<?, ?> component(HttpResponse<String> ready, String name) throws IOException {
        return (Map<?, ?>) ((Map<?, ?>) Json.read(ready.body()).get("components")).get(name);
    }

    private static HttpResponse<String> ready(ConductorNode node) throws IOException, InterruptedException {
        return get(node, "/readyz");
    }

    private static HttpResponse<String> get(ConductorNode node, String path) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(node.file().httpUrl() + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }
}
