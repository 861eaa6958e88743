package conductor.ops.node;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.ring.Layout;
import conductor.gateway.json.Json;
import conductor.ops.cli.Cli;
import conductor.ops.config.NodeConfig;
import conductor.ops.config.Settings;
import io.lettuce.core.RedisClient;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole node with one thread a stage, on as few cores as there are, ends where one with a single engine thread does. */
class ChainedNodeTest {
    private static final SyntheticRecording RECORDING = SyntheticRecording.of(20_261_125L);

    @TempDir
    Path dir;

    @Test
    void bothLayoutsEndInTheSameStateAndTheirJournalsReplayToIt() throws Exception {
        Map<String, Object> fused = play(Layout.FUSED);
        Map<String, Object> chained = play(Layout.CHAINED);
        for (String member : new String[] {"state_hash", "signals", "scores", "decisions"}) {
            assertThat(chained.get(member)).as(member).isEqualTo(fused.get(member));
        }
        Cli replay = Cli.run(
                "journal", "replay", "--data-dir", folder(Layout.CHAINED).toString(), "-o", "json");
        assertThat(replay.exitCode()).as(replay.err()).isZero();
        assertThat(Json.read(replay.out()).get("state_hash")).isEqualTo(chained.get("state_hash"));
    }

    private Map<String, Object> play(Layout layout) throws Exception {
        // One name for both: the recording's event has the name of its file.
        Path file = RECORDING.write(dir.resolve("conference.csv"));
        Map<String, String> flags = Playback.settings(folder(layout));
        flags.put("engine.layout", layout.name().toLowerCase(Locale.ROOT));
        flags.put("engine.layout-force", "true");
        Settings settings = Settings.load(flags, Map.of(), null);
        try (ConductorNode node = ConductorNode.start(NodeConfig.bind(settings), settings);
                RedisClient client = RedisClient.create(node.file().redisUri())) {
            Cli feed = Cli.run(
                    "feed",
                    file.toString(),
                    "--recorded-time",
                    "--speed",
                    "0",
                    "--redis",
                    node.file().redisUri());
            assertThat(feed.exitCode()).as(feed.err()).isZero();
            return Playback.awaitEnd(folder(layout), client.connect().sync());
        }
    }

    private Path folder(Layout layout) {
        return dir.resolve("data-" + layout);
    }
}
