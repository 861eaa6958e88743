package conductor.ops.node;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.core.SourceId;
import conductor.gateway.json.Json;
import conductor.ops.cli.Cli;
import conductor.ops.embedded.EmbeddedRedis;
import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node as a process of its own that is asked to stop while signals pour in. */
@Tag("one-jdk")
class StopUnderLoadTest {
    private static final String CHAT = SourceId.stream(SourceId.CHAT);
    private static final int BATCH = 200;
    /** More than a stop may take: a node that needs more than 30 s ends itself, and not with exit code 0. */
    private static final long PATIENCE_S = 90;

    @TempDir
    Path dir;

    private EmbeddedRedis server;
    private RedisClient client;
    private Process process;
    private volatile boolean writing = true;

    @BeforeEach
    void startRedis() {
        server = EmbeddedRedis.start(dir.resolve("redis"));
        client = RedisClient.create(server.uri());
    }

    @AfterEach
    void stopAll() throws Exception {
        writing = false;
        if (process != null && process.isAlive()) {
            process.destroyForcibly().waitFor();
        }
        client.shutdown();
        server.close();
    }

    @Test
    void sigtermUnderLoadEndsWithin30SecondsWithExitCode0AndTheNextStartGoesOnWithoutLossOrRepetition()
            throws Exception {
        RedisCommands<String, String> redis = client.connect().sync();
        process = run();
        firstLine();
        Thread load = new Thread(this::write, "load");
        load.start();
        Await.patientlyUntil("some thousand signals", () -> signals() > 5_000);

        process.destroy();
        boolean ended = process.waitFor(PATIENCE_S, TimeUnit.SECONDS);
        writing = false;
        load.join();
        long written = redis.xlen(CHAT);
        Map<String, Object> stopped = replay();

        assertThat(ended).isTrue();
        assertThat(process.exitValue()).isZero();
        assertThat(NodeFile.read(home())).isEmpty();
        assertThat((long) stopped.get("signals")).isGreaterThan(5_000).isLessThanOrEqualTo(written);
        assertThatTheJournalIsWhole();

        process = run();
        Map<String, Object> up = Json.read(firstLine());
        Await.patientlyUntil("everything that was written", () -> signals() == written);
        Map<String, Object> caughtUp = Playback.status(home());
        process.destroy();

        assertThat(process.waitFor(PATIENCE_S, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        assertThat((Map<?, ?>) up.get("recovery"))
                .as("behind the last snapshot there is nothing to replay")
                .extracting("signals_replayed", "decisions_rederived")
                .containsExactly(0L, 0L);
        assertThat((long) up.get("sequence")).isGreaterThanOrEqualTo((long) stopped.get("sequence"));
        assertThat(caughtUp).containsEntry("duplicates", 0L).containsEntry("dead_letters", 0L);
        assertThat(((Map<?, ?>) caughtUp.get("publisher")).get("alarms")).isEqualTo(0L);
        assertThat((Map<?, ?>) caughtUp.get("shadow"))
                .extracting("divergence", "failure", "snapshot_problem")
                .containsOnlyNulls();
        assertThatTheJournalIsWhole();
    }

    @Test
    void aSecondSigtermEndsANodeThatCannotStopInOrderAndItsJournalIsWhole() throws Exception {
        process = ConductorProcess.start(words(), Map.of("CONDUCTOR_LOG_FORMAT", "json"));
        BufferedReader log = process.inputReader();
        await(log, " is up: status at ");
        Thread load = new Thread(this::write, "load");
        load.start();
        Await.patientlyUntil("some signals", () -> signals() > 500);
        ConductorProcess.signal(server.pid(), "-STOP");
        try {
            process.toHandle().destroy();
            await(log, "Stopping:");
            process.toHandle().destroy();
            assertThat(process.waitFor(PATIENCE_S, TimeUnit.SECONDS)).isTrue();
        } finally {
            ConductorProcess.signal(server.pid(), "-CONT");
        }
        writing = false;
        load.join();

        assertThat(process.exitValue()).isEqualTo(130);
        assertThatTheJournalIsWhole();
    }

    /** Chat in several sessions until it is told to stop, in batches that are waited for. */
    private void write() {
        RedisAsyncCommands<String, String> redis = client.connect().async();
        for (long number = 0; writing; ) {
            List<RedisFuture<String>> batch = new ArrayList<>();
            for (int i = 0; i < BATCH; i++, number++) {
                batch.add(redis.xadd(
                        CHAT,
                        Map.of(
                                "data",
                                "{\"sessionId\":\"ses_" + number % 7
                                        + "\",\"eventId\":\"evt_1\",\"message\":{\"id\":\"m" + number
                                        + "\",\"authorId\":\"usr_" + number % 50 + "\"}}")));
            }
            LettuceFutures.awaitAll(60, TimeUnit.SECONDS, batch.toArray(new RedisFuture<?>[0]));
        }
    }

    private Path home() {
        return dir.resolve("node");
    }

    private List<String> words() {
        return List.of(
                "run",
                "--data-dir",
                home().toString(),
                "--http-port",
                "0",
                "--redis-url",
                server.uri(),
                "--redis-start-at",
                "0",
                "--engine-sessions-max",
                "1024",
                "--engine-users-max",
                "65536");
    }

    private Process run() throws IOException {
        List<String> words = new ArrayList<>(words());
        words.addAll(List.of("-o", "json"));
        return ConductorProcess.start(words);
    }

    private String firstLine() throws IOException {
        String line = process.inputReader().readLine();
        assertThat(line).as("the node ended before it was up").isNotNull();
        return line;
    }

    private static void await(BufferedReader log, String text) throws IOException {
        String line = log.readLine();
        while (line != null && !line.contains(text)) {
            line = log.readLine();
        }
        assertThat(line).as("a log line with " + text).isNotNull();
    }

    private long signals() throws IOException {
        return Playback.status(home()).get("signals") instanceof Long signals ? signals : 0;
    }

    private Map<String, Object> replay() throws IOException {
        Cli run = Cli.run("journal", "replay", "--data-dir", home().toString(), "-o", "json");
        assertThat(run.exitCode()).as(run.err()).isZero();
        return Json.read(run.out());
    }

    private void assertThatTheJournalIsWhole() throws IOException {
        Cli run = Cli.run("journal", "verify", "--data-dir", home().toString(), "-o", "json");
        assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
        assertThat(Json.read(run.out())).containsEntry("ok", true);
    }
}
