package conductor.ops.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import conductor.gateway.json.Json;
import conductor.ops.config.NodeConfig;
import conductor.ops.config.Settings;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that is asked to stop before its start is over. */
@Tag("one-jdk")
class StopWhileStartingTest {
    @TempDir
    Path dir;

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void duringRecoveryItStopsWithItsRedisAndTheNextStartGoesOnFromTheSameJournal() throws Exception {
        Map<String, Object> before;
        try (ConductorNode node = start(freePort(), () -> false);
                RedisClient client = RedisClient.create(node.file().redisUri())) {
            RedisCommands<String, String> redis = client.connect().sync();
            Scenario scenario = new Scenario(redis);
            scenario.tenConnectedThreeChat();
            scenario.marksUntil(0, 7_000);
            Await.until("the first score", () -> redis.xlen(Playback.SCORES) == 1);
            before = Playback.status(dir);
        }

        int port = freePort();
        assertThatThrownBy(() -> start(port, () -> recoveryHasReplayed(port))).isInstanceOf(StoppedWhileStarting.class);
        assertThat(dir.resolve("node.json")).doesNotExist();
        assertThat(listens(redisPort())).isFalse();
        assertThat(listens(port)).isFalse();

        try (ConductorNode node = start(freePort(), () -> false)) {
            assertThat(Playback.status(dir))
                    .containsEntry("signals", before.get("signals"))
                    .containsEntry("state_hash", before.get("state_hash"));
            assertThat(node.file().redisUri()).isNotEmpty();
        }
    }

    @Test
    void afterItsFirstStepItOpensNothingMore() throws Exception {
        int port = freePort();
        assertThatThrownBy(() -> start(port, () -> true)).isInstanceOf(StoppedWhileStarting.class);
        assertThat(listens(redisPort())).isFalse();
        assertThat(dir.resolve("journal")).doesNotExist();
    }

    private ConductorNode start(int httpPort, BooleanSupplier stopAsked) throws IOException {
        Map<String, String> flags = new HashMap<>(Playback.settings(dir));
        flags.put("http.port", Integer.toString(httpPort));
        Settings settings = Settings.load(flags, Map.of(), null);
        return ConductorNode.start(NodeConfig.bind(settings), settings, false, stopAsked);
    }

    private boolean recoveryHasReplayed(int port) {
        try {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/startupz"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            Map<String, Object> startup = Json.read(answer.body());
            return "recovering".equals(startup.get("phase")) && (long) startup.get("replayed") > 0;
        } catch (IOException notOpenYet) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private int redisPort() throws IOException {
        return Integer.parseInt(
                Files.readString(dir.resolve("redis/redis.port")).strip());
    }

    private static boolean listens(int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (ConnectException e) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
