package conductor.engine.detect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RangeMemoryTest {
    private final int[] cells = new int[RangeMemory.CELLS];

    @Test
    void onlyWhatLiesOutsideHasAnExcess() {
        RangeMemory.start(cells, 0, 5);
        RangeMemory.learn(cells, 0, 9, false);
        assertThat(RangeMemory.excess(cells, 0, 7)).isZero();
        assertThat(RangeMemory.excess(cells, 0, 9)).isZero();
        assertThat(RangeMemory.excess(cells, 0, 11.5)).isEqualTo(2.5);
        assertThat(RangeMemory.excess(cells, 0, 4)).isEqualTo(1);
    }

    @Test
    void aFreakValueIsForgottenWithTheSecondGeneration() {
        RangeMemory.start(cells, 0, 5);
        RangeMemory.learn(cells, 0, 1_000, false);
        RangeMemory.learn(cells, 0, 5, true);
        assertThat(RangeMemory.excess(cells, 0, 900)).isZero();
        RangeMemory.learn(cells, 0, 6, true);
        assertThat(RangeMemory.excess(cells, 0, 900)).isEqualTo(894);
    }
}
