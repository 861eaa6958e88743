package conductor.ops.node;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.gateway.json.Json;
import conductor.ops.cli.Cli;
import conductor.ops.config.NodeConfig;
import conductor.ops.config.Settings;
import io.lettuce.core.RedisClient;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code conductor top} beside a running node. */
@Tag("one-jdk")
class TopCommandTest {
    @TempDir
    Path dir;

    @Test
    void jsonHasOneObjectAScreenAndPlainTextNeedsNoTerminal() throws Exception {
        Settings settings = Settings.load(Playback.settings(dir), Map.of(), null);
        try (ConductorNode node = ConductorNode.start(NodeConfig.bind(settings), settings);
                RedisClient client = RedisClient.create(node.file().redisUri())) {
            Scenario scenario = new Scenario(client.connect().sync());
            scenario.tenConnectedThreeChat();
            scenario.broken(1_500);
            scenario.marksUntil(0, 7_000);
            Await.until(
                    "the score",
                    () -> Long.valueOf(1).equals(Playback.status(dir).get("scores")));

            Cli json = top("-n", "2", "--interval", "0.1", "-o", "json");
            Cli text = top("--once", "--interval", "0.1");

            assertThat(json.exitCode()).isZero();
            assertThat(json.out().lines()).hasSize(2);
            Map<String, Object> screen =
                    Json.read(json.out().lines().findFirst().orElseThrow());
            assertThat(screen)
                    .containsEntry("phase", "running")
                    .containsEntry("ring_size", 1024L)
                    .containsEntry("sessions", 1L)
                    .containsEntry("dead_letters_since_start", Map.of("BAD_JSON", 1L));
            assertThat((double) screen.get("signals_per_s")).isZero();
            assertThat(text.out())
                    .containsPattern("(?m)^signals +0\\.0 /s +14 in all$")
                    .containsPattern("(?m)^redis +up +since ")
                    .containsPattern("(?m)^Dead letters since start +BAD_JSON 1$")
                    .doesNotContain("\u001b");
            assertThat(Cli.run("status", "--data-dir", dir.toString()).out())
                    .containsPattern("(?m)^dead_letters +1$")
                    .containsPattern("(?m)^    BAD_JSON +1$");
        }
    }

    @Test
    void withoutANodeItIsExitCode3AndWithAWrongIntervalExitCode2() {
        assertThat(top("--once").exitCode()).isEqualTo(3);
        assertThat(top("--once").err()).contains("No node is running", " run --data-dir " + dir);
        assertThat(top("--interval", "0").exitCode()).isEqualTo(2);
        assertThat(top("-n", "0").exitCode()).isEqualTo(2);
    }

    private Cli top(String... options) {
        String[] words = new String[options.length + 3];
        System.arraycopy(options, 0, words, 3, options.length);
        words[0] = "top";
        words[1] = "--data-dir";
        words[2] = dir.toString();
        return Cli.run(words);
    }
}
