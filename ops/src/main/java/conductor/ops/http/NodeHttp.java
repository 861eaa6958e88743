package conductor.ops.http;

import conductor.gateway.http.OwnNames;
import conductor.gateway.json.Json;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Health, status and metrics over HTTP. Opened before recovery, so that a supervisor can tell "recovering" from "dead".
 *
 * <p>{@code /livez} answers as long as the process does; {@code /readyz} is 503 with the failing checks while signals are not
 * taken in; {@code /startupz} is 503 until recovery is done.
 */
public final class NodeHttp implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NodeHttp.class);
    private static final long START_STOP_TIMEOUT_MS = 10_000;
    private static final int MAX_HEADER_BYTES = 8_192;
    private static final int MAX_LINE_BYTES = 4_096;
    private static final int IDLE_SECONDS = 30;

    private final NodeProbes probes;
    private final Vertx vertx;
    private HttpServer server;

    private NodeHttp(NodeProbes probes) {
        this.probes = probes;
        this.vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
    }

    /**
     * Listens on {@code host:port}; port 0 takes a free one.
     *
     * @throws IllegalStateException when the port is taken, saying how to choose another.
     */
    public static NodeHttp start(String host, int port, NodeProbes probes) {
        NodeHttp http = new NodeHttp(probes);
        HttpServerOptions options = new HttpServerOptions()
                .setMaxHeaderSize(MAX_HEADER_BYTES)
                .setMaxInitialLineLength(MAX_LINE_BYTES)
                .setIdleTimeout(IDLE_SECONDS);
        try {
            http.server = http.vertx
                    .createHttpServer(options)
                    .requestHandler(http.router(host))
                    .listen(port, host)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(START_STOP_TIMEOUT_MS, TimeUnit.MILLISECONDS);
            return http;
        } catch (ExecutionException | TimeoutException e) {
            http.close();
            Throwable cause = e instanceof ExecutionException ? e.getCause() : e;
            throw new IllegalStateException(
                    "HTTP cannot listen on " + host + ":" + port + " (" + cause.getMessage()
                            + "). Is another node running? Choose another port with --http-port, 0 for any free one.",
                    cause);
        } catch (InterruptedException e) {
            http.close();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while HTTP was starting", e);
        }
    }

    /** The port that is really listened on. */
    public int port() {
        return server.actualPort();
    }

    @Override
    public void close() {
        try {
            vertx.close().toCompletionStage().toCompletableFuture().get(START_STOP_TIMEOUT_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("HTTP did not stop", e);
        }
    }

    private static boolean isLoopback(String host) {
        boolean loopback = OwnNames.isLoopback(host);
        if (!loopback) {
            LOG.warn(
                    "HTTP listens on {} and has no login: whoever reaches it reads status and metrics. Keep it behind a firewall or a"
                            + " proxy, or leave http.host out.",
                    host);
        }
        return loopback;
    }

    private static void refuseOtherNames(RoutingContext request, String host) {
        if (OwnNames.isOwn(request.request(), host)) {
            request.next();
        } else {
            problem(
                    request,
                    "wrong-host",
                    421,
                    "Misdirected request",
                    "This node listens on loopback and answers requests for localhost or an address only.");
        }
    }

    private Router router(String host) {
        Router router = Router.router(vertx);
        if (isLoopback(host)) {
            router.route().handler(request -> refuseOtherNames(request, host));
        }
        router.get("/health").handler(request -> json(request, 200, probes.health()));
        router.get("/livez").handler(request -> json(request, 200, Map.of("status", "alive")));
        router.get("/readyz").handler(this::ready);
        router.get("/health/ready").handler(this::ready);
        router.get("/startupz").handler(request -> json(request, probes.started() ? 200 : 503, probes.startup()));
        router.get("/version").handler(request -> json(request, 200, probes.version()));
        router.get("/status").handler(request -> json(request, 200, probes.status()));
        router.get("/metrics").handler(this::metrics);
        router.errorHandler(
                404,
                request -> problem(
                        request,
                        "not-found",
                        404,
                        "Not found",
                        "There is nothing at " + request.request().path()
                                + ". Try /health, /readyz, /status, /version or /metrics."));
        router.errorHandler(
                405,
                request -> problem(
                        request, "method-not-allowed", 405, "Method not allowed", "This path answers GET only."));
        router.errorHandler(500, request -> {
            LOG.error("GET {} could not be answered", request.request().path(), request.failure());
            problem(request, "internal", 500, "Internal error", "The request could not be answered; the log says why.");
        });
        return router;
    }

    private void metrics(RoutingContext request) {
        String accept = request.request().getHeader("Accept");
        boolean open = accept != null && accept.contains("application/openmetrics-text");
        String type = open ? NodeProbes.OPEN_METRICS : "text/plain; version=0.0.4; charset=utf-8";
        end(request.response(), 200, type, probes.metrics(open));
    }

    private void ready(RoutingContext request) {
        List<NodeProbes.FailingCheck> failing = probes.failingChecks();
        Map<String, Object> body = new LinkedHashMap<>(probes.identity());
        body.put("status", failing.isEmpty() ? "ready" : "not_ready");
        body.put("failing", failing.stream().map(NodeProbes.FailingCheck::toMap).collect(Collectors.toList()));
        body.put("components", probes.components());
        json(request, failing.isEmpty() ? 200 : 503, body);
    }

    private static void json(RoutingContext request, int status, Map<String, ?> body) {
        end(request.response(), status, "application/json", Json.write(body));
    }

    private static void problem(RoutingContext request, String type, int status, String title, String detail) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", "https://conductor.invalid/problems/" + type);
        body.put("title", title);
        body.put("status", status);
        body.put("detail", detail);
        body.put("instance", request.request().path());
        end(request.response(), status, "application/problem+json", Json.write(body));
    }

    private static void end(HttpServerResponse response, int status, String type, String body) {
        response.setStatusCode(status)
                .putHeader("Content-Type", type)
                .putHeader("Cache-Control", "no-store")
                .putHeader("X-Content-Type-Options", "nosniff")
                .end(body);
    }
}
