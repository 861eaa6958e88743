package conductor.gateway.http;

import conductor.gateway.edge.DecisionFeed;
import conductor.gateway.edge.FeedPosition;
import conductor.gateway.json.Json;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;

/** How the node and this gateway do: for the page of whoever runs them. The node is asked anew each time; it answers from values at hand. */
final class OperationsRoutes {
    private static final long TIMEOUT_MS = 2_000;
    private static final int BODY_MAX = 256 << 10;
    /** What of the node's status is passed on: figures, but no folders and no addresses. */
    private static final List<String> TOLD = List.of(
            "phase",
            "version",
            "engine",
            "engine_time",
            "started_at",
            "uptime_seconds",
            "clock",
            "egress",
            "sequence",
            "signals",
            "decisions",
            "scores",
            "sessions",
            "sessions_max",
            "approvals_pending",
            "anomalies_since_start",
            "interventions_since_start",
            "duplicates",
            "dead_letters",
            "paused",
            "ring_size",
            "ring_free_slots",
            "source",
            "publisher",
            "latency",
            "recovery",
            "database",
            "shadow",
            "retention",
            "components");

    private static final Set<String> FREE_TEXTS =
            Set.of("last_error", "problem", "failure", "reason", "snapshot_problem", "error", "detail", "note");

    private static final String IN_LOG = "see the node's log";

    private final Vertx vertx;
    private final DecisionFeed feed;
    private final GatewayMetrics metrics;
    private final Callable<Optional<String>> nodeUrl;
    private final HttpClient client;

    /** @param nodeUrl says where the node answers HTTP, empty where that is not known; may read a file. */
    OperationsRoutes(Vertx vertx, DecisionFeed feed, GatewayMetrics metrics, Callable<Optional<String>> nodeUrl) {
        this.vertx = vertx;
        this.feed = feed;
        this.metrics = metrics;
        this.nodeUrl = nodeUrl;
        this.client = vertx.createHttpClient(new HttpClientOptions().setConnectTimeout((int) TIMEOUT_MS));
    }

    /** {@code GET /operations}: 200 also where the node does not answer, for then the gateway's own figures are all the more of use. */
    Future<Void> get(Exchange exchange) {
        return vertx.executeBlocking(nodeUrl)
                .otherwise(Optional.empty())
                .compose(url -> url.map(this::ask)
                        .orElseGet(() -> Future.failedFuture(
                                new IOException("Where the node answers is not known. Set gateway.node-url."))))
                .map(status -> body(status, null))
                .otherwise(failure -> body(null, sentence(failure)))
                .compose(body -> exchange.json(200, body));
    }

    private static String sentence(Throwable failure) {
        String why = failure.getMessage();
        return why == null ? "The node does not answer." : why;
    }

    private Future<Map<String, Object>> ask(String url) {
        RequestOptions request = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setAbsoluteURI(url + "/status")
                .setTimeout(TIMEOUT_MS);
        return client.request(request)
                .compose(HttpClientRequest::send)
                .compose(OperationsRoutes::read)
                .recover(failure -> Future.failedFuture(new IOException(
                        "It does not answer usably where gateway.node-url, or node.json, says that it is.", failure)));
    }

    private static Future<Map<String, Object>> read(HttpClientResponse response) {
        if (response.statusCode() != 200) {
            return Future.failedFuture("it answers " + response.statusCode());
        }
        Buffer all = Buffer.buffer();
        response.handler(part -> {
            if (all.length() + part.length() > BODY_MAX) {
                response.request().reset();
            } else {
                all.appendBuffer(part);
            }
        });
        return response.end().compose(end -> parse(all.toString(StandardCharsets.UTF_8)));
    }

    private static Future<Map<String, Object>> parse(String text) {
        try {
            Map<String, Object> status = Json.read(text);
            return status.get("phase") instanceof String
                    ? Future.succeededFuture(status)
                    : Future.failedFuture("it is no node");
        } catch (IOException e) {
            return Future.failedFuture(e);
        }
    }

    private Map<String, Object> body(Map<String, Object> status, String problem) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("now", feed.newestAt());
        body.put("gateway", gateway());
        body.put("node", status == null ? null : told(status));
        body.put("node_problem", problem);
        return body;
    }

    private static Map<String, Object> told(Map<String, Object> status) {
        Map<String, Object> told = new LinkedHashMap<>();
        for (String name : TOLD) {
            if (status.containsKey(name)) {
                told.put(name, withoutTexts(status.get(name)));
            }
        }
        return told;
    }

    /** What went wrong is told in words that may name addresses and folders: that it did is told here, what it was in the node's log. */
    private static Object withoutTexts(Object value) {
        if (!(value instanceof Map<?, ?> map)) {
            return value;
        }
        Map<Object, Object> told = new LinkedHashMap<>();
        map.forEach((name, each) ->
                told.put(name, each instanceof String && FREE_TEXTS.contains(name) ? IN_LOG : withoutTexts(each)));
        return told;
    }

    private Map<String, Object> gateway() {
        FeedPosition position = feed.ring().position();
        Map<String, Object> gateway = new LinkedHashMap<>();
        gateway.put("redis_connected", feed.connected());
        gateway.put("live", feed.isLive());
        gateway.put("decisions_read", position.decisions());
        gateway.put("scores_read", position.scores());
        gateway.put("metrics", metrics.figures());
        return gateway;
    }
}
