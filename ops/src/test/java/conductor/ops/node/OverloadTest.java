package conductor.ops.node;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.gateway.edge.Edge;
import conductor.gateway.http.GatewayConfig;
import conductor.gateway.http.GatewayParts;
import conductor.gateway.http.GatewayServer;
import conductor.gateway.json.Json;
import conductor.ops.embedded.EmbeddedRedis;
import conductor.testkit.FaultProxy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Several times as much as the line to Redis takes, sent by a plan that waits for nobody, while the node stands still for a while: what was
 * answered 202 is applied once, everything else was refused at once, and afterwards nothing is behind.
 */
@Tag("one-jdk")
class OverloadTest {
    private static final int WAITING_MAX = 2_000;
    private static final int BATCH = 100;
    /** Some three thousand signals a second: an entry of a hundred has one and a half kilobytes. */
    private static final long LINE_BYTES_A_SECOND = 40_000;
    /** Twenty thousand signals a second. */
    private static final long GAP_NS = TimeUnit.MILLISECONDS.toNanos(5);

    private static final int REQUESTS = 1_000;
    /** Of usual load: until the node's code is compiled, and then for as long as the overload. */
    private static final int WARM = 100;

    private static final int USUAL = 100;
    private static final long ANSWER_S = 60;
    private static final int PLENTY = 10_000_000;

    @TempDir
    Path dir;

    private EmbeddedRedis redis;
    private FaultProxy line;
    private Edge edge;
    private GatewayServer gateway;
    private Process node;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @BeforeEach
    void start() throws Exception {
        redis = EmbeddedRedis.start(dir.resolve("redis"));
        line = new FaultProxy(URI.create(redis.uri()).getPort());
        edge = Edge.start(line.uri(), WAITING_MAX);
        gateway =
                GatewayServer.start(config(), new GatewayParts(edge, null, Optional::empty, Map.of("version", "test")));
        node = ConductorProcess.start(List.of(
                "run",
                "--data-dir",
                home().toString(),
                "--http-port",
                "0",
                "--redis-url",
                redis.uri(),
                "--redis-start-at",
                "0",
                "--engine-sessions-max",
                "1024",
                "--engine-users-max",
                "65536",
                "-o",
                "json"));
        assertThat(node.inputReader().readLine()).as("the node is up").isNotNull();
        Await.until("the gateway writes", () -> edge.writer().connected());
    }

    @AfterEach
    void stop() throws Exception {
        if (node != null) {
            node.destroyForcibly().waitFor();
        }
        gateway.close();
        edge.close();
        line.close();
        redis.close();
    }

    private static GatewayConfig config() {
        return new GatewayConfig(
                "127.0.0.1",
                0,
                Optional.empty(),
                false,
                Set.of(),
                true,
                Optional.empty(),
                Optional.empty(),
                WAITING_MAX,
                PLENTY,
                PLENTY);
    }

    private Path home() {
        return dir.resolve("node");
    }

    @Test
    void whatIsTooMuchIsRefusedAtOnceAndWhatWasTakenIsAppliedOnce() throws Exception {
        assertThat(post().get(ANSWER_S, TimeUnit.SECONDS).statusCode()).isEqualTo(202);
        Await.until("it is applied", () -> signals() == BATCH);
        line.throttle(LINE_BYTES_A_SECOND);
        ConductorProcess.signal(node.pid(), "-STOP");
        List<CompletableFuture<HttpResponse<String>>> answers;
        try {
            answers = overload();
            for (CompletableFuture<HttpResponse<String>> answer : answers) {
                answer.get(ANSWER_S, TimeUnit.SECONDS);
            }
        } finally {
            ConductorProcess.signal(node.pid(), "-CONT");
        }
        long taken = BATCH + BATCH * assertThatAllAreTakenOrShed(answers);

        // The line is still as slow as it was: it is the load that has gone.
        Await.until("nothing is under way", () -> edge.writer().waiting() == 0);
        assertThat(post().get(ANSWER_S, TimeUnit.SECONDS).statusCode()).isEqualTo(202);
        assertThat(edge.writer().stats().resent()).isZero();
        Await.patientlyUntil("the node has caught up", () -> signals() >= taken + BATCH);
        Map<String, Object> status = Playback.status(home());
        assertThat(status)
                .containsEntry("signals", taken + BATCH)
                .containsEntry("duplicates", 0L)
                .containsEntry("dead_letters", 0L);
    }

