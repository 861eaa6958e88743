package conductor.engine.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class TailHistogramTest {
    private static final int AT = 5;

    private final int[] cells = new int[AT + TailHistogram.CELLS + AT];

    @Test
    void aTailIsWhatAPlainSumOverAllPositionsSays() {
        Random random = new Random(3);
        double[] positions = new double[2_000];
        for (int i = 0; i < positions.length; i++) {
            positions[i] = TailHistogram.position(0, 63, random.nextDouble());
            TailHistogram.learn(cells, AT, positions[i], 1);
        }
        for (double asked = 0; asked < 62.9; asked += 0.37) {
            double plain = 0;
            for (double each : positions) {
                plain += (int) each > (int) asked ? 1 : 0;
                plain += (int) each == (int) asked ? 1 - (asked - (int) asked) : 0;
            }
            assertThat(TailHistogram.tail(cells, AT, asked)).isCloseTo(plain, within(1e-6));
        }
    }

    @Test
    void positionsOutsideCountInTheOuterBins() {
        assertThat(TailHistogram.position(24, 6, -100)).isZero();
        assertThat(TailHistogram.position(24, 6, 100)).isBetween(61.9, 63.0);
        assertThat(TailHistogram.position(24, 6, 1)).isEqualTo(30);
    }

    @Test
    void shrinkingKeepsAllSharesExactly() {
        for (int i = 0; i < 500; i++) {
            TailHistogram.learn(cells, AT, i * 37 % 63, 1 + i % 5);
        }
        double tail = TailHistogram.tail(cells, AT, 20.25);
        double all = TailHistogram.tail(cells, AT, 0);
        TailHistogram.shrink(cells, AT, 1f / (1 << 20));
        assertThat(TailHistogram.tail(cells, AT, 20.25) / TailHistogram.tail(cells, AT, 0))
                .isEqualTo(tail / all);
        assertThat(TailHistogram.tail(cells, AT, 0)).isEqualTo(all / (1 << 20));
    }

    @Test
    void nothingIsWrittenBesideIt() {
        for (int bin = 0; bin < 63; bin++) {
            TailHistogram.learn(cells, AT, bin, 1);
        }
        TailHistogram.shrink(cells, AT, 0.5f);
        for (int i = 0; i < AT; i++) {
            assertThat(cells[i]).isZero();
            assertThat(cells[cells.length - 1 - i]).isZero();
        }
    }
}
