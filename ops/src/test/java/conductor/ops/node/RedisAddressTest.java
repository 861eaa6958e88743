package conductor.ops.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import conductor.gateway.json.Json;
import conductor.ops.config.ConfigError;
import conductor.ops.config.Settings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedisAddressTest {
    private static final String STARTED_AT = "2026-03-02T10:15:30.000Z";

    @TempDir
    Path dir;

    @Test
    void theRunningNodesCountsMoreThanTheSettingsAndLessThanTheCommandLine() throws IOException {
        HttpServer node = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        node.createContext("/readyz", exchange -> {
            byte[] body = Json.write(Map.of("pid", 4L, "started_at", STARTED_AT, "failing", List.of()))
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        node.start();
        try {
            nodeFile(node.getAddress().getPort());
            assertThat(RedisAddress.find(null, settings("REDIS_URL"), dir)).contains("redis://node:3");
            assertThat(RedisAddress.find("redis://option:1", settings("REDIS_URL"), dir))
                    .contains("redis://option:1");
        } finally {
            node.stop(0);
        }
        assertThat(RedisAddress.find(null, settings("REDIS_URL"), dir)).contains("redis://setting:2");
        assertThat(RedisAddress.find(null, Settings.defaults(), dir)).contains("redis://node:3");
    }

    @Test
    void everySettingOfTheAddressCounts() throws IOException {
        Path file = Files.writeString(dir.resolve("c.conf"), "redis.url = \"redis://file:4\"\n");

        assertThat(RedisAddress.find(null, settings("CONDUCTOR_REDIS_URL"), dir))
                .contains("redis://setting:2");
        assertThat(RedisAddress.find(null, Settings.load(Map.of(), Map.of(), file), dir))
                .contains("redis://file:4");
        assertThat(RedisAddress.find(null, Settings.defaults(), dir)).isEmpty();
        assertThatThrownBy(() -> RedisAddress.find("host:1", Settings.defaults(), dir))
                .isInstanceOf(ConfigError.class)
                .hasMessageContaining("--redis is not a Redis address");
    }

    private void nodeFile(int port) throws IOException {
        new NodeFile(4, "127.0.0.1", port, "redis://node:3", null, STARTED_AT, "00000001").write(dir);
    }

    private static Settings settings(String variable) {
        return Settings.load(Map.of(), Map.of(variable, "redis://setting:2"), null);
    }
}
