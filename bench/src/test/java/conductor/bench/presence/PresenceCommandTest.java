package conductor.bench.presence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("one-jdk")
class PresenceCommandTest {
    /** As many items as come until those that are over are forgotten as fast as new ones arrive. */
    private static final int UNTIL_STEADY = 45_000;

    @Test
    void aDeskAtWorkAllocatesNothing() {
        DeskRun run = new DeskRun(300, 1);
        run.run(UNTIL_STEADY, false);
        assertThat(run.bytesPerSignal(3_000)).isZero();
    }

    @Test
    void everyItemIsOfferedAndTimed() {
        DeskRun run = new DeskRun(100, 1);
        run.run(2_000, true);
        assertThat(run.assignments.getTotalCount()).isEqualTo(2_000);
        assertThat(run.refusals.getTotalCount()).isEqualTo(2_000);
        // An item leads to decisions three times: when it is offered, answered and ended.
        assertThat((double) run.deciding.getTotalCount()).isCloseTo(6_000, within(200.0));
    }
}
