package conductor.gateway.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BreakerTest {
    private static final long OPEN_MS = 30_000;

    private final AtomicLong nowMs = new AtomicLong(1_000);
    private final Breaker breaker = new Breaker(5, OPEN_MS, 2, nowMs::get);

    @Test
    void k1FourFailuresAHundredSuccessesAndAFailureLeaveItClosed() {
        fail(4);
        succeed(100);
        fail(1);

        assertThat(breaker.state()).isEqualTo(Breaker.State.CLOSED);
    }

    @Test
    void k3TwoSuccessesOfAHalfOpenOneCloseItAndAFailureOpensIt() {
        fail(5);
        nowMs.addAndGet(OPEN_MS);
        succeed(1);
        assertThat(breaker.state()).isEqualTo(Breaker.State.HALF_OPEN);
        succeed(1);
        assertThat(breaker.state()).isEqualTo(Breaker.State.CLOSED);

        fail(5);
        nowMs.addAndGet(OPEN_MS);
        succeed(1);
        fail(1);
        assertThat(breaker.state()).isEqualTo(Breaker.State.OPEN);
        assertThat(breaker.enter()).isZero();
    }

    @Test
    void anOpenOneLetsTheFirstCallThroughAtItsOpenTimeAfterTheLastFailureAndNotBefore() {
        fail(5);
        nowMs.addAndGet(OPEN_MS - 1);
        assertThat(breaker.enter()).isZero();
        assertThat(breaker.state()).isEqualTo(Breaker.State.OPEN);

        nowMs.addAndGet(1);
        assertThat(breaker.enter()).isNotZero();
    }

    @Test
    void aHalfOpenOneTriesOneCallAtATime() {
        fail(5);
        nowMs.addAndGet(OPEN_MS);
        long first = breaker.enter();

        assertThat(breaker.enter()).isZero();
        breaker.succeeded(first);
        assertThat(breaker.enter()).isNotZero();
    }

    @Test
    void callsThatBeganBeforeItOpenedCloseNothingButTheirFailuresPutTheTrialOff() {
        long early = breaker.enter();
        long other = breaker.enter();
        fail(5);
        nowMs.addAndGet(10_000);
        breaker.failed(early);
        breaker.succeeded(other);
        assertThat(breaker.state()).isEqualTo(Breaker.State.OPEN);

        nowMs.addAndGet(OPEN_MS - 10_000);
        assertThat(breaker.enter()).isZero();
        nowMs.addAndGet(10_000);
        assertThat(breaker.enter()).isNotZero();
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            breaker.failed(entered());
        }
    }

    private void succeed(int times) {
        for (int i = 0; i < times; i++) {
            breaker.succeeded(entered());
        }
    }

    private long entered() {
        long ticket = breaker.enter();
        assertThat(ticket).isNotZero();
        return ticket;
    }
}
