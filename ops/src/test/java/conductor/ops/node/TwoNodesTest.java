package conductor.ops.node;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.gateway.json.Json;
import conductor.ops.embedded.EmbeddedRedis;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes, each a process of its own, on one folder or on one Redis: one of them works. */
@Tag("one-jdk")
class TwoNodesTest {
    private static final String OWNER = "conductor:owner";

    @TempDir
    Path dir;

    private final Map<Process, Path> nodes = new LinkedHashMap<>();
    private EmbeddedRedis redis;
    private RedisClient client;
    private RedisCommands<String, String> commands;

    @BeforeEach
    void startRedis() {
        redis = EmbeddedRedis.start(dir.resolve("redis"));
        client = RedisClient.create(redis.uri());
        commands = client.connect().sync();
    }

    @AfterEach
    void endWhatIsLeft() throws Exception {
        for (Process node : nodes.keySet()) {
            node.destroyForcibly().waitFor();
        }
        client.shutdown(0, 1, TimeUnit.SECONDS);
        redis.close();
    }

    @Test
    void aSecondNodeOnTheSameFolderIsRefusedNamingTheFirstWhichGoesOn() throws Exception {
        Process first = start("a");
        awaitUp(first);

        Process second = start("a");
        assertThat(exitCode(second)).isEqualTo(1);
        assertThat(errors(second)).contains("is in use by process " + first.pid(), "--data-dir");
        assertThat(status("a")).containsEntry("phase", "running");
    }

    @Test
    void aSecondNodeOnTheSameRedisIsRefusedNamingTheFirstWhichGoesOn() throws Exception {
        Process first = start("a");
        awaitUp(first);
        new Scenario(commands).tenConnectedThreeChat();

        Process second = start("b");
        assertThat(exitCode(second)).isEqualTo(1);
        assertThat(errors(second))
                .contains(
                        "written by another node",
                        "process " + first.pid(),
                        folder("a").toString(),
                        "--take-over");

        new Scenario(commands).marksUntil(0, 7_000);
        Await.until("the first score", () -> commands.xlen(Playback.SCORES) == 1);
        assertThat(status("a").get("owner")).isEqualTo(Map.of("state", "owned", "epoch", 1L));
    }

    @Test
    void aNodeThatTakesOverPutsTheOtherOutWhichEndsWithExitCode1AndNothingComesTwice() throws Exception {
        Process first = start("a");
        awaitUp(first);
        Scenario scenario = new Scenario(commands);
        scenario.tenConnectedThreeChat();
        scenario.marksUntil(0, 7_000);
        Await.until("the first score", () -> commands.xlen(Playback.SCORES) == 1);

        copyFolder("a", "b");
        Process second = start("b", "--take-over");
        awaitUp(second);
        assertThat(exitCode(first)).isEqualTo(1);
        assertThat(errors(first)).contains("Another node has taken the streams", "process " + second.pid());

        scenario.marksUntil(8_000, 12_000);
        Await.until("the second score", () -> commands.xlen(Playback.SCORES) == 2);
        assertThat(status("b").get("owner")).isEqualTo(Map.of("state", "owned", "epoch", 2L));
        requireOnceAndUndisputed("b");
    }

    @Test
    void aNodeThatSleptWhileAnotherTookItsPlacePublishesNothingMore() throws Exception {
        Process first = start("a");
        awaitUp(first);
        Scenario scenario = new Scenario(commands);
        scenario.tenConnectedThreeChat();
        scenario.marksUntil(0, 7_000);
        Await.until("the first score", () -> commands.xlen(Playback.SCORES) == 1);
        signal("-STOP", first);
        copyFolder("a", "b");

        // Not told to take over: it waits until the lease of the sleeper has lapsed.
        Process second = start("b");
        awaitUp(second);
        signal("-CONT", first);
        scenario.marksUntil(8_000, 30_000);

        assertThat(exitCode(first)).isEqualTo(1);
        Await.until("what the second makes of it", () -> {
            Map<String, Object> status = status("b");
            return Playback.number(status, "scores") >= 5
                    && commands.xlen(Playback.SCORES) == Playback.number(status, "scores");
        });
        requireOnceAndUndisputed("b");
    }

