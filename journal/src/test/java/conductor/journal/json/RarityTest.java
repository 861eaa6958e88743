package conductor.journal.json;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.detect.AlarmLevel;
import org.junit.jupiter.api.Test;

class RarityTest {
    @Test
    void theLevelOfAWantedRateIsOnceInItsHours() {
        assertThat(Rarity.words(AlarmLevel.ppm(0.1))).isEqualTo("expected once in 10 hours");
        assertThat(Rarity.words(AlarmLevel.ppm(0.01))).isEqualTo("expected once in 100 hours");
        assertThat(Rarity.words(AlarmLevel.ppm(1))).isEqualTo("expected once in 1 hour");
        assertThat(Rarity.words(AlarmLevel.ppm(10))).isEqualTo("expected once in 6 minutes");
        assertThat(Rarity.hoursPpm(AlarmLevel.ppm(0.1))).isEqualTo(10_000_000);
    }

    @Test
    void largeNumbersAreSaidWithThreeDigitsAndEnd() {
        assertThat(Rarity.words(AlarmLevel.ppm(1 / 12_345.6))).isEqualTo("expected once in 12,300 hours");
        assertThat(Rarity.words(AlarmLevel.ppm(1 / 2.5))).isEqualTo("expected once in 2.5 hours");
        assertThat(Rarity.words(1_000_000_000)).isEqualTo("expected once in more than a million hours");
        assertThat(Rarity.hoursPpm(1_000_000_000)).isEqualTo(1_000_000_000_000_000L);
    }
}
