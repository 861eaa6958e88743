package conductor.ops.node;

import conductor.ops.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;

/** Asks a running node over HTTP, for the other commands. */
public final class NodeClient {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

    private NodeClient() {}

    /**
     * What {@code GET /status} of a node answers: one JSON object.
     *
     * @throws IOException saying where nothing, or nothing usable, answered.
     */
    public static String status(NodeFile node) throws IOException {
        HttpResponse<String> response = get(node, "/status");
        if (response.statusCode() != 200) {
            throw new IOException(node.httpUrl() + " answers " + response.statusCode());
        }
        return response.body();
    }

    /**
     * What {@code GET /readyz} of a node answers, ready or not.
     *
     * @throws IOException saying where nothing, or nothing usable, answered.
     */
    public static Map<String, Object> ready(NodeFile node) throws IOException {
        return Json.read(get(node, "/readyz").body());
    }

    private static HttpResponse<String> get(NodeFile node, String path) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(node.httpUrl() + path))
                .timeout(TIMEOUT)
                .build();
        try {
            return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the question was interrupted", e);
        } catch (IOException e) {
            throw new IOException("nothing answers at " + node.httpUrl() + ", where node.json says it listens", e);
        }
    }
}
