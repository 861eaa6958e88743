package conductor.ops.check;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.ops.check.Finding.Result;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReadinessTest {
    private static final Finding PASS = Finding.pass("journal", "fine");
    private static final Finding SKIPPED = Finding.skipped("agents", "off");
    private static final Finding DEGRADED = new Finding("node.database", Result.DEGRADED, "slow", null);
    private static final Finding SCHEMA = Finding.fail("schema", "2 of 5 migrations are missing.", "db migrate");
    private static final Finding CLEANUP = new Finding("sessions", Result.NEEDS_CLEANUP, "3 are stale", "check --fix");
    private static final Finding NODE = Finding.fail("node", "none runs", "run");

    @Test
    void theVerdictIsTheFirstThatAppliesWithItsExitCode() {
        assertThat(verdict(PASS, SKIPPED, DEGRADED)).isEqualTo(Verdict.READY);
        assertThat(verdict(NODE, CLEANUP, SCHEMA)).isEqualTo(Verdict.NEEDS_DATABASE_MIGRATION);
        assertThat(verdict(NODE, CLEANUP)).isEqualTo(Verdict.NEEDS_SESSION_CLEANUP);
        assertThat(verdict(PASS, NODE)).isEqualTo(Verdict.NOT_READY);
        assertThat(List.of(Verdict.values())).extracting(Verdict::exitCode).containsExactly(0, 1, 3, 4);
    }

    @Test
    void allFindingsAreInTheAnswerAndThoseThatFailAreNamed() {
        Map<String, Object> map = new Readiness(List.of(PASS, SKIPPED, SCHEMA, NODE)).toMap();

        assertThat(map)
                .containsEntry("verdict", "NEEDS_DATABASE_MIGRATION")
                .containsEntry("failing", List.of("schema", "node"))
                .containsEntry("counts", Map.of("PASS", 1L, "SKIPPED", 1L, "FAIL", 2L));
        assertThat((Map<?, ?>) map.get("checks")).extracting("agents").isEqualTo("SKIPPED");
        assertThat((List<?>) map.get("findings"))
                .hasSize(4)
                .first()
                .extracting("detail")
                .isEqualTo("fine");
    }

    private static Verdict verdict(Finding... findings) {
        return new Readiness(List.of(findings)).verdict();
    }
}
