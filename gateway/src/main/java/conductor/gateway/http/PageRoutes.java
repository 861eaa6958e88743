package conductor.gateway.http;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** The dashboard: files of the jar, named here one by one, so that nothing else of it can be asked for. */
final class PageRoutes {
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                    + " connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
    private static final String INDEX = "index.html";
    private static final List<String> FILES = List.of(
            INDEX,
            "app.js",
            "api.js",
            "chart.js",
            "engagement-dashboard.js",
            "event-view.js",
            "explain.js",
            "export.js",
            "feed.js",
            "format.js",
            "operations-view.js",
            "session.js",
            "session-list.js",
            "suggestion.js",
            "conductor.css",
            "conductor.d.ts",
            "icon.svg",
            "vendor/uplot/uPlot.iife.min.js",
            "vendor/uplot/uPlot.min.css",
            "vendor/uplot/LICENSE");
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "ts", "text/plain; charset=utf-8",
            "svg", "image/svg+xml",
            "LICENSE", "text/plain; charset=utf-8");

    private final Map<String, Asset> assets = new HashMap<>();

    private record Asset(Buffer content, String type, String tag) {}

    PageRoutes() {
        for (String name : FILES) {
            byte[] content = HealthRoutes.resource("page/" + name);
            String ending = name.substring(Math.max(name.lastIndexOf('.'), name.lastIndexOf('/')) + 1);
            assets.put(name, new Asset(Buffer.buffer(content), TYPES.get(ending), tag(content)));
        }
    }

    private static String tag(byte[] content) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
            return "\"" + HexFormat.of().formatHex(hash, 0, 12) + "\"";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    Future<Void> index(Exchange exchange) {
        return file(exchange, INDEX);
    }

    Future<Void> asset(Exchange exchange) {
        String path = exchange.context().request().path();
        return file(exchange, path.substring(path.indexOf('/', 1) + 1));
    }

    private Future<Void> file(Exchange exchange, String name) {
        Asset asset = assets.get(name);
        if (asset == null) {
            return Future.failedFuture(Problem.of(ProblemCode.NOT_FOUND, "The dashboard has no file " + name + "."));
        }
        HttpServerResponse response = exchange.context().response();
        response.putHeader("Content-Security-Policy", POLICY)
                .putHeader("Cross-Origin-Opener-Policy", "same-origin")
                .putHeader("Cache-Control", "no-cache")
                .putHeader("ETag", asset.tag());
        if (asset.tag().equals(exchange.header("If-None-Match"))) {
            return response.setStatusCode(304).end();
        }
        response.putHeader("Content-Type", asset.type());
        return response.end(asset.content());
    }
}
