package conductor.ops.node;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.ops.cli.Cli;
import conductor.ops.config.NodeConfig;
import conductor.ops.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A feed asks the node it is for whether it can play it: what would be taken and give no score is refused with the way out. */
@Tag("one-jdk")
class FeedIntoNodeTest {
    private static final String HEADER = "ts_millis,event_id,session_id,user_id,type,poll_id,choice,size\n";

    @TempDir
    Path dir;

    @Test
    void recordedTimesAreRefusedForANodeThatFollowsTheClockOfRedis() throws Exception {
        Path data = dir.resolve("live");
        try (ConductorNode node = start(data, "redis")) {
            assertThat(node.file().httpPort()).isPositive();
            Cli feed = feed(data, recording("past", 1_000), "--recorded-time");
            assertThat(feed.exitCode()).isEqualTo(2);
            assertThat(feed.err()).contains("follows the clock of Redis", "--clock stream");
            assertThat(feed(data, recording("past", 1_000)).exitCode()).isZero();
        }
    }

    @Test
    void arrivalTimesAreRefusedForANodeThatPlays() throws Exception {
        Path data = dir.resolve("play");
        try (ConductorNode node = start(data, "stream")) {
            assertThat(node.file().httpPort()).isPositive();
            Cli feed = feed(data, recording("past", 1_000));
            assertThat(feed.exitCode()).isEqualTo(2);
            assertThat(feed.err()).contains("--recorded-time");
        }
    }

    @Test
    void aRecordingThatTheNodeHasPassedIsRefusedButTheSameFeedGoesOn() throws Exception {
        Path data = dir.resolve("play");
        Path first = recording("first", 1_772_446_500_000L);
        try (ConductorNode node = start(data, "stream")) {
            assertThat(feed(data, first, "--recorded-time").exitCode()).isZero();
            Await.until(
                    "time to have come",
                    () -> !Playback.status(data).get("scores").equals(0L));
            Cli earlier = feed(data, recording("earlier", 1_772_446_400_000L), "--recorded-time");
            assertThat(earlier.exitCode()).isEqualTo(2);
            assertThat(earlier.err()).contains("time never goes back", "2026-03-02T10:13:20.000Z");
            assertThat(feed(data, first, "--recorded-time").exitCode()).isZero();
            Cli elsewhere = feed(
                    dir.resolve("nowhere"),
                    first,
                    "--recorded-time",
                    "--redis",
                    node.file().redisUri());
            assertThat(elsewhere.exitCode()).as("no node to ask").isZero();
        }
    }

    private static Cli feed(Path data, Path file, String... options) {
        List<String> arguments =
                new ArrayList<>(List.of("feed", file.toString(), "--speed", "0", "--data-dir", data.toString()));
        arguments.addAll(List.of(options));
        return Cli.run(arguments.toArray(new String[0]));
    }

    private static ConductorNode start(Path data, String clock) throws IOException {
        Map<String, String> flags = new LinkedHashMap<>(Playback.settings(data));
        flags.put("clock", clock);
        Settings settings = Settings.load(flags, Map.of(), null);
        return ConductorNode.start(NodeConfig.bind(settings), settings);
    }

    private Path recording(String name, long ms) throws IOException {
        return Files.writeString(dir.resolve(name + ".csv"), HEADER + ms + ",e0,ses_1,usr_1,MESSAGE,,,\n");
    }
}
