package conductor.ops.node;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.gateway.json.Json;
import conductor.ops.cli.Cli;
import conductor.ops.config.NodeConfig;
import conductor.ops.config.Settings;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A journal that was made with other limits than the settings say now. */
@Tag("one-jdk")
class LimitsOfTheJournalTest {
    @TempDir
    Path dir;

    @Test
    void statusMetricsAndConfigShowSayWhatTheJournalHasRoomFor() throws Exception {
        Map<String, String> flags = Playback.settings(dir);
        flags.put("decisioning.default.auto-approve-threshold", "0.25");
        flags.put("decisioning.default.allowed-interventions", "POLL,NOTIFICATION");
        flags.put("decisioning.prior-count", "20");
        start(flags).close();
        flags.keySet().removeIf(key -> key.startsWith("engine.") || key.startsWith("decisioning."));

        try (ConductorNode node = start(flags)) {
            assertThat(Playback.status(dir)).containsEntry("sessions_max", 64L);
            assertThat(metrics(node)).containsPattern("(?m)^conductor_sessions_capacity 64(\\.0)?$");
        }
        Map<?, ?> shown = (Map<?, ?>) Json.read(Cli.run("config", "show", "--data-dir", dir.toString(), "-o", "json")
                        .out())
                .get("settings");
        assertThat(shown.get("engine.sessions-max")).isEqualTo(Map.of("value", "64", "origin", "journal"));
        assertThat(shown.get("engine.id")).isEqualTo(Map.of("value", "5e1f09c2", "origin", "journal"));
        assertThat(shown.get("decisioning.default.auto-approve-threshold"))
                .isEqualTo(Map.of("value", "0.25", "origin", "journal"));
        assertThat(shown.get("decisioning.default.allowed-interventions"))
                .isEqualTo(Map.of("value", "POLL,NOTIFICATION", "origin", "journal"));
        assertThat(shown.get("decisioning.prior-count")).isEqualTo(Map.of("value", "20", "origin", "journal"));
        assertThat(((Map<?, ?>) shown.get("decisioning.default.mode")).get("origin"))
                .isEqualTo("default");
        assertThat(((Map<?, ?>) shown.get("data-dir")).get("origin")).isEqualTo("flag --data-dir");
    }

    private static ConductorNode start(Map<String, String> flags) throws Exception {
        Settings settings = Settings.load(flags, Map.of(), null);
        return ConductorNode.start(NodeConfig.bind(settings), settings);
    }

    private static String metrics(ConductorNode node) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(node.file().httpUrl() + "/metrics"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
