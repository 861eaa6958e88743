package conductor.bench;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.ring.ClockMode;
import conductor.engine.ring.PipelineConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The benchmark itself, with so little to do that its figures mean nothing. */
@Tag("one-jdk")
class ReplayCommandTest {
    @TempDir
    private Path folder;

    @Test
    void aJournalOfItsOwnIsReadInAllThreeWays() throws IOException {
        Map<String, Object> measured = Commands.json(
                new ReplayCommand(), "--sessions", "20", "--warm-up", "2000", "--signals", "1000", "--rounds", "2");

        assertThat(measured).containsEntry("signals", 20L + 2_000 + 2 * 1_000);
        assertThat((Long) measured.get("records")).isGreaterThan((Long) measured.get("signals"));
        assertMeasured(measured);
    }

    @Test
    void aJournalThatThereIsIsFedToNewNodesForTheLiveRate() throws Exception {
        Workload workload = new Workload(20, 3_000, 1);
        try (BenchNode node = new BenchNode(
                folder, BenchNode.CONFIG, null, PipelineConfig.defaults(ClockMode.REDIS), Pinning.none())) {
            Feed feed = new Feed(node.pipeline(), workload);
            feed.define();
            feed.feed(0, workload.size());
        }
        Map<String, Object> measured =
                Commands.json(new ReplayCommand(), "--journal", folder.toString(), "--rounds", "1");

        assertThat(measured).containsEntry("signals", 20L + 3_000);
        assertMeasured(measured);
    }

    private static void assertMeasured(Map<String, Object> measured) {
        for (String member : new String[] {
            "signals_per_s",
            "signals_per_cpu_s",
            "decode_signals_per_s",
            "raw_read_signals_per_s",
            "live_signals_per_s",
            "documents"
        }) {
            assertThat((Long) measured.get(member)).as(member).isPositive();
        }
        assertThat((Double) measured.get("ratio_to_live")).isPositive();
        assertThat((String) measured.get("state_hash")).hasSize(16);
    }
}
