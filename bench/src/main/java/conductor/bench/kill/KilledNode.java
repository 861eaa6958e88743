package conductor.bench.kill;

import conductor.gateway.json.Json;
import conductor.journal.KillPoint;
import conductor.ops.node.NodeFile;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
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
    private final CompletableFuture<Ready> ready;

    /**
     * A node that reads.
     *
     * @param ms from the start of the process.
     * @param cpuMs that the process has used until then; -1 = not known.
     * @param parts milliseconds of each part of the start, as the node says itself.
     */
    record Ready(long ms, long cpuMs, Map<String, Long> parts) {}

    private KilledNode(Process process) {
        this.process = process;
        this.ready = CompletableFuture.supplyAsync(this::firstLine);
    }

    /**
     * Starts it and does not wait.
     *
     * @param log gets what it says on standard error, behind what is there.
     * @param flags of the virtual machine, beside those that it needs.
     * @param at where it is to die, as {@link KillPoint#PROPERTY} takes it; null = nowhere.
     */
    static KilledNode start(List<String> flags, Map<String, String> settings, Path log, String at) throws IOException {
        // A Ctrl-C on the terminal is for the run, which has to check what its nodes leave.
        List<String> command = new ArrayList<>(List.of("setsid"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+IgnoreUnrecognizedVMOptions", "-Xmx256m", "-XX:+UseSerialGC"));
        command.add("-XX:TieredStopAtLevel=1");
        command.addAll(JvmFlags.ofThisProcess());
        command.addAll(flags);
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

    private Ready firstLine() {
        try {
            String status = process.inputReader().readLine();
            long ms = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beganNs);
            return status == null ? null : new Ready(ms, cpuMs(), parts(Json.read(status)));
        } catch (IOException e) {
            return null;
        }
    }

    private long cpuMs() {
        return process.info().totalCpuDuration().map(Duration::toMillis).orElse(-1L);
    }

    private static Map<String, Long> parts(Map<String, Object> status) {
        Map<String, Long> parts = new LinkedHashMap<>();
        if (status.get("start_ms") instanceof Map<?, ?> named) {
            named.forEach((part, ms) -> parts.put((String) part, ((Number) ms).longValue()));
        }
        return parts;
    }

    /**
     * Waits until it reads, or ends.
     *
     * @return null if it ended before.
     * @throws IllegalStateException if neither happens in time.
     */
    Ready awaitReady(long timeoutMs) throws InterruptedException {
        try {
            return ready.get(timeoutMs, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw new IllegalStateException("the node was not ready within " + timeoutMs + " ms", e);
        }
    }

    /**
     * Waits until nothing is left to do: no entry waits, and what was decided is published and, where there is a database, written.
     *
     * @param entries that there are.
     * @return false if it takes longer, or the node ends.
     */
    boolean drained(Path dataDir, long entries, long timeoutMs) throws InterruptedException {
        long endNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        while (System.nanoTime() - endNs < 0 && !awaitEnd(LOOK_MS)) {
            Map<String, Object> status = status(dataDir);
            if (status.get("signals") instanceof Long signals && signals >= entries && isTold(status)) {
                return true;
            }
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
