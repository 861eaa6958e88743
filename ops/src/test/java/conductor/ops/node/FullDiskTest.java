package conductor.ops.node;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.core.SourceId;
import conductor.gateway.json.Json;
import conductor.ops.cli.Cli;
import conductor.ops.embedded.EmbeddedRedis;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
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

/** A journal whose disk gets full, with and without the guard: a real node on a real small disk. */
@Tag("slow")
@Tag("one-jdk")
class FullDiskTest {
    private static final int DISK_MIB = 700;
    private static final int RESERVE_MIB = 128;
    private static final int ENTRIES_A_BURST = 2_000;
    private static final int SESSIONS = 20;

    @TempDir
    Path dir;

    private SmallDisk disk;
    private EmbeddedRedis server;
    private RedisClient client;
    private RedisCommands<String, String> redis;
    private Process node;
    private NodeFile file;
    private long added;

    @BeforeEach
    void mount() throws Exception {
        disk = SmallDisk.mount(dir.resolve("disk"), DISK_MIB);
        server = EmbeddedRedis.start(dir.resolve("redis"));
        client = RedisClient.create(server.uri());
        redis = client.connect().sync();
    }

    @AfterEach
    void clean() throws Exception {
        if (node != null) {
            node.destroyForcibly().waitFor(30, TimeUnit.SECONDS);
        }
        if (server != null) {
            client.shutdown(0, 1, TimeUnit.SECONDS);
            server.close();
        }
        if (disk != null) {
            disk.close();
        }
    }

    @Test
    void theGuardStopsIntakeWithTheReserveLeftAndItGoesOnByItselfWithNothingLost() throws Exception {
        start();
        burst();
        awaitApplied();

        disk.fillUntil(RESERVE_MIB - 10);
        Await.until("the disk is down", () -> "down".equals(disk(readyz()).get("state")));
        long atStop = (long) status().get("signals");
        burst();
        burst();
        Thread.sleep(1_000);
        assertThat(status()).containsEntry("signals", atStop);
        assertThat(node.isAlive()).isTrue();
        assertThat(disk.freeBytes()).isGreaterThan((long) (RESERVE_MIB - 30) << 20);
        assertThat((String) disk(readyz()).get("reason")).contains("MiB left").contains("Make room");

        disk.empty();
        awaitApplied();
        assertThat((Object) disk(readyz()).get("state")).isEqualTo("up");
        stop();
        assertThat(verified()).containsEntry("ok", true);
    }

    @Test
    void aDiskThatIsFilledToItsEndWhileNothingIsTakenInHasNothingWrittenToItAndTheNodeLives() throws Exception {
        start();
        burst();
        awaitApplied();
        disk.fillUntil(RESERVE_MIB - 10);
        Await.until("the disk is down", () -> "down".equals(disk(readyz()).get("state")));
        disk.fill();
        Await.until(
                "the node sees it",
                () -> disk(readyz()).get("reason").toString().contains(" has 0 MiB left"));
        long atStop = (long) status().get("sequence");

        // Findings of look-ups are more than a page of the journal, and would be journalled although intake is closed.
        for (int session = 0; session < SESSIONS; session++) {
            redis.publish(
                    "analytics-events",
                    "{\"sessionId\":\"ses_" + session + "\",\"eventId\":\"evt_" + session + "_" + "x".repeat(100)
                            + "\"}");
        }
        Thread.sleep(3_000);
        assertThat(node.isAlive()).isTrue();
        assertThat(status()).containsEntry("sequence", atStop);

        disk.empty();
        Await.until("the findings are journalled", () -> (long) status().get("sequence") >= atStop + SESSIONS);
        stop();
        assertThat(verified()).containsEntry("ok", true);
    }

    @Test
    void withoutTheGuardAFullDiskEndsTheNodeCleanlyAndItRecoversWhenThereIsRoomAgain() throws Exception {
        start("--journal-free-space-guard", "false");
        burst();
        awaitApplied();

        disk.fill();
        long untilNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        while (node.isAlive() && System.nanoTime() - untilNs < 0) {
            burst();
        }
        assertThat(node.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(node.exitValue()).isEqualTo(1);

        disk.empty();
        start();
        burst();
        awaitApplied();
        stop();
        assertThat(verified()).containsEntry("ok", true);
    }

    private void start(String... more) throws IOException {
        List<String> words = new ArrayList<>(List.of(
                "run",
                "-o",
                "json",
                "--data-dir",
                data().toString(),
                "--redis-url",
                server.uri(),
                "--redis-start-at",
                "0",
                "--http-port",
                "0",
                "--engine-sessions-max",
                "1000",
                "--engine-users-max",
                "10000"));
        words.addAll(List.of(more));
        node = ConductorProcess.start(words);
        assertThat(node.inputReader().readLine())
                .as("the node ended before it was up")
                .isNotNull();
        file = NodeFile.read(data()).orElseThrow();
    }

    private void stop() throws InterruptedException {
        node.toHandle().destroy();
        assertThat(node.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(node.exitValue()).isZero();
    }

    private Path data() {
        return disk.folder().resolve("data");
    }

    private void burst() {
        for (int i = 0; i < ENTRIES_A_BURST; i++) {
            added++;
            redis.xadd(
                    SourceId.stream(SourceId.REACTION),
                    Map.of(
                            "data",
                            "{\"sessionId\":\"ses_" + added % SESSIONS + "\",\"userId\":\"usr_" + added % 50
                                    + "\",\"emoji\":\"x\"}"));
        }
    }

    private void awaitApplied() throws Exception {
        Await.until(added + " signals are applied", () -> (long) status().getOrDefault("signals", -1L) >= added);
        assertThat(status()).containsEntry("signals", added).containsEntry("duplicates", 0L);
    }

    private Map<String, Object> status() {
        return get("/status");
    }

    private Map<String, Object> readyz() {
        return get("/readyz");
    }

    private static Map<?, ?> disk(Map<String, Object> readyz) {
        return (Map<?, ?>) ((Map<?, ?>) readyz.get("components")).get("disk");
    }

    private Map<String, Object> get(String path) {
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create(file.httpUrl() + path)).build();
            return Json.read(HttpClient.newHttpClient()
                    .send(request, HttpResponse.BodyHandlers.ofString())
                    .body());
        } catch (IOException e) {
            return Map.of();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private Map<String, Object> verified() throws IOException {
        return Json.read(Cli.run("journal", "verify", "--data-dir", data().toString(), "-o", "json")
                .out());
    }
}
