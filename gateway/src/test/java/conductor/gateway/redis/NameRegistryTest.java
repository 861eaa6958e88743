package conductor.gateway.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class NameRegistryTest {
    @Test
    void aNameIsDueWhenItIsNewAndAgainAfterAQuarterOfAnHour() {
        NameRegistry names = new NameRegistry(8);
        assertThat(names.isDue(42, 1_000)).isTrue();
        names.defined(42, 1_000);
        assertThat(names.isDue(42, 1_000)).isFalse();
        assertThat(names.isDue(42, 1_000 + NameRegistry.REPEAT_MS - 1)).isFalse();
        assertThat(names.isDue(42, 1_000 + NameRegistry.REPEAT_MS)).isTrue();
    }

    @Test
    void whenItIsFullTheNameDefinedLongestAgoIsForgotten() {
        NameRegistry names = new NameRegistry(8);
        for (long key = 1; key <= 8; key++) {
            names.defined(key, 100 - key);
        }
        names.defined(9, 200);
        for (long key = 1; key <= 9; key++) {
            assertThat(names.isDue(key, 200)).as("key %d", key).isEqualTo(key == 8);
        }
    }

    @Test
    void twoRegistriesWithTheSameHistoryAgree() {
        NameRegistry one = new NameRegistry(64);
        NameRegistry other = new NameRegistry(64);
        Random random = new Random(5);
        for (int i = 0; i < 100_000; i++) {
            long key = 1 + random.nextInt(200) * 0x9e3779b97f4a7c15L;
            long nowMs = i * 37L;
            boolean due = one.isDue(key, nowMs);
            assertThat(other.isDue(key, nowMs)).isEqualTo(due);
            if (due) {
                one.defined(key, nowMs);
                other.defined(key, nowMs);
            }
        }
    }
}
