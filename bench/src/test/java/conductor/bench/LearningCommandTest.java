package conductor.bench;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.gateway.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class LearningCommandTest {
    private static final int WORLDS = 9;
    private static final double THIRD = 1 / 3.0;

    @Test
    void regretIsSublinearBelowAThirdOfEvenChoiceWhereTheWorldIsEasyAndIntervalsHoldTheTrueUplift() throws Exception {
        Map<String, Object> report = run("learning", "-o", "json");
        List<?> worlds = (List<?>) report.get("worlds");
        assertThat(worlds).hasSize(WORLDS);
        for (Object each : worlds.subList(0, WORLDS - 1)) {
            Map<?, ?> world = (Map<?, ?>) each;
            boolean easy = number(world, "contexts") == 12 && number(world, "noise") == 0.05;
            assertThat(number(world, "regret_ratio_to_uniform") < THIRD)
                    .as("%s", world)
                    .isEqualTo(easy);
            assertThat(world.get("sessions_to_a_third") != null).isEqualTo(easy);
            assertThat(number(world, "growth_exponent")).isBetween(0.0, 0.8);
        }
        for (Object each : worlds) {
            assertThat(number((Map<?, ?>) each, "uplift_interval_coverage")).isBetween(0.9, 1.0);
        }
        assertThat(report)
                .containsEntry("regret_ratio_to_uniform", ((Map<?, ?>) worlds.get(0)).get("regret_ratio_to_uniform"));
    }

    @Test
    void withTwiceTheSessionsItIsBelowAThirdInEveryWorld() throws Exception {
        List<?> worlds = (List<?>) run("learning", "--sessions", "4000", "--runs", "50", "-o", "json")
                .get("worlds");
        for (Object each : worlds.subList(0, WORLDS - 1)) {
            Map<?, ?> world = (Map<?, ?>) each;
            assertThat(number(world, "regret_ratio_to_uniform")).as("%s", world).isLessThan(THIRD);
            assertThat(number(world, "sessions_to_a_third")).isBetween(1_000.0, 4_000.0);
        }
    }

    @Test
    void whatIsBelievedBeforehandCostsMostWhereItIsWrong() throws Exception {
        List<?> shipped =
                (List<?>) run("learning", "--runs", "20", "-o", "json").get("worlds");
        List<?> none = (List<?>) run("learning", "--runs", "20", "--priors", "none", "-o", "json")
                .get("worlds");
        double whereRight = regret(shipped, 0) / regret(none, 0);
        double whereWrong = regret(shipped, 4) / regret(none, 4);
        assertThat(whereWrong).isGreaterThan(1.3);
        assertThat(whereRight).isBetween(1.0, 1.3);
    }

    @Test
    void nothingIsLearnedWhereTheEvidenceIsForgottenAtOnce() throws Exception {
        Map<?, ?> against = (Map<?, ?>) ((List<?>) run("learning", "--runs", "5", "--decay", "0.001", "-o", "json")
                        .get("worlds"))
                .get(4);
        assertThat(number(against, "regret_ratio_to_uniform")).isGreaterThan(1);
        assertThat(number(against, "growth_exponent")).isGreaterThan(0.9);
    }

    private static double regret(List<?> worlds, int which) {
        return number((Map<?, ?>) worlds.get(which), "regret");
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
