package conductor.bench;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.ops.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class LearningCommandTest {
    @Test
    void regretGrowsSublinearlyBelowAThirdOfUniformChoiceAndIntervalsHoldTheTrueUplift() throws Exception {
        List<?> worlds = (List<?>) run("learning", "-o", "json").get("worlds");
        assertThat(worlds).hasSize(5);
        for (Object each : worlds.subList(0, 2)) {
            Map<?, ?> world = (Map<?, ?>) each;
            assertThat(number(world, "ratio_to_uniform")).isBetween(0.0, 1 / 3.0);
            assertThat(number(world, "growth_exponent")).isBetween(0.0, 0.8);
        }
        for (Object each : worlds.subList(3, 5)) {
            // Twice the contexts and more noise need more sessions: still sublinear, not yet below a third.
            assertThat(number((Map<?, ?>) each, "growth_exponent")).isBetween(0.0, 0.9);
        }
        for (Object each : worlds) {
            assertThat(number((Map<?, ?>) each, "intervals_with_true_uplift")).isBetween(90.0, 100.0);
        }
    }

    @Test
    void nothingIsLearnedWhereTheEvidenceIsForgottenAtOnce() throws Exception {
        Map<?, ?> against = (Map<?, ?>) ((List<?>) run("learning", "--runs", "5", "--decay", "0.001", "-o", "json")
                        .get("worlds"))
                .get(1);
        assertThat(number(against, "ratio_to_uniform")).isGreaterThan(1);
        assertThat(number(against, "growth_exponent")).isGreaterThan(0.9);
    }

    private static double number(Map<?, ?> map, String member) {
        return ((Number) map.get(member)).doubleValue();
    }

    private static Map<String, Object> run(String... words) throws Exception {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream before = System.out;
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            assertThat(new CommandLine(new BenchMain())
                            .setCaseInsensitiveEnumValuesAllowed(true)
                            .execute(words))
                    .isZero();
        } finally {
            System.setOut(before);
        }
        return Json.read(printed.toString(StandardCharsets.UTF_8));
    }
}
