package conductor.ops.node;

import conductor.gateway.json.Json;
import conductor.ops.embedded.EmbeddedRedis;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A node as a process of its own, which may be killed and started again on the same folder. Its Redis outlives a kill. */
final class KillableNode implements AutoCloseable {
    private final Path dataDir;
    private Process process;
    private String redisUri;

    KillableNode(Path dataDir) {
        this.dataDir = dataDir;
    }

    /** Starts it, and returns when it reads. */
    void start() throws IOException {
        List<String> words = new ArrayList<>(List.of("run", "-o", "json"));
        Playback.settings(dataDir).forEach((name, value) -> {
            words.add("--" + name.replace('.', '-'));
            words.add(value);
        });
        process = ConductorProcess.start(words);
        String line = process.inputReader().readLine();
        if (line == null) {
            throw new AssertionError("the node ended before it was up");
        }
        String uri = Json.read(line).get("redis_uri").toString();
        if (redisUri != null && !redisUri.equals(uri)) {
            throw new AssertionError("the node did not adopt the Redis at " + redisUri + ", but has one at " + uri);
        }
        redisUri = uri;
    }

    /** SIGKILL: it gets no chance to put anything in order. */
    void kill() throws InterruptedException {
        requireRunning();
        process.destroyForcibly().waitFor();
    }

    /** Where its Redis is, also while the node is dead. */
    String redisUri() {
        return redisUri;
    }

    void requireRunning() {
        if (!process.isAlive()) {
            throw new AssertionError("the node ended by itself with exit code " + process.exitValue());
        }
    }

    /** Stops the node in order and its Redis with it, also one whose node was killed. */
    @Override
    public void close() throws InterruptedException {
        if (process == null) {
            return;
        }
        process.toHandle().destroy();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
        if (process.exitValue() != 0) {
            EmbeddedRedis.start(dataDir.resolve("redis")).close();
        }
    }
}
