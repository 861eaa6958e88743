package conductor.ops.node;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.ops.config.NodeConfig;
import conductor.ops.config.Settings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that has a mail server, and one that may not use it. */
@Tag("one-jdk")
class NodeMailsTest {
    private static final Map<String, String> LIVE = Map.of(
            "clock", "redis",
            "egress", "live",
            "notifications.smtp.host", "127.0.0.1",
            "notifications.smtp.port", "1",
            "notifications.smtp.password", "hush-hush",
            "notifications.smtp.from", "conductor@example.org");

    @TempDir
    Path dir;

    @Test
    void aLiveNodeWithAMailServerShowsWhatBecomesOfMailsAndKeepsHowFarTheyAreDone() throws Exception {
        try (ConductorNode node = start(LIVE)) {
            Await.until("the part", () -> get(node, "/readyz").contains("\"mails\""));
            Await.until(
                    "the position", () -> dir.resolve("mail-position").toFile().exists());
            assertThat(get(node, "/metrics"))
                    .contains(
                            "conductor_mails_sent_total 0.0",
                            "conductor_mails_failures_total 0.0",
                            "conductor_mails_dropped_total{reason=\"attempts\"} 0.0",
                            "conductor_mails_waiting 0.0");
            assertThat(get(node, "/status")).doesNotContain("hush-hush");
            assertThat(node.failure()).isNull();
        }
    }

    @Test
    void aRehearsalWritesToNobody() throws Exception {
        Map<String, String> observing = new HashMap<>(LIVE);
        observing.put("egress", "observe");
        try (ConductorNode node = start(observing)) {
            assertThat(get(node, "/metrics")).doesNotContain("conductor_mails");
        }
    }

    private ConductorNode start(Map<String, String> more) throws IOException {
        Map<String, String> flags = new HashMap<>(Playback.settings(dir));
        flags.putAll(more);
        Settings settings = Settings.load(flags, Map.of(), null);
        return ConductorNode.start(NodeConfig.bind(settings), settings);
    }

    private static String get(ConductorNode node, String path) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(node.file().httpUrl() + path)).build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
