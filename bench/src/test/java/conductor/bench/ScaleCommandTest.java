package conductor.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("one-jdk")
class ScaleCommandTest {
    @Test
    @SuppressWarnings("unchecked")
    void everySizeIsMeasuredBesideTheFirst() throws IOException {
        Map<String, Object> said = Commands.json(
                new ScaleCommand(),
                "--sessions",
                "20,2000",
                "--stream-rate",
                "2000",
                "--warm-up-s",
                "20",
                "--signals",
                "20000",
                "--rounds",
                "2",
                "--memory-users",
                "20000");
        List<Map<String, Object>> runs = (List<Map<String, Object>>) said.get("runs");
        assertThat(runs).extracting(run -> run.get("sessions")).containsExactly(20L, 2_000L);
        assertThat(runs.get(0).get("ratio_to_smallest")).isEqualTo(1.0);
        // Every session that is open is evaluated every 5 s: 2,000 of them 400 times a second, beside 2,000 signals.
        assertThat((Double) runs.get(1).get("evaluations_per_signal")).isBetween(0.1, 0.2001);
        assertThat((Double) runs.get(1).get("ns_per_evaluation")).isPositive();
        assertThat((Long) said.get("bytes_per_session")).isPositive();
    }

    @Test
    void aConnectedUserTakesNoMoreThan24Bytes() {
        EngineMemory.Bytes bytes = new EngineMemory().measure(100, 1_000_000);
        assertThat(bytes.user()).isBetween(16.0, 24.0);
    }

    @Test
    void aSessionTakesLessThanAKibibyte() {
        EngineMemory.Bytes bytes = new EngineMemory().measure(200_000, 1);
        assertThat(bytes.session()).isBetween(512.0, 1_024.0);
    }
}
