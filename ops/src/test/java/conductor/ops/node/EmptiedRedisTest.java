package conductor.ops.node;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.gateway.json.Json;
import conductor.ops.cli.Cli;
import conductor.ops.config.NodeConfig;
import conductor.ops.config.Settings;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.api.sync.RedisCommands;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** FLUSHALL under a whole node: it goes on, writes its records again, and its journal with the new epochs replays to the same state. */
@Tag("one-jdk")
class EmptiedRedisTest {
    @TempDir
    Path dir;

    @Test
    void recordsAreWrittenAgainNothingIsAppliedTwiceAndTheJournalVerifies() throws Exception {
        Map<String, Object> live;
        Settings settings = Settings.load(Playback.settings(dir), Map.of(), null);
        try (ConductorNode node = ConductorNode.start(NodeConfig.bind(settings), settings);
                RedisClient client = RedisClient.create(node.file().redisUri())) {
            RedisCommands<String, String> redis = client.connect().sync();
            Scenario scenario = new Scenario(redis);
            scenario.tenConnectedThreeChat();
            scenario.marksUntil(0, 7_000);
            Await.until("the first score", () -> redis.xlen(Playback.SCORES) == 1);
            String first = score(redis, 0);

            redis.flushall();
            Await.until("new epochs", () -> epochs() >= 2);
            scenario.join(8_500, "usr_late");
            scenario.marksUntil(8_000, 12_000);

            Await.until("both scores are there", () -> redis.xlen(Playback.SCORES) == 2);
            assertThat(score(redis, 0)).isEqualTo(first);
            assertThat(score(redis, 1)).startsWith("2-0 ");
            live = Playback.status(dir);
        }
        assertThat(live).containsEntry("signals", 14L).containsEntry("duplicates", 0L);
        assertThat(json("journal", "replay")).containsEntry("state_hash", live.get("state_hash"));
        assertThat(json("journal", "verify")).containsEntry("ok", true);
        try (ConductorNode again = ConductorNode.start(NodeConfig.bind(settings), settings)) {
            assertThat(again.file().redisUri()).isNotEmpty();
            assertThat(Playback.status(dir)).containsEntry("signals", 14L);
        }
    }

    private long epochs() throws Exception {
        return Playback.status(dir).get("source") instanceof Map<?, ?> source
                        && source.get("stream_epochs") instanceof Long number
                ? number
                : 0;
    }

    private static String score(RedisCommands<String, String> redis, int at) {
        StreamMessage<String, String> entry =
                redis.xrange(Playback.SCORES, Range.unbounded()).get(at);
        return entry.getId() + " " + entry.getBody();
    }

    private Map<String, Object> json(String... words) throws Exception {
        Cli run = Cli.run(words[0], words[1], "--data-dir", dir.toString(), "-o", "json");
        assertThat(run.exitCode()).as(run.err()).isZero();
        return Json.read(run.out());
    }
}
