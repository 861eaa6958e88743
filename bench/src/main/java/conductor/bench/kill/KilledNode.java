package conductor.bench.kill;

import conductor.journal.KillPoint;
import conductor.ops.json.Json;
import conductor.ops.node.NodeFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A whole node as a process of its own, which dies when it is told to. Its servers are not its own and outlive it. */
final class KilledNode implements AutoCloseable {
    private static final long LOOK_MS = 1_000;
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static final long STOP_S = 60;

    private final Process process;
    private final long beganNs = System.nanoTime();
    private final CompletableFuture<Long> readyNs;

    private KilledNode(Process process) {
        this.process = process;
        this.readyNs = CompletableFuture.supplyAsync(() -> firstLineNs(process.inputReader()));
    }

    /**
     * Starts it and does not wait.
     *
     * @param log gets what it says on standard error, behind what is there.
     * @param at where it is to die, as {@link KillPoint#PROPERTY} takes it; null = nowhere.
     */
    static KilledNode start(Map<String, String> settings, Path log, String at) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+IgnoreUnrecognizedVMOptions", "-Xmx256m", "-XX:+UseSerialGC"));
        command.add("-XX:TieredStopAtLevel=1");
        command.addAll(JvmFlags.ofThisProcess());
        if (at != null) {
            command.add("-D" + KillPoint.PROPERTY + "=" + at);
        }
        command.addAll(
                List.of("-cp", System.getProperty("java.class.path"), "conductor.ops.cli.Main", "run", "-o", "json"));
        settings.forEach((name, value) -> command.addAll(List.of("--" + name.replace('.', '-'), value)));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment()
                .keySet()
                .removeIf(name -> name.startsWith("CONDUCTOR_")
                        || List.of("REDIS_URL", "DATABASE_URL", "PORT").contains(name));
        return new KilledNode(builder.start());
    }

    private static Long firstLineNs(BufferedReader out) {
        try {
            return out.readLine() == null ? null : System.nanoTime();
        } catch (IOException e) {
            return null;
        }
    }

    /**
     * Waits until it reads, or ends.
     *
     * @return milliseconds from its start until it read, -1 if it ended before.
     * @throws IllegalStateException if neither happens in time.
     */
    long awaitReadyMs(long timeoutMs) throws InterruptedException {
        try {
            Long ready = readyNs.get(timeoutMs, TimeUnit.MILLISECONDS);
            return ready == null ? -1 : TimeUnit.NANOSECONDS.toMillis(ready - beganNs);
        } catch (TimeoutException | ExecutionException e) {
            throw new IllegalStateException("the node was not ready within " + timeoutMs + " ms", e);
        }
    }

    /**
     * Waits until nothing is left to do: no entry waits, and what was decided is published and, where there is a database, written.
     *
     * @return false if it takes longer, or the node ends.
     */
    boolean drained(Path dataDir, long timeoutMs) throws InterruptedException {
        long endNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        Object before = null;
        while (System.nanoTime() - endNs < 0 && !awaitEnd(LOOK_MS)) {
            Map<String, Object> status = status(dataDir);
            Object signals = status.get("signals");
            if (signals != null && signals.equals(before) && isTold(status)) {
                return true;
            }
            before = signals;
        }
        return false;
    }

    private static Map<String, Object> status(Path dataDir) throws InterruptedException {
        try {
            Optional<NodeFile> file = NodeFile.read(dataDir);
            if (file.isEmpty()) {
                return Map.of();
            }
            HttpRequest request = HttpRequest.newBuilder(URI.create(file.get().httpUrl() + "/status"))
                    .timeout(Duration.ofMillis(LOOK_MS))
                    .build();
            return Json.read(
                    HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body());
        } catch (IOException e) {
            // It is asked again.
            return Map.of();
        }
    }

    private static boolean isTold(Map<String, Object> status) {
        return status.get("publisher") instanceof Map<?, ?> publisher
                && Objects.equals(publisher.get("scores_seq"), status.get("scores"))
                && Objects.equals(publisher.get("decisions_seq"), status.get("decisions"))
                && (!(status.get("database") instanceof Map<?, ?> database)
                        || Long.valueOf(0).equals(database.get("lag_events")));
    }

    /** Waits until it has ended; false if it has not by then. */
    boolean awaitEnd(long timeoutMs) throws InterruptedException {
        return process.waitFor(timeoutMs, TimeUnit.MILLISECONDS);
    }

    /** SIGKILL; a process that has ended is left alone. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    int exitCode() {
        return process.exitValue();
    }

    /** SIGTERM; its exit code, -1 if it had to be killed. */
    int stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(STOP_S, TimeUnit.SECONDS)) {
            kill();
            return -1;
        }
        return process.exitValue();
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }
}
