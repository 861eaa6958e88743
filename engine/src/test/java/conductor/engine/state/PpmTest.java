package conductor.engine.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PpmTest {
    @ParameterizedTest
    @CsvSource({
        "1,2,1", "3,2,2", "5,2,3", "-1,2,0", "-3,2,-1", "-5,2,-2", "1,3,0", "2,3,1", "-1,3,0", "-2,3,-1", "0,7,0"
    })
    void aHalfIsRoundedUpOnBothSidesOfZero(long numerator, long denominator, long expected) {
        assertThat(Ppm.divide(numerator, denominator)).isEqualTo(expected);
    }

    @Test
    void divisionAgreesWithDecimalArithmetic() {
        Random random = new Random(17);
        for (int i = 0; i < 200_000; i++) {
            long denominator = 1 + random.nextInt(i % 2 == 0 ? 50 : 2_000_000);
            long numerator = random.nextLong(-1_000_000_000_000L, 1_000_000_000_001L);
            assertThat(Ppm.divide(numerator, denominator))
                    .as("%d / %d", numerator, denominator)
                    .isEqualTo(halfUp(BigDecimal.valueOf(numerator), denominator));
        }
    }

    @ParameterizedTest
    @CsvSource({"1,3,333333", "2,3,666667", "1,1,1000000", "0,5,0", "13,87,149425", "14,86,162791", "10,1,10000000"})
    void aRatioIsInMillionths(long part, long whole, long expected) {
        assertThat(Ppm.ratio(part, whole)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"0.5,500000", "0.0000005,1", "0.0000004,0", "-0.0000005,0", "-0.0000006,-1", "-1.25,-1250000"})
    void aDoubleIsRoundedHalfUp(double value, long expected) {
        assertThat(Ppm.round(value)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"-1,0,1,0", "0,0,1,0", "1,0,1,1", "2,0,1,1", "-7,-5,-3,-5"})
    void clampKeepsWithinBothEnds(long value, long min, long max, long expected) {
        assertThat(Ppm.clamp(value, min, max)).isEqualTo(expected);
    }

    /** Half up, for negative numbers towards zero at a half. */
    private static long halfUp(BigDecimal numerator, long denominator) {
        RoundingMode mode = numerator.signum() < 0 ? RoundingMode.HALF_DOWN : RoundingMode.HALF_UP;
        return numerator.divide(BigDecimal.valueOf(denominator), 0, mode).longValueExact();
    }
}
