package conductor.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** One start of each kind. */
class StartupCommandTest {
    @Test
    @Tag("slow")
    @Tag("one-jdk")
    void theTimeOfAStartIsThatOfItsParts() throws IOException {
        Map<String, Object> measured = Commands.json(
                new StartupCommand(),
                "--runs",
                "1",
                "--variants",
                "jdk_cds",
                "--servers",
                "external",
                "--without-database");

        Map<?, ?> start = (Map<?, ?>) ((List<?>) measured.get("starts")).get(0);
        for (String prefix : new String[] {"cold_", "warm_"}) {
            Map<?, ?> parts = (Map<?, ?>) start.get(prefix + "parts_ms");
            long sum = parts.values().stream()
                    .mapToLong(ms -> ((Number) ms).longValue())
                    .sum();
            assertThat(parts.containsKey("process")).isTrue();
            assertThat(parts.containsKey("recovery")).isTrue();
            assertThat((Long) start.get(prefix + "ms")).isGreaterThan(sum / 2);
            assertThat((Long) start.get(prefix + "classes"))
                    .isGreaterThan((Long) start.get(prefix + "classes_archived"));
        }
    }

    @Test
    void aVariantThatNobodyKnowsIsRefused() {
        assertThat(Commands.refused(new StartupCommand(), "--variants", "lukewarm"))
                .contains("lukewarm");
    }
}
