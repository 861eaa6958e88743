package conductor.ops.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A pace on a clock of its own: whoever parks sees the time go by. */
class PaceTest {
    private long nowNs;
    private boolean stopped;
    private final Pace pace = new Pace(60, () -> stopped, () -> nowNs, parkedNs -> nowNs += parkedNs);

    @Test
    void aMinuteOfTheDayTakesASecondAndAMinuteWhileAPersonIsAsked() {
        assertThat(took(0, false)).isZero();
        assertThat(took(60, false)).isEqualTo(1_000);
        assertThat(took(61, true)).isEqualTo(1_000);
        assertThat(took(120, true)).isEqualTo(59_000);
        assertThat(took(180, false)).isEqualTo(1_000);
    }

    @Test
    void whatIsALittleLateIsCaughtUpWith() {
        took(0, false);
        took(60, false);
        pass(1_500);

        assertThat(took(120, false)).isZero();
        assertThat(took(180, false)).isEqualTo(500);
    }

    @Test
    void whatIsMuchLateIsNotSoThatAPersonLosesNoTime() {
        took(0, true);
        pass(3_600_000);

        assertThat(took(1, true)).isZero();
        assertThat(took(2, true)).isEqualTo(1_000);
    }

    @Test
    void timeThatWasLateIsNotTakenFromThePersonWhoIsAskedNext() {
        took(0, false);
        took(60, false);
        pass(1_500);

        assertThat(took(61, true)).isEqualTo(1_000);
    }

    @Test
    void whoeverStopsItWaitsNoLonger() {
        took(0, true);
        stopped = true;

        assertThat(took(1_000, true)).isZero();
    }

    private void pass(long ms) {
        nowNs += TimeUnit.MILLISECONDS.toNanos(ms);
    }

    /** Plays a second of the day; returns the milliseconds that were waited. */
    private long took(int second, boolean inRealTime) {
        long beganNs = nowNs;
        pace.await(second * 1_000L, inRealTime);
        return TimeUnit.NANOSECONDS.toMillis(nowNs - beganNs);
    }
}
