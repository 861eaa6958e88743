package conductor.ops.node;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

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
        HttpRequest request = HttpRequest.newBuilder(URI.create(node.httpUrl() + "/status"))
                .timeout(TIMEOUT)
                .build();
        HttpResponse<String> response;
        try {
            response = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the question was interrupted", e);
        } catch (IOException e) {
            throw new IOException("nothing answers at " + node.httpUrl() + ", where node.json says it listens", e);
        }
        if (response.statusCode() != 200) {
            throw new IOException(node.httpUrl() + " answers " + response.statusCode());
        }
        return response.body();
    }
}
