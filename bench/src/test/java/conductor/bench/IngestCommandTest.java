package conductor.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import conductor.gateway.json.Json;
import conductor.ops.embedded.EmbeddedRedis;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The benchmark itself, with so little to do that its figures mean nothing. */
@Tag("one-jdk")
class IngestCommandTest {
    private static final String CHAT = "platform.events.chat.message.v1";

    @TempDir
    Path folder;

    private final StringWriter errors = new StringWriter();

    @Test
    void bothFormsAreMeasuredBesideBareReadsAndNothingIsLeftBehind() throws Exception {
        try (EmbeddedRedis redis = EmbeddedRedis.start(folder);
                RedisClient client = RedisClient.create(redis.uri())) {
            RedisCommands<String, String> commands = client.connect().sync();
            Map<String, Object> all = measured(redis.uri());
            Map<?, ?> json = (Map<?, ?>) all.get("json");
            double node = ((Number) json.get("signals_per_s")).doubleValue();
            Map<?, ?> bare = (Map<?, ?>) json.get("floor_own_output");
            double floor = ((Number) bare.get("signals_per_s")).doubleValue();
            assertThat((Double) json.get("ratio_to_floor")).isCloseTo(node / floor, within(0.02));
            assertThat(all.get("signals_per_s")).isEqualTo(json.get("signals_per_s"));
            Map<?, ?> batched = (Map<?, ?>) ((List<?>) all.get("signals_v1")).get(0);
            assertThat(batched.get("signals_per_entry")).isEqualTo(40L);
            double ratio = ((Number) batched.get("signals_per_s")).doubleValue() / node;
            assertThat((Double) batched.get("ratio_to_json")).isCloseTo(ratio, within(0.02));
            assertThat((Double) ((Map<?, ?>) all.get("scanner")).get("ratio_to_jackson"))
                    .isPositive();
            assertThat(commands.exists(CHAT, "conductor.signals.v1")).isZero();
        }
    }

    @Test
    void aDatabaseThatHasInputStreamsIsLeftAlone() {
        try (EmbeddedRedis redis = EmbeddedRedis.start(folder);
                RedisClient client = RedisClient.create(redis.uri())) {
            RedisCommands<String, String> commands = client.connect().sync();
            commands.xadd(CHAT, Map.of("data", "{}"));
            assertThat(command().execute("--redis-url", redis.uri())).isEqualTo(2);
            assertThat(errors.toString()).contains("has input streams already");
            assertThat(commands.xlen(CHAT)).isEqualTo(1);
        }
    }

    private Map<String, Object> measured(String uri) throws Exception {
        PrintStream out = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            int code = command()
                    .execute("--redis-url", uri, "--entries", "2000", "--batch", "40", "--rounds", "1", "-o", "json");
            assertThat(code).as(errors.toString()).isZero();
        } finally {
            System.setOut(out);
        }
        String text = printed.toString(StandardCharsets.UTF_8);
        return Json.read(text.substring(text.indexOf("{\"bench\"")));
    }

    private CommandLine command() {
        return new CommandLine(new IngestCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setErr(new PrintWriter(errors, true));
    }
}
