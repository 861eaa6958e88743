package conductor.engine.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class Log2Test {
    @Test
    void theTableIsAsNearAsItSays() {
        double worst = 0;
        for (double x = 1e-12; x < 1e12; x *= 1.000037) {
            worst = Math.max(worst, Math.abs(Log2.of(x) - StrictMath.log(x) / StrictMath.log(2)));
        }
        assertThat(worst).isBetween(1e-7, 2e-6);
    }

    @Test
    void itNeverFallsWithinAStepOfTheTable() {
        double last = Log2.of(1);
        for (int i = 1; i < 1 << 18; i++) {
            double next = Log2.of(1 + (double) i / (1 << 18));
            assertThat(next).isGreaterThan(last - 4e-6);
            last = next;
        }
    }

    @Test
    void theLargestAndTheSmallestStayFinite() {
        assertThat(Log2.of(Double.MAX_VALUE)).isCloseTo(1024, within(2e-6));
        assertThat(Log2.of(Double.MIN_NORMAL)).isCloseTo(-1022, within(2e-6));
        assertThat(Log2.of(Double.MIN_VALUE)).isCloseTo(-1023, within(2e-6));
    }

    @Test
    void thePowersOfTenAreThoseOfTheOtherLogarithm() {
        assertThat(Log2.of(1000) * Log2.LOG10_OF_2).isCloseTo(3, within(1e-6));
    }
}
