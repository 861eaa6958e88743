package conductor.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import conductor.testkit.SharedData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Half of a public benchmark that lies beside the project, where it does. */
class SeriesBenchmarkTest {
    @TempDir
    Path out;

    @Test
    void theDetectorScoresAsTheDocumentationSays() throws IOException {
        Path data = SharedData.folder("nab-a").orElseGet(() -> abort("no ../shared/data/nab-a beside the project"));
        Map<String, Object> figures = Commands.json(
                new SeriesCommand(),
                "--in",
                data.toString(),
                "--out",
                out.toString(),
                "--labels",
                data.resolve("windows.json").toString());

        assertThat(figures).containsEntry("series", 29L).containsEntry("points", 174_651L);
        assertThat(figures).containsEntry("windows", 61L);
        assertThat(number(figures, "allocated_bytes")).isLessThan(number(figures, "points"));
        assertThat(number(figures, "best_threshold", "standard", "score")).isGreaterThanOrEqualTo(72);
        assertThat(number(figures, "threshold_from_random_half", "standard")).isGreaterThanOrEqualTo(70);
        assertThat(number(figures, "threshold_from_other_folders", "standard")).isGreaterThanOrEqualTo(71);
    }

    private static double number(Map<?, ?> map, String... path) {
        Object value = map;
        for (String name : path) {
            value = ((Map<?, ?>) value).get(name);
        }
        return ((Number) value).doubleValue();
    }
}
