package conductor.gateway.http;

import conductor.gateway.edge.Edge;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Whether the gateway lives and is ready, its metrics, its version and its contract. */
final class HealthRoutes {
    private final Edge edge;
    private final Map<String, Object> version;
    private final long startedNs = System.nanoTime();
    private final Buffer openApi;
    private final GatewayMetrics metrics;

    HealthRoutes(Edge edge, Map<String, Object> version, GatewayMetrics metrics) {
        this.edge = edge;
        this.version = version;
        this.metrics = metrics;
        this.openApi = Buffer.buffer(resource("openapi.yaml"));
    }

    static byte[] resource(String name) {
        try (InputStream in = HealthRoutes.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is not in the jar");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Future<Void> health(Exchange exchange) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("status", "healthy");
        body.put("redis", edge.feed().connected() ? "connected" : "disconnected");
        body.put("uptime_seconds", (System.nanoTime() - startedNs) / 1_000_000_000);
        body.put("version", version.get("version"));
        return exchange.json(200, body);
    }

    Future<Void> alive(Exchange exchange) {
        return exchange.json(200, Map.of("status", "alive"));
    }

    /** Ready to take signals and to tell what happens: without Redis it can do neither. */
    Future<Void> ready(Exchange exchange) {
        List<Map<String, Object>> failing = new ArrayList<>();
        if (!edge.writer().connected()) {
            failing.add(Map.of("check", "redis", "detail", "Redis at " + edge.redis() + " does not take signals."));
        }
        if (!edge.feed().isLive()) {
            failing.add(
                    Map.of("check", "feed", "detail", "The decisions have not been read yet, or cannot be followed."));
        }
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("status", failing.isEmpty() ? "ready" : "not_ready");
        body.put("failing", failing);
        return exchange.json(failing.isEmpty() ? 200 : 503, body);
    }

    Future<Void> startup(Exchange exchange) {
        boolean started = edge.feed().isLive();
        return exchange.json(started ? 200 : 503, Map.of("status", started ? "started" : "reading the decisions"));
    }

    Future<Void> version(Exchange exchange) {
        return exchange.json(200, version);
    }

    Future<Void> metrics(Exchange exchange) {
        exchange.context().response().putHeader("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
        return exchange.context().response().end(metrics.text());
    }

    Future<Void> openApi(Exchange exchange) {
        exchange.context().response().putHeader("Content-Type", "application/yaml");
        return exchange.context().response().end(openApi);
    }
}
