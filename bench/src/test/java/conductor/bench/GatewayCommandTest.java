package conductor.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The benchmark itself, with so little to do that its figures mean nothing. */
@Tag("one-jdk")
class GatewayCommandTest {
    @Test
    void everythingIsMeasuredBesideItsFloor() throws Exception {
        Map<String, Object> all = Commands.json(
                new GatewayCommand(),
                ("--rounds 1 --round-ms 200 --warm-up-ms 300 --plan-ms 300 --batch 20 --connections 4"
                                + " --clients 20 --stalled 4 --stall-ms 1000")
                        .split(" "));
        for (String kind : List.of("lines", "singles")) {
            Map<?, ?> figures = (Map<?, ?>) all.get(kind);
            double taken = number(figures, "accepted_per_s");
            assertThat(taken).isPositive();
            assertThat(number(figures, "ratio_to_floor"))
                    .isCloseTo(taken / number(figures, "floor_per_s"), within(0.02));
            assertThat(number(figures, "ratio_to_entries_floor"))
                    .isCloseTo(taken / number(figures, "entries_floor_per_s"), within(0.02));
            assertThat(number(figures, "signals_per_entry")).isBetween(1.0, 100.0);
            assertThat(figures.get("refused_requests")).isEqualTo(0L);
            assertThat(number((Map<?, ?>) figures.get("at_half"), "p99_ms")).isPositive();
        }
        assertThat(all.get("ratio_to_floor")).isEqualTo(((Map<?, ?>) all.get("lines")).get("ratio_to_floor"));
        Map<?, ?> stream = (Map<?, ?>) all.get("stream");
        assertThat(number(stream, "events_per_s")).isPositive();
        assertThat(number(stream, "p99_ms")).isPositive();
        assertThat(stream.get("missed")).isEqualTo(0L);
        assertThat(stream.get("others_closed")).isEqualTo(0L);
    }

    private static double number(Map<?, ?> figures, String member) {
        return ((Number) figures.get(member)).doubleValue();
    }
}
