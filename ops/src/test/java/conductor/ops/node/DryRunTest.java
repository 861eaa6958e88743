package conductor.ops.node;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.gateway.json.Json;
import conductor.ops.cli.Cli;
import conductor.ops.config.NodeConfig;
import conductor.ops.config.Settings;
import conductor.ops.embedded.EmbeddedRedis;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code run --dry-run} tells what a start would do, and does none of it. */
@Tag("one-jdk")
class DryRunTest {
    @TempDir
    Path dir;

    private EmbeddedRedis server;
    private RedisClient client;
    private RedisCommands<String, String> redis;

    @BeforeEach
    void startRedis() {
        server = EmbeddedRedis.start(dir.resolve("redis-of-the-platform"));
        client = RedisClient.create(server.uri());
        redis = client.connect().sync();
    }

    @AfterEach
    void stopRedis() {
        client.shutdown();
        server.close();
    }

    @Test
    void whereNothingIsItSaysThatAStartBeginsAJournal() {
        Cli run = dryRun();

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("a start begins a new one");
        assertThat(home()).doesNotExist();
    }

    @Test
    void itTellsOnOneScreenWhatWaitsWhatIsReplayedAndWhatIsMissingOutsideAndChangesNothing() throws Exception {
        playOneScore();
        redis.del(Playback.SCORES);
        redis.xadd("platform.events.chat.message.v1", Map.of("data", "{}"));
        Map<Path, Object> before = files();

        Cli people = dryRun();
        Cli programs = dryRun("-o", "json");

        assertThat(people.exitCode()).as(people.err()).isZero();
        assertThat(people.out().lines().count()).isLessThanOrEqualTo(24);
        assertThat(people.out())
                .contains(
                        "What a start would do for engine 5e1f09c2",
                        "0 signals in ",
                        "every decision is there",
                        "entries wait: read to ",
                        "ends at 0 of 1; 1 to write",
                        "database   off",
                        "Nothing was changed.");
        Map<String, Object> map = Json.read(programs.out());
        assertThat(map)
                .containsEntry("dry_run", true)
                .containsEntry("signals_replayed", 0L)
                .containsEntry("decisions_rederived", 0L)
                .containsEntry("scores", 1L);
        assertThat(files()).isEqualTo(before);
    }

    @Test
    void besideARunningNodeItNamesTheHolder() throws Exception {
        try (ConductorNode node = start()) {
            Cli run = dryRun();

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err()).contains("is in use by ", "conductor status");
            assertThat(node.failure()).isNull();
        }
    }

    @Test
    void ofADamagedJournalItSaysWhatAStartWouldSay() throws Exception {
        playOneScore();
        for (Path file : files().keySet()) {
            if (file.toString().contains("snapshots") || file.toString().endsWith("hash.key")) {
                Files.delete(file);
            }
        }

        Cli run = dryRun();

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("hash.key");
    }

    private void playOneScore() throws Exception {
        try (ConductorNode node = start()) {
            assertThat(node.recovery().signalsReplayed()).isPositive();
            Scenario scenario = new Scenario(redis);
            scenario.tenConnectedThreeChat();
            scenario.marksUntil(0, 7_000);
            Await.until("one score", () -> redis.xlen(Playback.SCORES) == 1);
        }
    }

    private Path home() {
        return dir.resolve("node");
    }

    private Map<String, String> flags() {
        Map<String, String> flags = Playback.settings(home());
        flags.put("redis.url", server.uri());
        return flags;
    }

    private ConductorNode start() throws IOException {
        Settings settings = Settings.load(flags(), Map.of(), null);
        return ConductorNode.start(NodeConfig.bind(settings), settings);
    }

    private Cli dryRun(String... more) {
        List<String> words = new ArrayList<>(List.of("run", "--dry-run"));
        flags().forEach((key, value) -> words.addAll(List.of("--" + key.replace('.', '-'), value)));
        words.addAll(List.of(more));
        return Cli.run(words.toArray(new String[0]));
    }

    private Map<Path, Object> files() throws IOException {
        Map<Path, Object> files = new HashMap<>();
        try (Stream<Path> all = Files.walk(home())) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(file, List.of(Files.size(file), Files.getLastModifiedTime(file)));
            }
        }
        return files;
    }
}
