package conductor.bench.gateway;

import conductor.bench.kill.JvmFlags;
import conductor.gateway.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * {@code conductor gateway} as a process of its own: by the launcher that started this one, so with the memory and the collector that it
 * chooses, or else by this process' own Java. Open to everybody on the loopback, without limits of rate; all else as it comes.
 */
public final class GatewayProcess implements AutoCloseable {
    private static final long READY_S = 120;
    private static final long STOP_S = 30;
    private static final long LOOK_MS = 20;
    private static final String PLENTY = "10000000";

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Process process;
    private final String url;

    private GatewayProcess(Process process, String url) {
        this.process = process;
        this.url = url;
    }

    /**
     * Starts it and waits until it is ready.
     *
     * @param folder for its log, and in place of a node's folder.
     * @throws IOException if it does not become ready; its log says why.
     */
    public static GatewayProcess start(String redisUri, Path folder) throws IOException, InterruptedException {
        Path log = folder.resolve("gateway.log");
        List<String> command = new ArrayList<>(java());
        command.addAll(List.of("gateway", "-o", "json", "--data-dir", folder.toString(), "--redis-url", redisUri));
        command.addAll(List.of("--gateway-port", "0", "--gateway-auth", "open"));
        command.addAll(List.of("--gateway-ingest-per-second", PLENTY, "--gateway-ingest-burst", PLENTY));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment()
                .keySet()
                .removeIf(name -> (name.startsWith("CONDUCTOR_") && !name.equals("CONDUCTOR_JAVA_OPTS"))
                        || List.of("REDIS_URL", "DATABASE_URL", "PORT").contains(name));
        builder.environment().put("CONDUCTOR_NO_BUILD", "1");
        Process process = builder.start();
        try {
            GatewayProcess started = new GatewayProcess(process, url(process));
            started.awaitReady();
            return started;
        } catch (IOException e) {
            process.destroyForcibly().waitFor();
            throw new IOException(e.getMessage() + ": " + Files.readString(log).strip(), e);
        }
    }

    private static List<String> java() {
        String launcher = System.getProperty("conductor.command");
        if (launcher != null && Files.isExecutable(Path.of(launcher))) {
            return List.of(launcher);
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+IgnoreUnrecognizedVMOptions", "-Xmx512m"));
        command.addAll(JvmFlags.ofThisProcess());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "conductor.ops.cli.Main"));
        return command;
    }

    private static String url(Process process) throws IOException, InterruptedException {
        CompletableFuture<String> line = CompletableFuture.supplyAsync(() -> {
            try {
                return process.inputReader().readLine();
            } catch (IOException e) {
                return null;
            }
        });
        try {
            String announced = line.get(READY_S, TimeUnit.SECONDS);
            if (announced == null) {
                throw new IOException("the gateway ended before it was ready");
            }
            return String.valueOf(Json.read(announced).get("url"));
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("the gateway was not ready within " + READY_S + " s", e);
        }
    }

    private void awaitReady() throws IOException, InterruptedException {
        long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(READY_S);
        while (get("/readyz").statusCode() != 200) {
            if (System.nanoTime() - endNs > 0) {
                throw new IOException("the gateway was not ready within " + READY_S + " s");
            }
            Thread.sleep(LOOK_MS);
        }
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + path))
                .timeout(Duration.ofSeconds(STOP_S))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    int port() {
        return URI.create(url).getPort();
    }

    /** The value of one of its metrics. */
    double metric(String name) throws IOException, InterruptedException {
        return get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new IOException("the gateway has no metric " + name));
    }

    /** Its operating system's number. */
    long pid() {
        return process.pid();
    }

    /** SIGTERM; killed if that takes long. */
    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(STOP_S, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }
}
