package conductor.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.HdrHistogram.AbstractHistogram;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The benchmark itself, with so little to do that its figures mean nothing. */
@Tag("one-jdk")
class LatencyCommandTest {
    @TempDir
    private Path folder;

    @Test
    void everySignalOfAStepHasALatencyAndPercentilesRise() throws IOException {
        Path out = folder.resolve("out");
        Map<String, Object> measured = measured("--rates", "2000", "--out", out.toString());

        Map<?, ?> step = (Map<?, ?>) ((List<?>) measured.get("steps")).get(0);
        assertThat(step.get("planned_per_s")).isEqualTo(2_000L);
        assertThat(us(step, "p50_us")).isPositive().isLessThanOrEqualTo(us(step, "p99_us"));
        assertThat(us(step, "p99_us")).isLessThanOrEqualTo(us(step, "max_us"));
        assertThat(us(step, "hop_p50_us")).isPositive().isLessThanOrEqualTo(us(step, "hop_max_us"));
        try (Stream<Path> files = Files.list(out)) {
            for (Path log :
                    files.filter(file -> file.toString().endsWith(".hlog")).toList()) {
                assertThat(log.getFileName().toString()).containsPattern("(engine|hop)-0000[12]000-(OK|FAILED)");
                assertThat(count(log.toFile())).isIn(25L, 200L);
            }
        }
    }

    @Test
    void aRateThatNothingCanKeepIsMarkedAsMissed() throws IOException {
        Path out = folder.resolve("out");
        Map<String, Object> measured = measured("--rates", "900000000", "--tries", "1", "--out", out.toString());

        Map<?, ?> step = (Map<?, ?>) ((List<?>) measured.get("steps")).get(0);
        assertThat(step.get("status")).isEqualTo("FAILED");
        assertThat(step.get("good")).isEqualTo(false);
        assertThat(measured).containsEntry("signals_per_s", 0L).doesNotContainKey("p50_ratio_to_hop");
        try (Stream<Path> files = Files.list(out)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .anyMatch(name -> name.contains("engine-900000000-FAILED"));
        }
    }

    @Test
    void theTableSaysHowManyCoresThereWere() {
        String table = Commands.out(new LatencyCommand(), with("--rates", "2000", "--break-us", "1000000"));

        assertThat(table).contains("highest good rate", Machine.cores() + " cores");
    }

    @Test
    void spinningThreadsAreMeasuredOneAfterTheOther() throws IOException {
        assumeTrue(Machine.cores() > 1, "the sender spins, too");
        Map<String, Object> measured = measured(
                "--rates", "2000", "--tries", "1", "--rounds", "1", "--wait", "spin", "--break-us", "10000000");

        Map<?, ?> step = (Map<?, ?>) ((List<?>) measured.get("steps")).get(0);
        assertThat(us(step, "p50_us")).isPositive();
        assertThat(us(step, "hop_p50_us")).isPositive();
    }

    @Test
    void coresThatAreNoPairAreRefused() {
        assertThat(Commands.refused(new LatencyCommand(), "--pin", "1")).contains("--pin takes two cores");
    }

    private static long count(File log) throws IOException {
        try (HistogramLogReader reader = new HistogramLogReader(log)) {
            return ((AbstractHistogram) reader.nextIntervalHistogram()).getTotalCount();
        }
    }

    private static double us(Map<?, ?> step, String member) {
        return (Double) step.get(member);
    }

    private Map<String, Object> measured(String... further) throws IOException {
        return Commands.json(new LatencyCommand(), with(further));
    }

    private static String[] with(String... further) {
        return Stream.concat(
                        Stream.of(
                                "--sessions", "20", "--warm-up", "2000", "--step-ms", "100", "--step-warm-up-ms", "20"),
                        Stream.of(further))
                .toArray(String[]::new);
    }
}
