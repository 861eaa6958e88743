package conductor.ops.node;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.gateway.json.Json;
import io.lettuce.core.RedisURI;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code conductor run} as a process of its own. */
class RunProcessTest {
    private static final long PATIENCE_S = 120;

    @TempDir
    Path dir;

    private Process process;

    @AfterEach
    void endWhatIsLeft() throws InterruptedException {
        process.toHandle().destroy();
        if (!process.waitFor(PATIENCE_S, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }

    @Test
    void sigtermStopsTheNodeInOrderWithExitCode0AndItsRedisWithIt() throws Exception {
        process = run("-o", "json");
        Map<String, Object> up = Json.read(firstLine());
        RedisURI redis = RedisURI.create(up.get("redis_uri").toString());
        assertThat(listens(redis.getPort())).isTrue();

        process.destroy();

        assertThat(process.waitFor(PATIENCE_S, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        assertThat(up).containsEntry("phase", "running").containsKeys("engine", "redis_uri", "state_hash");
        assertThat(NodeFile.read(dir)).isEmpty();
        assertThat(listens(redis.getPort())).isFalse();
    }

    @Test
    void aKilledNodeLeavesItsRedisWhichTheNextOneAdopts() throws Exception {
        process = run("-o", "json");
        Map<String, Object> first = Json.read(firstLine());
        process.destroyForcibly().waitFor();

        process = run("-o", "json");
        Map<String, Object> second = Json.read(firstLine());
        process.destroy();

        assertThat(process.waitFor(PATIENCE_S, TimeUnit.SECONDS)).isTrue();
        assertThat(second).containsEntry("engine", first.get("engine"));
        assertThat(second).containsEntry("redis_uri", first.get("redis_uri"));
    }

    @Test
    void theBannerHasAtMostTwelveLinesAndSaysWhatToTryNext() throws Exception {
        process = run();
        List<String> lines = new ArrayList<>();
        BufferedReader out = process.inputReader();
        do {
            lines.add(out.readLine());
        } while (!lines.get(lines.size() - 1).startsWith("Ctrl-C"));
        process.toHandle().destroy();

        assertThat(process.waitFor(PATIENCE_S, TimeUnit.SECONDS)).isTrue();
        assertThat(out.readLine()).isNull();
        assertThat(lines).hasSizeLessThanOrEqualTo(Banner.MAX_LINES);
        assertThat(String.join("\n", lines)).contains("Try next", "conductor status", dir.toString(), "embedded");
    }

    @Test
    void asAServiceWithJsonLogsEveryLineOfStandardOutputIsALogLine() throws Exception {
        process = ConductorProcess.start(
                List.of("run", "--data-dir", dir.toString(), "--http-port", "0"),
                Map.of("CONDUCTOR_LOG_FORMAT", "json"));
        BufferedReader out = process.inputReader();
        List<Map<String, Object>> lines = new ArrayList<>();
        do {
            lines.add(Json.read(out.readLine()));
        } while (!lines.get(lines.size() - 1).get("formattedMessage").toString().contains(" is up: status at http"));
        process.toHandle().destroy();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            lines.add(Json.read(line));
        }

        assertThat(process.waitFor(PATIENCE_S, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        assertThat(lines).allSatisfy(line -> assertThat(line).containsKeys("timestamp", "level", "formattedMessage"));
        assertThat(lines)
                .anySatisfy(line ->
                        assertThat(line.get("formattedMessage").toString()).startsWith("Stopping:"));
    }

    private Process run(String... more) throws IOException {
        List<String> words = new ArrayList<>(
                List.of("run", "--data-dir", dir.toString(), "--http-port", "0", "--db-enabled", "false"));
        words.addAll(List.of(more));
        return ConductorProcess.start(words);
    }

    private String firstLine() throws IOException {
        String line = process.inputReader().readLine();
        assertThat(line).as("the node ended before it was up").isNotNull();
        return line;
    }

    private static boolean listens(int port) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (ConnectException e) {
            return false;
        }
    }
}
