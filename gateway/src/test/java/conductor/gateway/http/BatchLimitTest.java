package conductor.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A batch that has more signals than may be under way could never be written, so it is not asked to be sent again. */
@Tag("one-jdk")
class BatchLimitTest {
    private static final int MOST = 100;

    @TempDir
    Path folder;

    @Test
    void aBatchOfMoreThanMayBeUnderWayIsTooLargeAndOneOfAsManyIsTaken() throws Exception {
        try (GatewayRig rig = new GatewayRig(folder, MOST)) {
            assertThat(status(rig, MOST + 1)).isEqualTo(413);
            assertThat(status(rig, MOST)).isEqualTo(202);
        }
    }

    private static int status(GatewayRig rig, int signals) throws Exception {
        String line = "{\"type\":\"join\",\"session_id\":\"s\",\"user_id\":\"u\"}\n";
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + rig.gateway().server().port() + "/api/v1/signals"))
                .header("Content-Type", "application/x-ndjson")
                .header("Authorization", "Bearer " + rig.adminToken())
                .POST(HttpRequest.BodyPublishers.ofString(line.repeat(signals)))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .statusCode();
    }
}
