package conductor.gateway.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RedisClockTest {
    private static final long NOON_MS = 1_772_446_500_000L;
    private static final long HOUR_MS = 3_600_000;

    private RedisClock clock = new RedisClock(0);
    private long hostNs = -5_000_000_000L;
    private long serverMs = NOON_MS;

    @Test
    void itFollowsTheServerAndTellsNoStepsWhileNobodySetsTheClock() {
        for (int i = 0; i < 1_000; i++) {
            pass(7);
            assertThat(clock.answeredMs()).isEqualTo(serverMs);
        }
        pass(HOUR_MS);
        assertThat(clock.timeMs(hostNs + TimeUnit.MILLISECONDS.toNanos(30))).isEqualTo(serverMs + 30);
        assertThat(clock.steps()).isZero();
        assertThat(clock.aheadMs()).isZero();
    }

    @Test
    void anAnswerThatWasLateIsNoStep() {
        pass(10);
        long before = clock.answeredMs();
        hostNs += TimeUnit.SECONDS.toNanos(3);
        clock.set(serverMs * 1_000, hostNs);
        serverMs += 3_000;
        pass(1);
        assertThat(clock.answeredMs()).isEqualTo(before + 3_001);
        assertThat(clock.steps()).isZero();
    }

    @Test
    void anHourBackTimeGoesOnFromWhereItWasATenthSlowerUntilBothAgree() {
        pass(10);
        long reached = clock.answeredMs();
        serverMs -= HOUR_MS;
        pass(10);
        assertThat(clock.answeredMs()).isEqualTo(reached);
        assertThat(clock.steps()).isEqualTo(1);
        assertThat(clock.aheadMs()).isBetween(HOUR_MS - 20, HOUR_MS);

        pass(1_000);
        assertThat(clock.answeredMs()).isEqualTo(reached + 900);
        for (int i = 0; i < 10 * HOUR_MS / 1_000; i++) {
            long before = clock.answeredMs();
            pass(1_000);
            assertThat(clock.answeredMs() - before).isBetween(899L, 1_000L);
        }
        assertThat(clock.aheadMs()).isZero();
        assertThat(clock.answeredMs()).isEqualTo(serverMs);
        assertThat(clock.steps()).isEqualTo(1);
    }

    @Test
    void aShortStepBackIsWaitedOut() {
        pass(10);
        long reached = clock.answeredMs();
        serverMs -= 800;
        for (int i = 0; i < 7; i++) {
            pass(100);
            assertThat(clock.answeredMs()).isEqualTo(reached);
        }
        pass(200);
        assertThat(clock.answeredMs()).isEqualTo(serverMs).isEqualTo(reached + 100);
        assertThat(clock.steps()).isZero();
    }

    @Test
    void anHourForwardIsFollowedAtOnceAndAnHourBackBehindItGoesOnThere() {
        pass(10);
        serverMs += HOUR_MS;
        pass(10);
        assertThat(clock.answeredMs()).isEqualTo(serverMs);
        assertThat(clock.forwardMs()).isEqualTo(HOUR_MS);
        assertThat(clock.steps()).isEqualTo(1);

        serverMs -= HOUR_MS;
        pass(10);
        assertThat(clock.answeredMs()).isEqualTo(serverMs + HOUR_MS - 10);
        assertThat(clock.steps()).isEqualTo(2);
    }

    @Test
    void aStepForwardTakesUpWhatTimeIsAheadFirst() {
        pass(10);
        serverMs -= HOUR_MS;
        pass(10);
        long before = clock.answeredMs();
        serverMs += HOUR_MS;
        pass(1_000);
        assertThat(clock.aheadMs()).isZero();
        assertThat(clock.answeredMs()).isEqualTo(serverMs).isEqualTo(before + 1_010);
    }

    @Test
    void aNodeThatStartsWhileTheClockIsBackGoesOnAtTheTimeOfItsEngine() {
        clock = new RedisClock(NOON_MS + HOUR_MS);
        pass(10);
        assertThat(clock.answeredMs()).isEqualTo(NOON_MS + HOUR_MS);
        pass(1_000);
        assertThat(clock.answeredMs()).isEqualTo(NOON_MS + HOUR_MS + 900);
    }

    @Test
    void anEngineThatIsAheadByNoMoreThanIdsMayBeIsWaitedFor() {
        clock = new RedisClock(NOON_MS + RedisClock.FUTURE_MS);
        pass(10);
        assertThat(clock.answeredMs()).isEqualTo(serverMs);
        assertThat(clock.aheadMs()).isZero();
    }

    /** So much time passes, here and there, and the server is asked again. */
    private void pass(long ms) {
        hostNs += TimeUnit.MILLISECONDS.toNanos(ms);
        serverMs += ms;
        clock.set(serverMs * 1_000, hostNs);
    }
}
