package conductor.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.gateway.json.Json;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TopScreenTest {
    private static final String NOW = "{\"version\":\"0.1.0\",\"engine\":\"5e1f09c2\",\"phase\":\"running\","
            + "\"uptime_seconds\":3725,\"paused\":true,\"signals\":3000,\"decisions\":7,\"scores\":40,"
            + "\"ring_size\":1000,\"ring_free_slots\":750,\"sessions\":10,\"sessions_max\":64,\"approvals_pending\":1,"
            + "\"anomalies_since_start\":{\"MASS_EXIT CRITICAL\":2,\"SUDDEN_DROP WARNING\":1},"
            + "\"interventions_since_start\":{},"
            + "\"source\":{\"dead_letters_since_start\":{\"BAD_JSON\":5}},"
            + "\"latency\":{\"engine_event_duration\":{\"count\":9,\"p50_us\":1.5,\"p99_us\":20.25}},"
            + "\"indicators\":{\"summary\":\"1 of 2 out of the ordinary\",\"figures\":{"
            + "\"read_lag\":{\"alarm\":{\"since\":\"2026-03-02T10:04:00.000Z\",\"text\":\"3,400 ms, usually 12\"}},"
            + "\"signals\":{\"alarm\":null}}},"
            + "\"components\":{\"redis\":{\"state\":\"down\",\"since\":\"2026-03-02T10:15:00.000Z\",\"reason\":\"gone\"},"
            + "\"clock\":{\"state\":\"up\",\"since\":\"2026-03-02T10:00:00.000Z\",\"reason\":null},"
            + "\"engine_lag_ms\":17}}";

    private final TopSample sample = new TopSample(Map.of("signals", 1_000L), Json.read(NOW), 2.0);

    TopScreenTest() throws IOException {}

    @Test
    void aScreenHasRatesUseLatencyPartsAndCounts() {
        String screen = String.join("\n", TopScreen.of(sample, false, 200));

        assertThat(screen)
                .contains("engine 5e1f09c2   running for 1 h 2 min   PAUSED")
                .containsPattern("signals +1,000\\.0 /s +3,000 in all")
                .contains("[#####...............] 250 of 1,000", "17 ms behind", "10 of 64", "1 wait for a person")
                .containsPattern("engine_event_duration +1\\.5 +20\\.3")
                .containsPattern("(?m)^indicators +1 of 2 out of the ordinary$")
                .containsPattern("(?m)^  read_lag +3,400 ms, usually 12$")
                .containsPattern("redis +down +since 2026-03-02T10:15:00.000Z   gone")
                .containsPattern("Anomalies since start +MASS_EXIT CRITICAL 2  SUDDEN_DROP WARNING 1")
                .containsPattern("Decisions since start +none")
                .containsPattern("Dead letters since start +BAD_JSON 5")
                .doesNotContain("\u001b");
    }

    @Test
    void coloursSayHowAPartIsAndLinesAreCutOrGoOnBelow() {
        List<String> lines = TopScreen.of(sample, true, 48);

        assertThat(lines).anyMatch(line -> line.startsWith("\u001b[31mredis"));
        assertThat(lines).anyMatch(line -> line.startsWith("\u001b[32mclock"));
        assertThat(lines)
                .allMatch(line -> line.replaceAll("\u001b\\[\\d+m", "").length() <= 48)
                .contains(" ".repeat(24) + " SUDDEN_DROP WARNING 1");
    }

    @Test
    void aStatusWithoutAnythingMakesAScreenOfZeros() {
        TopSample empty = new TopSample(Map.of(), Map.of("phase", "recovering"), 1);

        assertThat(TopScreen.of(empty, false, 80)).anyMatch(line -> line.matches("signals +0\\.0 /s +0 in all"));
        assertThat(empty.toMap()).containsEntry("phase", "recovering").containsEntry("signals_per_s", 0.0);
    }
}
