package conductor.ops.indicators;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RarityTest {
    @Test
    void aSeverityIsToldAsTheHoursInWhichItIsExpectedOnce() {
        assertThat(Rarity.text(4, 10)).isEqualTo("expected once in 28 hours");
        assertThat(Rarity.text(5, 10)).isEqualTo("expected once in 278 hours");
        assertThat(Rarity.text(4, 30)).isEqualTo("expected once in 83 hours");
    }

    @Test
    void whatIsRarerThanEverMeasuredHasNoNumber() {
        assertThat(Rarity.text(6, 10)).isEqualTo("expected less than once in 1,000 hours");
        assertThat(Rarity.text(20, 10)).isEqualTo("expected less than once in 1,000 hours");
    }

    @Test
    void numbersAreShortForPeople() {
        assertThat(Rarity.number(3_400.4)).isEqualTo("3,400");
        assertThat(Rarity.number(12.34)).isEqualTo("12");
        assertThat(Rarity.number(0.01234)).isEqualTo("0.012");
        assertThat(Rarity.number(10)).isEqualTo("10");
        assertThat(Rarity.number(0)).isEqualTo("0");
        assertThat(Rarity.number(Double.NaN)).isEqualTo("-");
    }
}
