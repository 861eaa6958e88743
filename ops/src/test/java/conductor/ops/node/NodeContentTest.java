package conductor.ops.node;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.gateway.json.Json;
import conductor.journal.json.TemplateSet;
import conductor.journal.json.Templates;
import conductor.ops.cli.Cli;
import conductor.ops.config.NodeConfig;
import conductor.ops.config.Settings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node says of its templates and models, to its journal and to people. */
@Tag("one-jdk")
class NodeContentTest {
    @TempDir
    Path dir;

    @Test
    void aTemplatesFileIsKeptBesideTheJournalAndToldToTheEngineAndSoIsItsEnd() throws Exception {
        Path file = Files.writeString(
                dir.resolve("own.conf"), "broadcasts.MASS_EXIT = [ { message = \"Stay, please.\" } ]");
        TemplateSet set = new TemplateSet.Builder(Templates.BUILT_IN)
                .broadcast("MASS_EXIT", "en", "Stay, please.")
                .build();

        runUntilTold(Map.of("content.templates-file", file.toString()), 1);
        runUntilTold(Map.of(), 2);

        assertThat(data().resolve("journal/templates/" + TemplateSet.name(set.hash()) + ".json"))
                .hasBinaryContent(set.canonical());
        assertThat(told().get(0))
                .containsEntry("value1", set.hash())
                .containsEntry("languages", List.of("en"))
                .doesNotContainKey("value2");
        assertThat(told().get(1)).doesNotContainKeys("value1", "value2");
        assertThat(Cli.run("journal", "verify", "--data-dir", data().toString()).exitCode())
                .isZero();
    }

    @Test
    void aNodeWithTheShippedTemplatesSaysNothingOfThem() throws Exception {
        try (ConductorNode node = start(Map.of())) {
            assertThat(get(node, "/metrics")).doesNotContain("conductor_llm");
        }
        assertThat(told()).isEmpty();
        assertThat(data().resolve("journal/templates")).doesNotExist();
    }

    @Test
    void modelsAreSeenInTheMetricsAndTheNodeIsReadyWithoutThem() throws Exception {
        Map<String, String> models = Map.of(
                "clock", "redis",
                "content.provider", "anthropic",
                "content.primary-model", "model-a",
                "content.api-key", "sk-secret",
                "content.base-url", "http://127.0.0.1:1");

        try (ConductorNode node = start(models)) {
            Await.until("the sources", () -> told().size() == 1);
            Await.until("readiness", () -> get(node, "/readyz").contains("\"content\""));
            assertThat(get(node, "/metrics"))
                    .contains(
                            "conductor_llm_requests_total{result=\"success\"} 0.0",
                            "conductor_llm_cost_micros_total 0.0",
                            "conductor_llm_budget_used_ratio 0.0",
                            "conductor_llm_breaker_state{model=\"primary\"} 0.0");
            assertThat(get(node, "/status")).doesNotContain("sk-secret");
        }
        assertThat(told().get(0)).doesNotContainKey("value1").containsEntry("value2", 8_500L);
    }

    private void runUntilTold(Map<String, String> more, int times) throws Exception {
        try (ConductorNode node = start(more)) {
            Await.until("the sources in the journal", () -> told().size() == times);
            assertThat(node.failure()).isNull();
        }
    }

    private List<Map<String, Object>> told() throws IOException {
        Cli cat = Cli.run("journal", "cat", "--type", "CONTENT_SOURCES", "--data-dir", data().toString());
        assertThat(cat.exitCode()).as(cat.err()).isZero();
        List<Map<String, Object>> signals = new ArrayList<>();
        for (String line : cat.out().lines().toList()) {
            signals.add(Json.read(line));
        }
        return signals;
    }

    private ConductorNode start(Map<String, String> more) throws IOException {
        Map<String, String> flags = new HashMap<>(Playback.settings(data()));
        flags.putAll(more);
        Settings settings = Settings.load(flags, Map.of(), null);
        return ConductorNode.start(NodeConfig.bind(settings), settings);
    }

    private Path data() {
        return dir.resolve("data");
    }

    private static String get(ConductorNode node, String path) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(node.file().httpUrl() + path)).build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
