package conductor.bench;

import conductor.gateway.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A whole node as a process of its own, watched from its first instruction until it reads. */
final class StartedNode implements AutoCloseable {
    private static final long READY_S = 180;
    private static final long STOP_S = 180;
    private static final double MS_PER_S = 1_000;

    private final Process process;
    private final long beganNs = System.nanoTime();
    private final CompletableFuture<Ready> ready;

    /**
     * A node that reads.
     *
     * @param ms from the start of the process.
     * @param cpuMs that all its threads have used until then; -1 = not known.
     * @param parts milliseconds of each part of the start, as the node says itself.
     */
    record Ready(long ms, long cpuMs, Map<String, Long> parts) {}

    /**
     * What the virtual machine counts.
     *
     * @param loadMs spent on loading classes, by all threads; -1 = not known, as all of them.
     * @param classes loaded.
     * @param archived of these, out of an archive.
     */
    record Classes(long loadMs, long classes, long archived) {
        static final Classes UNKNOWN = new Classes(-1, -1, -1);
    }

    /**
     * Starts it and does not wait.
     *
     * @param command the whole of it.
     * @param log gets what it says on standard error, behind what is there.
     */
    StartedNode(List<String> command, Path log) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment()
                .keySet()
                .removeIf(name -> name.startsWith("CONDUCTOR_")
                        || List.of("REDIS_URL", "DATABASE_URL", "PORT").contains(name));
        this.process = builder.start();
        this.ready = CompletableFuture.supplyAsync(this::firstLine);
    }

    private Ready firstLine() {
        try {
            String status = process.inputReader().readLine();
            long ms = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beganNs);
            long cpuMs =
                    process.info().totalCpuDuration().map(Duration::toMillis).orElse(-1L);
            return status == null ? null : new Ready(ms, cpuMs, parts(Json.read(status)));
        } catch (IOException e) {
            return null;
        }
    }

    private static Map<String, Long> parts(Map<String, Object> status) {
        Map<String, Long> parts = new LinkedHashMap<>();
        if (status.get("start_ms") instanceof Map<?, ?> named) {
            named.forEach((part, ms) -> parts.put((String) part, ((Number) ms).longValue()));
        }
        return parts;
    }

    /** @throws IOException if it ends before it reads, or takes too long. */
    Ready awaitReady() throws IOException, InterruptedException {
        try {
            Ready reads = ready.get(READY_S, TimeUnit.SECONDS);
            if (reads == null) {
                throw new IOException("the node ended before it was ready");
            }
            return reads;
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("the node was not ready within " + READY_S + " s", e);
        }
    }

    /** Asks the virtual machine for its counters, by the JDK's jcmd. */
    Classes classes() throws IOException, InterruptedException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        if (!jcmd.toFile().canExecute()) {
            return Classes.UNKNOWN;
        }
        Process asked = new ProcessBuilder(jcmd.toString(), String.valueOf(process.pid()), "PerfCounter.print")
                .redirectErrorStream(true)
                .start();
        Map<String, Long> counters = new LinkedHashMap<>();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(asked.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                int at = line.indexOf('=');
                if (at > 0 && line.substring(at + 1).matches("\\d{1,18}")) {
                    counters.put(line.substring(0, at), Long.parseLong(line.substring(at + 1)));
                }
            }
        }
        asked.waitFor();
        Long ticks = counters.get("sun.cls.time");
        Long perSecond = counters.get("sun.os.hrt.frequency");
        if (ticks == null || perSecond == null) {
            return Classes.UNKNOWN;
        }
        long archived = counters.getOrDefault("java.cls.sharedLoadedClasses", 0L);
        return new Classes(
                Math.round(ticks * MS_PER_S / perSecond),
                counters.getOrDefault("java.cls.loadedClasses", 0L) + archived,
                archived);
    }

    /**
     * SIGTERM, and waits until it has ended, and with it what it writes at its end.
     *
     * @throws IOException if it does not end well.
     */
    void stop() throws IOException, InterruptedException {
        process.destroy();
        if (!process.waitFor(STOP_S, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException("the node did not stop in order");
        }
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }
}
