package conductor.ops.node;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.gateway.json.Json;
import conductor.ops.cli.Cli;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code conductor demo} as a process of its own, as a newcomer meets it: looks at the page, presses Approve, stops it, starts it again. */
@Tag("one-jdk")
class DemoProcessTest {
    private static final long PATIENCE_S = 120;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final String WORKSHOP = "/api/v1/sessions/ses_workshop";

    @TempDir
    Path dir;

    private final HttpClient client = HttpClient.newHttpClient();
    private Process process;
    private String url;

    @AfterEach
    void endWhatIsLeft() throws InterruptedException {
        process.toHandle().destroy();
        if (!process.waitFor(PATIENCE_S, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }

    @Test
    void aChartMovesAPersonApprovesAndBothAreThereAfterANewStart() throws Exception {
        assertThat(start()).containsEntry("goes_on_at", null);
        Await.until("points of a chart", () -> points().size() > 2);
        Await.until(
                "a suggestion that waits",
                () -> "WAITING_APPROVAL".equals(get(WORKSHOP).get("status")));
        String decision = get(WORKSHOP).get("decision_id").toString();
        Thread.sleep(1_000); // at this speed it would have expired after a tenth of that

        assertThat(post("/api/v1/agent/sessions/ses_workshop/decisions/" + decision + "/approve"))
                .containsEntry("state", "APPROVED");
        Await.until("that it was carried out and measured", () -> "MEASURED".equals(state(decision)));
        Map<?, ?> last = points().get(points().size() - 1);
        stop();

        assertThat(start().get("goes_on_at")).isInstanceOf(String.class);
        assertThat(points()).as("points at once").hasSize(60);
        assertThat(state(decision)).isEqualTo("MEASURED");
        String shown = get(WORKSHOP).get("now").toString();
        assertThat(shown).isGreaterThanOrEqualTo(last.get("at").toString());
        Await.until(
                "that the chart moves on",
                () -> get(WORKSHOP).get("now").toString().compareTo(shown) > 0);
        stop();
        assertThat(Cli.run("journal", "verify", "--data-dir", dir.toString()).exitCode())
                .isZero();
    }

    private Map<String, Object> start() throws IOException {
        process = ConductorProcess.start(
                List.of("demo", "--data-dir", dir.toString(), "--gateway-port", "0", "--speed", "600", "-o", "json"),
                Map.of("CONDUCTOR_DB_ENABLED", "false"));
        String line = process.inputReader().readLine();
        assertThat(line).as("the demo ended before it was up").isNotNull();
        Map<String, Object> up = Json.read(line);
        url = up.get("url").toString();
        return up;
    }

    private void stop() throws InterruptedException {
        process.toHandle().destroy();
        assertThat(process.waitFor(PATIENCE_S, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
    }

    private List<Map<?, ?>> points() throws Exception {
        Object points = get(WORKSHOP).get("points");
        return points == null ? List.of() : objects(points);
    }

    private Object state(String decision) throws Exception {
        return objects(get(WORKSHOP).get("decisions")).stream()
                .filter(one -> decision.equals(one.get("decision_id")))
                .map(one -> one.get("reward") == null ? one.get("state") : "MEASURED")
                .findFirst()
                .orElse(null);
    }

    @SuppressWarnings("unchecked")
    private static List<Map<?, ?>> objects(Object list) {
        return (List<Map<?, ?>>) list;
    }

    private Map<String, Object> get(String path) throws Exception {
        return answer(HttpRequest.newBuilder(URI.create(url + path)).build());
    }

    private Map<String, Object> post(String path) throws Exception {
        return answer(HttpRequest.newBuilder(URI.create(url + path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build());
    }

    private Map<String, Object> answer(HttpRequest request) throws Exception {
        HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
        while (response.statusCode() == TOO_MANY_REQUESTS) {
            Thread.sleep(100);
            response = client.send(request, HttpResponse.BodyHandlers.ofString());
        }
        return Json.read(response.body());
    }
}
