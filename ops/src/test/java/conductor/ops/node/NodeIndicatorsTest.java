package conductor.ops.node;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service indicators of a running node, in its metrics and its status. */
@Tag("one-jdk")
class NodeIndicatorsTest {
    private static final List<String> WITHOUT_DATABASE = List.of(
            "signals",
            "rejected",
            "read_lag",
            "engine_time",
            "end_to_end",
            "journal_sync",
            "publisher_lag",
            "gc_pause",
            "cpu");

    @TempDir
    Path dir;

    @Test
    void aLiveNodeWatchesItsIndicatorsAndSaysHowTheyAre() throws Exception {
        try (ConductorNode node = start(Map.of("clock", "redis", "indicators.period-s", "1"))) {
            Await.until(
                    "two looks at what is always there",
                    () -> figure("signals").get("value") instanceof Double
                            && figure("cpu").get("value") instanceof Double
                            && figure("engine_time").get("value") instanceof Double
                            && figure("read_lag").get("value") instanceof Double);

            assertThat(figures().keySet()).map(Object::toString).containsExactlyElementsOf(WITHOUT_DATABASE);
            assertThat(figure("cpu")).containsEntry("unit", "cores").containsEntry("learning", true);
            assertThat(figure("end_to_end").get("value")).as("no entry came").isNull();
            String metrics = metrics(node);
            for (String name : WITHOUT_DATABASE) {
                assertThat(metrics)
                        .contains("conductor_indicator_severity{indicator=\"" + name + "\"} ")
                        .contains("conductor_indicator_alarm{indicator=\"" + name + "\"} 0.0")
                        .contains("conductor_indicator_alarms_total{indicator=\"" + name + "\"} 0.0");
            }
            assertThat(metrics)
                    .contains("conductor_indicator_value{indicator=\"signals\",unit=\"/s\"} 0.0")
                    .contains("conductor_indicator_value{indicator=\"cpu\",unit=\"cores\"} ")
                    .doesNotContain("conductor_indicator_value{indicator=\"end_to_end\"");
            assertThat(Cli.run("status", "--data-dir", dir.toString()).out())
                    .containsPattern("(?m)^indicators +\\d of 9 still being learned$");
            assertThat(Cli.run("top", "--once", "--interval", "0.1", "--data-dir", dir.toString())
                            .out())
                    .containsPattern("(?m)^indicators +\\d of 9 still being learned$");
        }
    }

    @Test
    void aPlaybackAndANodeThatIsToldSoWatchNone() throws Exception {
        try (ConductorNode playing = start(Map.of())) {
            assertThat(Playback.status(dir)).doesNotContainKey("indicators");
            assertThat(metrics(playing)).doesNotContain("conductor_indicator");
        }
        try (ConductorNode off = start(Map.of("clock", "redis", "indicators.period-s", "0"))) {
            assertThat(Playback.status(dir)).doesNotContainKey("indicators");
            assertThat(metrics(off)).doesNotContain("conductor_indicator");
        }
    }

    @Test
    void everyIndicatorIsInTheListForOperators() throws Exception {
        String operations = Files.readString(Path.of("..", "docs", "operations.md"));

        assertThat(operations).contains("| `sink_lag` |");
        for (String name : WITHOUT_DATABASE) {
            assertThat(operations).contains("| `" + name + "` |");
        }
    }

    private ConductorNode start(Map<String, String> more) throws IOException {
        Map<String, String> flags = new LinkedHashMap<>(Playback.settings(dir));
        flags.putAll(more);
        Settings settings = Settings.load(flags, Map.of(), null);
        return ConductorNode.start(NodeConfig.bind(settings), settings);
    }

    private Map<?, ?> figures() throws IOException {
        return Playback.status(dir).get("indicators") instanceof Map<?, ?> map
                ? (Map<?, ?>) map.get("figures")
                : Map.of();
    }

    @SuppressWarnings("unchecked") // JSON members have names
    private Map<String, Object> figure(String name) throws IOException {
        return (Map<String, Object>) (figures().get(name) instanceof Map<?, ?> map ? map : Map.of());
    }

    private static String metrics(ConductorNode node) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(node.file().httpUrl() + "/metrics"))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
