package conductor.engine.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SeriesDetectorTest {
    private static final int STATE_BYTES_MOST = 8_192;
    private static final int TRIES = 40;
    private static final long MINUTE_MS = 60_000;
    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final SeriesDetector detector = new SeriesDetector();
    private final int[] cells = new int[SeriesDetector.CELLS];
    private final Random random = new Random(1);

    private double observe(int minute, double value) {
        return detector.observe(cells, 0, minute * MINUTE_MS, value);
    }

    @Test
    void whatIsRememberedIsSmall() {
        assertThat(SeriesDetector.CELLS * Integer.BYTES).isLessThanOrEqualTo(STATE_BYTES_MOST);
    }

    @Test
    void aConstantSeriesSaysNothingAndItsFirstChangeDoes() {
        for (int i = 0; i < 2_000; i++) {
            assertThat(observe(i, 42)).isLessThan(3);
        }
        assertThat(observe(2_000, 43)).isGreaterThan(3);
    }

    @Test
    void aShiftOfTheLevelIsFound() {
        for (int i = 0; i < 3_000; i++) {
            observe(i, 5 + random.nextGaussian());
        }
        double most = 0;
        for (int i = 3_000; i < 3_060; i++) {
            most = Math.max(most, observe(i, 1 + random.nextGaussian()));
        }
        assertThat(most).isGreaterThan(3);
    }

    @Test
    void whatIsNoNumberIsCountedAndChangesNothingElse() {
        SeriesDetector other = new SeriesDetector();
        int[] clean = new int[SeriesDetector.CELLS];
        double[] none = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1e300};
        for (int i = 0; i < 2_000; i++) {
            double value = random.nextGaussian();
            if (i % 50 == 0) {
                assertThat(observe(i, none[i / 50 % none.length])).isZero();
            }
            assertThat(observe(i, value)).isEqualTo(other.observe(clean, 0, i * MINUTE_MS, value));
        }
        assertThat(SeriesDetector.missing(cells, 0)).isEqualTo(40);
        assertThat(SeriesDetector.missing(clean, 0)).isZero();
    }

    @Test
    void timesThatJumpAndWildValuesGiveNumbers() {
        for (int i = 0; i < 50_000; i++) {
            long timeMs = i % 500 == 0 ? random.nextLong() : i * MINUTE_MS / (1 + i % 3);
            double value = i % 97 == 0 ? 1e70 * random.nextGaussian() / 5 : random.nextGaussian();
            assertThat(detector.observe(cells, 0, timeMs, value)).isBetween(0.0, 50.0);
        }
    }

    @Test
    void aCopyOfTheCellsGoesOnWithTheSameBits() {
        SeriesDetector other = new SeriesDetector();
        int[] copy = cells.clone();
        for (int i = 0; i < 30_000; i++) {
            double value = Math.sin(i / 46.0) + random.nextGaussian();
            double severity = observe(i, value);
            if (i % 7_001 == 7_000) {
                copy = cells.clone();
            } else if (i > 7_000) {
                // The other one has another series in between: nothing may be remembered but the cells.
                other.observe(new int[SeriesDetector.CELLS], 0, i, random.nextDouble());
                assertThat(other.observe(copy, 0, i * MINUTE_MS, value)).isEqualTo(severity);
            }
        }
        assertThat(Arrays.equals(copy, cells)).isTrue();
    }

    @Test
    void aPointAllocatesNothing() {
        long bytes = Long.MAX_VALUE;
        for (int attempt = 0; attempt < TRIES && bytes != 0; attempt++) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 20_000; i++) {
                observe(i, random.nextDouble());
            }
            bytes = THREADS.getCurrentThreadAllocatedBytes() - before;
        }
        assertThat(bytes).isZero();
    }
}
