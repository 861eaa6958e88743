package conductor.ops.node;

import conductor.gateway.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
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
     * @throws IOException saying where nothing, or nothing usable, or another node answered.
     */
    public static String status(NodeFile node) throws IOException {
        HttpResponse<String> response = get(node, "/status");
        if (response.statusCode() != 200) {
            throw new IOException(node.httpUrl() + " answers " + response.statusCode());
        }
        requireSame(node, members(node, response));
        return response.body();
    }

    /**
     * What {@code GET /readyz} of a node answers, ready or not.
     *
     * @throws IOException saying where nothing, or nothing usable, or another node answered.
     */
    public static Map<String, Object> ready(NodeFile node) throws IOException {
        HttpResponse<String> response = get(node, "/readyz");
        boolean usual = response.statusCode() == 200 || response.statusCode() == 503;
        if (!usual) {
            throw new IOException(node.httpUrl() + " answers " + response.statusCode());
        }
        Map<String, Object> members = members(node, response);
        if (!(members.get("failing") instanceof List<?>)) {
            throw new IOException("what answers at " + node.httpUrl() + " is no node");
        }
        requireSame(node, members);
        return members;
    }

    /** Whether the node of a {@code node.json} answers: what a node that was killed left names none. */
    static boolean answers(NodeFile node) {
        try {
            ready(node);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static Map<String, Object> members(NodeFile node, HttpResponse<String> response) throws IOException {
        try {
            return Json.read(response.body());
        } catch (IOException e) {
            throw new IOException("what answers at " + node.httpUrl() + " is no node", e);
        }
    }

    /** The port of a node that was killed may be another one's by now. */
    private static void requireSame(NodeFile node, Map<String, Object> members) throws IOException {
        if (!Long.valueOf(node.pid()).equals(members.get("pid"))
                || !node.startedAt().equals(members.get("started_at"))) {
            throw new IOException("another one (pid " + members.get("pid") + ") answers at " + node.httpUrl()
                    + ", where node.json says that pid " + node.pid() + " listens");
        }
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
