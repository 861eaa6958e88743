package conductor.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("one-jdk")
class ThroughputCommandTest {
    @Test
    @SuppressWarnings("unchecked")
    void theBestOfSeveralProcessesCounts() throws IOException {
        Map<String, Object> said = Commands.json(
                new ThroughputCommand(),
                "--sessions",
                "50",
                "--processes",
                "2",
                "--heap",
                "512m",
                "--smoke=--signals 20000 --warm-up 20000 --rounds 1 --batch 16");
        Map<String, Object> run = ((List<Map<String, Object>>) said.get("runs")).get(0);
        List<Long> all = (List<Long>) run.get("signals_per_s_all");
        assertThat(all).hasSize(2);
        assertThat(said.get("signals_per_s"))
                .isEqualTo(run.get("signals_per_s"))
                .isEqualTo(Math.max(all.get(0), all.get(1)));
        assertThat((Double) run.get("share_of_raw")).isPositive();
    }
}
