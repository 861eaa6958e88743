package conductor.ops.indicators;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RiseTest {
    private double total = 100;
    private double seconds = 50;
    private final Rise rise = new Rise(() -> total, () -> seconds);

    @Test
    void aTotalIsTakenAsItsRiseAUnitSinceTheLastLook() {
        assertThat(rise.getAsDouble()).isNaN();
        total += 30;
        seconds += 10;
        assertThat(rise.getAsDouble()).isEqualTo(3);
        seconds += 20;
        assertThat(rise.getAsDouble()).isZero();
    }

    @Test
    void aTotalThatGoesBackBeginsAnewWithoutAValue() {
        rise.getAsDouble();
        total = 4;
        seconds += 10;
        assertThat(rise.getAsDouble()).isNaN();
        total = 24;
        seconds += 10;
        assertThat(rise.getAsDouble()).isEqualTo(2);
    }

    @Test
    void whileATotalIsNotThereAndRightAfterwardsThereIsNoValue() {
        rise.getAsDouble();
        total = Double.NaN;
        seconds += 10;
        assertThat(rise.getAsDouble()).isNaN();
        total = 500;
        seconds += 10;
        assertThat(rise.getAsDouble()).isNaN();
        total = 510;
        seconds += 10;
        assertThat(rise.getAsDouble()).isEqualTo(1);
    }

    @Test
    void nothingThatHappenedHasNoMean() {
        rise.getAsDouble();
        assertThat(rise.getAsDouble()).isNaN();
    }
}