    @Test
    void aNodeThatIsFollowedWhileItStopsSaysSoByItsExitCode() throws Exception {
        Process first = start("a");
        awaitUp(first);
        signal("-STOP", first);
        commands.hset(OWNER, Map.of("token", "of another node", "epoch", "7"));
        // Comes with the CONT, so that the node is asked to stop before it sees who the owner is.
        signal("-TERM", first);
        signal("-CONT", first);

        assertThat(exitCode(first)).isEqualTo(1);
        assertThat(errors(first)).contains("Another node has taken the streams");
    }

    @Test
    void aKilledNodeTakesItsStreamsAgain() throws Exception {
        Process first = start("a");
        awaitUp(first);
        first.destroyForcibly().waitFor();
        String lease = commands.get(OWNER + ":lease");
        assertThat(lease).as("the killed node's lease").isNotNull();
        // As if it had just been renewed, for longer than this test may take.
        commands.pexpire(OWNER + ":lease", TimeUnit.HOURS.toMillis(1));

        awaitUp(start("a"));
        assertThat(status("a").get("owner")).isEqualTo(Map.of("state", "owned", "epoch", 2L));
    }

    @Test
    void anEmptiedRedisDoesNotMakeItsNodeForgetThatItIsTheOwner() throws Exception {
        awaitUp(start("a"));
        commands.flushall();
        Await.until("the owner is named again", () -> commands.exists(OWNER) == 1);
        assertThat(commands.hget(OWNER, "data_dir")).isEqualTo(folder("a").toString());

        Process second = start("b");
        assertThat(exitCode(second)).isEqualTo(1);
    }

    private void requireOnceAndUndisputed(String name) throws IOException {
        Map<?, ?> publisher = (Map<?, ?>) status(name).get("publisher");
        assertThat(publisher.get("alarms")).isEqualTo(0L);
        List<String> ids = commands.xrange(Playback.SCORES, Range.unbounded()).stream()
                .map(entry -> entry.getId())
                .toList();
        List<String> expected = new ArrayList<>();
        for (int seq = 1; seq <= ids.size(); seq++) {
            expected.add(seq + "-0");
        }
        assertThat(ids).isEqualTo(expected);
    }

    /** As a restored backup: the same journal in another place. */
    private void copyFolder(String from, String to) throws IOException, InterruptedException {
        String[] command = {
            "cp", "-r", "--sparse=always", folder(from).toString(), folder(to).toString()
        };
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }

    private Path folder(String name) {
        return dir.resolve(name);
    }

    private Process start(String name, String... more) throws IOException {
        List<String> words = new ArrayList<>(List.of("run", "-o", "json", "--redis-url", redis.uri()));
        Playback.settings(folder(name)).forEach((key, value) -> {
            words.add("--" + key.replace('.', '-'));
            words.add(value);
        });
        // While a folder is copied no snapshot is to get its name.
        words.addAll(List.of("--journal-snapshot-interval-s", "3600"));
        words.addAll(List.of(more));
        Path errors = dir.resolve("errors-" + nodes.size());
        Process node = ConductorProcess.start(words, errors);
        nodes.put(node, errors);
        return node;
    }

    private void awaitUp(Process node) throws IOException {
        String line = node.inputReader().readLine();
        assertThat(line).as("the node ended before it was up: %s", errors(node)).isNotNull();
        assertThat(Json.read(line)).containsEntry("phase", "running");
    }

    private static int exitCode(Process node) throws InterruptedException {
        assertThat(node.waitFor(60, TimeUnit.SECONDS)).as("it ends").isTrue();
        return node.exitValue();
    }

    private String errors(Process node) throws IOException {
        return Files.readString(nodes.get(node));
    }

    private Map<String, Object> status(String name) throws IOException {
        return Playback.status(folder(name));
    }

    private static void signal(String signal, Process node) throws IOException, InterruptedException {
        String[] command = {"kill", signal, Long.toString(node.pid())};
        assertThat(new ProcessBuilder(command).start().waitFor()).isZero();
    }
}
