package conductor.ops.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import conductor.gateway.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class NodeHttpTest {
    private final Probes probes = new Probes();

    @Test
    void readyzIs503WithTheFailingChecksAnd200WhenThereAreNone() throws Exception {
        try (NodeHttp http = NodeHttp.start("127.0.0.1", 0, probes)) {
            probes.failing = List.of(new NodeProbes.FailingCheck("redis", "Redis does not answer."));
            HttpResponse<String> failing = get(http, "/readyz");
            probes.failing = List.of();
            HttpResponse<String> ready = get(http, "/readyz");

            assertThat(failing.statusCode()).isEqualTo(503);
            assertThat(failing.body())
                    .contains("\"status\":\"not_ready\"", "\"check\":\"redis\"", "Redis does not answer.");
            assertThat(ready.statusCode()).isEqualTo(200);
            assertThat(ready.body()).contains("\"status\":\"ready\"");
            assertThat(Json.read(ready.body()).get("components"))
                    .isEqualTo(Map.of("redis", Map.of("state", "up", "since", "2026-03-02T10:15:00.000Z")));
        }
    }

    @Test
    void livezAnswersWhileTheNodeRecoversAndStartupzTellsTheProgress() throws Exception {
        try (NodeHttp http = NodeHttp.start("127.0.0.1", 0, probes)) {
            assertThat(get(http, "/livez").statusCode()).isEqualTo(200);
            assertThat(get(http, "/startupz").statusCode()).isEqualTo(503);
            assertThat(get(http, "/startupz").body()).contains("\"phase\":\"recovering\"");
            probes.started = true;
            assertThat(get(http, "/startupz").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void anUnknownPathIsAProblemDocument() throws Exception {
        try (NodeHttp http = NodeHttp.start("127.0.0.1", 0, probes)) {
            HttpResponse<String> response = get(http, "/nothing");

            assertThat(response.statusCode()).isEqualTo(404);
            assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
            assertThat(Json.read(response.body())).containsKeys("type", "title", "status", "detail", "instance");
        }
    }

    @Test
    void anErrorInAProbeIsAProblemDocumentWithoutAStackTraceAndTheLogSaysWhy() throws Exception {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        Logger logger = (Logger) LoggerFactory.getLogger(NodeHttp.class);
        log.start();
        logger.addAppender(log);
        try (NodeHttp http = NodeHttp.start("127.0.0.1", 0, probes)) {
            HttpResponse<String> response = get(http, "/status");

            assertThat(log.list).anySatisfy(line -> {
                assertThat(line.getLevel()).isEqualTo(Level.ERROR);
                assertThat(line.getThrowableProxy().getMessage()).isEqualTo("planned");
            });
            assertThat(response.statusCode()).isEqualTo(500);
            assertThat(response.body()).contains("problems/internal").doesNotContain("planned");
        } finally {
            logger.detachAppender(log);
        }
    }

    @Test
    void onLoopbackANameOfSomebodyElseIsRefusedAndAddressesAndLocalhostAreNot() throws Exception {
        try (NodeHttp http = NodeHttp.start("127.0.0.1", 0, probes)) {
            assertThat(statusLine(http, "Host: evil.example:" + http.port())).contains(" 421 ");
            assertThat(statusLine(http, "Host: 127.0.0.1.evil.example")).contains(" 421 ");
            for (String host :
                    List.of("localhost", "LOCALHOST:80", "127.0.0.1:" + http.port(), "[::1]:8003", "10.0.0.7")) {
                assertThat(statusLine(http, "Host: " + host)).as(host).contains(" 200 ");
            }
        }
        try (NodeHttp http = NodeHttp.start("0.0.0.0", 0, probes)) {
            assertThat(statusLine(http, "Host: conductor.internal")).contains(" 200 ");
        }
    }

    private static String statusLine(NodeHttp http, String header) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", http.port())) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream()
                    .write(("GET /livez HTTP/1.1\r\n" + header + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
        }
    }

    private static HttpResponse<String> get(NodeHttp http, String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + http.port() + path);
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    /** A node that recovers, with a status that cannot be made. */
    private static final class Probes implements NodeProbes {
        private volatile List<FailingCheck> failing = List.of();
        private volatile boolean started;

        @Override
        public Map<String, Object> identity() {
            return Map.of("pid", 7L, "started_at", "2026-03-02T10:15:00.000Z");
        }

        @Override
        public Map<String, Object> health() {
            return Map.of("status", "healthy");
        }

        @Override
        public Map<String, Object> status() {
            throw new IllegalStateException("planned");
        }

        @Override
        public Map<String, Object> startup() {
            return Map.of("phase", "recovering");
        }

        @Override
        public Map<String, Object> version() {
            return Map.of("version", "0");
        }

        @Override
        public boolean started() {
            return started;
        }

        @Override
        public List<FailingCheck> failingChecks() {
            return failing;
        }

        @Override
        public Map<String, Object> components() {
            return Map.of("redis", Map.of("state", "up", "since", "2026-03-02T10:15:00.000Z"));
        }

        @Override
        public String metrics(boolean openMetrics) {
            return openMetrics ? "conductor_up 1\n# EOF\n" : "conductor_up 1\n";
        }
    }
}
