package conductor.engine.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class DayBinsTest {
    private static final long DAY_MS = 86_400_000;

    private final int[] cells = new int[DayBins.CELLS_PER_BIN];

    @Test
    void timesFindTheirBinAndTheirDay() {
        assertThat(DayBins.ofDay(0)).isZero();
        assertThat(DayBins.ofDay(899_999)).isZero();
        assertThat(DayBins.ofDay(900_000)).isEqualTo(1);
        assertThat(DayBins.ofDay(-1)).isEqualTo(95);
        assertThat(DayBins.day(-1)).isEqualTo(-1);
        assertThat(DayBins.day(3 * DAY_MS)).isEqualTo(3);
    }

    @Test
    void saturdaysAndSundaysAreWeekends() {
        // 2014-04-12 was a Saturday, 1970-01-01 a Thursday.
        long saturday = DayBins.day(1_397_260_800_000L);
        assertThat(DayBins.weekend(saturday)).isTrue();
        assertThat(DayBins.weekend(saturday + 1)).isTrue();
        assertThat(DayBins.weekend(saturday + 2)).isFalse();
        assertThat(DayBins.weekend(saturday - 1)).isFalse();
        assertThat(DayBins.weekend(0)).isFalse();
        assertThat(DayBins.weekend(-4)).isTrue();
    }

    @Test
    void theFirstDaysAreAPlainMeanAndABinIsSettledOnItsSecondDay() {
        assertThat(DayBins.seen(cells, 0)).isFalse();
        for (int i = 0; i < 4; i++) {
            DayBins.learn(cells, 0, 7, 10 + i);
        }
        assertThat(DayBins.seen(cells, 0)).isTrue();
        assertThat(DayBins.settled(cells, 0)).isFalse();
        assertThat(DayBins.mean(cells, 0)).isCloseTo(11.5, within(1e-12));
        DayBins.learn(cells, 0, 8, 11.5);
        assertThat(DayBins.settled(cells, 0)).isTrue();
    }

    @Test
    void aNewLevelIsLearnedInDaysWhateverThePointsADay() {
        for (int perDay : new int[] {1, 900}) {
            cells[2] = 0;
            for (int day = 0; day < 20; day++) {
                learnDay(day, perDay, 0);
            }
            for (int day = 20; day < 27; day++) {
                learnDay(day, perDay, 1);
            }
            // A week at a weight of about 0.15 a day: between 60 and 75 % of the way.
            assertThat(DayBins.mean(cells, 0)).as(perDay + " a day").isBetween(0.60, 0.75);
        }
    }

    private void learnDay(int day, int points, double value) {
        for (int i = 0; i < points; i++) {
            DayBins.learn(cells, 0, day, value);
        }
    }
}