    /**
     * What a gateway sheds never comes to the engine: its time for a signal is that of the same signals without the overload. On a shared machine only
     * much more than that says anything; the figures are shown.
     */
    @Test
    void theEngineDoesNotFeelWhatTheGatewaySheds() throws Exception {
        // As many as the slow line will let through.
        post(WARM, 10 * GAP_NS);
        post(USUAL, 10 * GAP_NS);
        Map<?, ?> usual = engineLatency();
        line.throttle(LINE_BYTES_A_SECOND);
        List<CompletableFuture<HttpResponse<String>>> answers = overload();
        Map<?, ?> overloaded = engineLatency();
        for (CompletableFuture<HttpResponse<String>> answer : answers) {
            answer.get(ANSWER_S, TimeUnit.SECONDS);
        }
        assertThatAllAreTakenOrShed(answers);
        System.out.println(
                "the engine's last ten seconds, as usual: " + usual + "; while the gateway sheds: " + overloaded);
        assertThat((Double) overloaded.get("p50_us")).isLessThanOrEqualTo(20 * (Double) usual.get("p50_us"));
    }

    private Map<?, ?> engineLatency() throws Exception {
        return (Map<?, ?>) ((Map<?, ?>) Playback.status(home()).get("latency")).get("engine_event_duration");
    }

    private void post(int requests, long gapNs) throws Exception {
        for (CompletableFuture<HttpResponse<String>> answer : byPlan(requests, gapNs)) {
            assertThat(answer.get(ANSWER_S, TimeUnit.SECONDS).statusCode()).isEqualTo(202);
        }
    }

    private List<CompletableFuture<HttpResponse<String>>> overload() {
        return byPlan(REQUESTS, GAP_NS);
    }

    /** By a plan; what waits at a time is looked at as well. */
    private List<CompletableFuture<HttpResponse<String>>> byPlan(int requests, long gapNs) {
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        long startNs = System.nanoTime();
        for (int i = 0; i < requests; i++) {
            long dueNs = startNs + i * gapNs;
            for (long waitNs = dueNs - System.nanoTime(); waitNs > 0; waitNs = dueNs - System.nanoTime()) {
                LockSupport.parkNanos(waitNs);
            }
            answers.add(post());
            // What is refused was counted for a moment.
            assertThat(edge.writer().waiting()).isLessThanOrEqualTo(WAITING_MAX + BATCH);
        }
        return answers;
    }

    /** Returns how many were taken. */
    private static long assertThatAllAreTakenOrShed(List<CompletableFuture<HttpResponse<String>>> answers)
            throws Exception {
        long taken = 0;
        for (CompletableFuture<HttpResponse<String>> answer : answers) {
            HttpResponse<String> response = answer.join();
            Map<String, Object> body = Json.read(response.body());
            if (response.statusCode() == 202) {
                taken++;
                assertThat(body).containsEntry("accepted", (long) BATCH);
            } else {
                assertThat(response.statusCode()).as(response.body()).isEqualTo(503);
                assertThat(body).containsEntry("code", "OVERLOADED");
                assertThat(response.headers().firstValueAsLong("Retry-After")).hasValue(1);
            }
        }
        assertThat(taken).isPositive().isLessThan(answers.size() / 2);
        System.out.printf("%d of %d batches were taken%n", taken, answers.size());
        return taken;
    }

    private CompletableFuture<HttpResponse<String>> post() {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < BATCH; i++) {
            lines.append(
                    "{\"type\":\"chat\",\"session_id\":\"ses_" + i % 7 + "\",\"user_id\":\"usr_" + i % 50 + "\"}\n");
        }
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + gateway.port() + "/api/v1/signals"))
                .timeout(Duration.ofSeconds(ANSWER_S))
                .header("Content-Type", "application/x-ndjson")
                .POST(BodyPublishers.ofString(lines.toString()))
                .build();
        return http.sendAsync(request, BodyHandlers.ofString());
    }

    private long signals() throws Exception {
        return Playback.status(home()).get("signals") instanceof Long signals ? signals : 0;
    }
}
