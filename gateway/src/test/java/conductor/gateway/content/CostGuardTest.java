package conductor.gateway.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CostGuardTest {
    private static final long HOUR_MS = 3_600_000;

    private final AtomicLong nowMs = new AtomicLong(5 * HOUR_MS + 1);
    private final CostGuard guard = new CostGuard(1_000, 400, nowMs::get);

    @Test
    void toReachALimitIsAllowedAndToPassItIsNot() {
        assertThat(guard.reserve(1, 401)).isFalse();
        assertThat(guard.reserve(1, 400)).isTrue();
        assertThat(guard.reserve(1, 1)).isFalse();
        assertThat(guard.reserve(2, 400)).isTrue();
        assertThat(guard.reserve(3, 201)).isFalse();
        assertThat(guard.reserve(3, 200)).isTrue();
    }

    @Test
    void whatACallCostReplacesWhatWasReservedForIt() {
        guard.reserve(1, 400);
        guard.settle(1, 400, 100);

        assertThat(guard.used()).isEqualTo(0.1);
        assertThat(guard.reserve(1, 301)).isFalse();
        assertThat(guard.reserve(1, 300)).isTrue();
    }

    @Test
    void anHourOfUtcBeginsAtNothingButForCallsUnderWay() {
        guard.reserve(1, 400);
        guard.settle(1, 400, 400);
        guard.reserve(2, 400);
        nowMs.set(6 * HOUR_MS);

        assertThat(guard.used()).isZero();
        assertThat(guard.reserve(3, 400)).isTrue();
        assertThat(guard.reserve(4, 201)).isFalse();
        guard.settle(2, 400, 300);
        assertThat(guard.used()).isEqualTo(0.3);
    }

    @Test
    void aSessionKeepsItsLimitOverTheHourUntilItIsOver() {
        guard.reserve(1, 400);
        guard.settle(1, 400, 400);
        nowMs.addAndGet(HOUR_MS);
        assertThat(guard.reserve(1, 1)).isFalse();

        guard.forget(1);
        assertThat(guard.reserve(1, 1)).isTrue();
    }

    @Test
    void aCallThatOutlivesItsSessionCostsTheHourAndRemembersNoSession() {
        guard.reserve(1, 300);
        guard.forget(1);
        guard.settle(1, 300, 350);

        assertThat(guard.used()).isEqualTo(0.35);
        assertThat(guard.sessions()).isZero();
    }
}
