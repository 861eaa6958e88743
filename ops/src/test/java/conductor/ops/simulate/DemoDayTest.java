package conductor.ops.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Where a demo goes on: behind what was written, ahead of the calendar. */
class DemoDayTest {
    private static final long NOW = ms("2026-11-28T17:30:00Z");
    private static final long TOMORROW = ms("2026-11-29T00:00:00Z");
    private final DayScript script = ScriptReader.shipped();

    @Test
    void theFirstDayIsTomorrowAndBeginsWhenTheRoomsOpen() {
        DemoDay day = DemoDay.behind(0, NOW, script);

        assertThat(day).isEqualTo(new DemoDay(TOMORROW, script.fromS() - 1));
        assertThat(day.hasBegun(script)).isFalse();
    }

    @Test
    void aDayGoesOnBehindItsLastMark() {
        DemoDay day = DemoDay.behind(ms("2026-11-29T10:16:07.001Z"), NOW, script);

        assertThat(day).isEqualTo(new DemoDay(TOMORROW, 10 * 3_600 + 16 * 60 + 7));
        assertThat(day.hasBegun(script)).isTrue();
        assertThat(day.endMs(day.pastS())).isEqualTo(ms("2026-11-29T10:16:07Z"));
    }

    @Test
    void aSecondThatWasBrokenOffIsNotPlayedAgain() {
        assertThat(DemoDay.behind(ms("2026-11-29T10:16:07.400Z"), NOW, script).pastS())
                .isEqualTo(10 * 3_600 + 16 * 60 + 8);
    }

    @Test
    void aDayWhosePeopleHaveGoneGoesOnUntilItsSessionsAreClosed() {
        DemoDay day = DemoDay.behind(ms("2026-11-29T11:30:00.001Z"), NOW, script);

        assertThat(day.dayMs()).isEqualTo(TOMORROW);
        assertThat(day.pastS()).isBetween(script.untilS(), script.closedS());
    }

    @Test
    void behindADayThatIsOverTheNextOneBegins() {
        long over = TOMORROW + script.closedS() * 1_000L + 1;

        assertThat(DemoDay.behind(over, NOW, script))
                .isEqualTo(new DemoDay(ms("2026-11-30T00:00:00Z"), script.fromS() - 1));
        assertThat(DemoDay.behind(over, ms("2027-01-10T08:00:00Z"), script).dayMs())
                .isEqualTo(ms("2027-01-11T00:00:00Z"));
    }

    private static long ms(String time) {
        return Instant.parse(time).toEpochMilli();
    }
}
