package conductor.gateway.http;

import conductor.gateway.edge.Edge;
import conductor.journal.history.HistoryStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/** One gateway with its own edge, and a client that asks it. */
final class Gateway implements AutoCloseable {
    private static final int SIGNALS_WAITING_MAX = 100_000;

    private final Edge edge;
    private final GatewayServer server;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofMillis(Await.PATIENCE_MS))
            .build();

    Gateway(String redisUri, GatewayConfig config) {
        this(redisUri, config, null, Optional::empty);
    }

    /**
     * @param history what the database tells, null for none.
     * @param nodeUrl where the node answers.
     */
    Gateway(String redisUri, GatewayConfig config, HistoryStore history, Callable<Optional<String>> nodeUrl) {
        edge = Edge.start(redisUri, SIGNALS_WAITING_MAX);
        server = GatewayServer.start(config, new GatewayParts(edge, history, nodeUrl, Map.of("version", "test")));
        awaitReady();
    }

    void awaitReady() {
        Await.until(
                "the gateway is ready",
                () -> edge.writer().connected() && edge.feed().isLive());
    }

    Edge edge() {
        return edge;
    }

    GatewayServer server() {
        return server;
    }

    int port() {
        return server.port();
    }

    String origin() {
        return "http://127.0.0.1:" + port();
    }

    /** A request with a token, or without one where that is null. */
    HttpRequest.Builder to(String path, String token) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(origin() + path)).timeout(Duration.ofMillis(Await.PATIENCE_MS));
        return token == null ? request : request.header("Authorization", "Bearer " + token);
    }

    Answer get(String path, String token) {
        return send(to(path, token));
    }

    Answer post(String path, String token, String type, byte[] body) {
        return send(to(path, token).header("Content-Type", type).POST(BodyPublishers.ofByteArray(body)));
    }

    Answer post(String path, String token, String type, String body) {
        return post(path, token, type, body.getBytes(StandardCharsets.UTF_8));
    }

    Answer json(String method, String path, String token, String body) {
        BodyPublisher content = body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body);
        return send(to(path, token).header("Content-Type", "application/json").method(method, content));
    }

    Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
            Map<String, List<String>> headers = new HashMap<>();
            response.headers().map().forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values));
            return new Answer(response.statusCode(), headers, response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Follows the event stream. */
    EventReader stream(String query, String token, String lastEventId) {
        HttpRequest.Builder request = to("/api/v1/stream" + query, token);
        if (lastEventId != null) {
            request.header("Last-Event-ID", lastEventId);
        }
        return new EventReader(client, request.build());
    }

    /** The value of a metric. */
    double metric(String name) {
        return get("/metrics", null)
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() {
        server.close();
        edge.close();
    }
}
