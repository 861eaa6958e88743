package conductor.engine.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

class SeriesDetectorTest {
    private static final int STATE_BYTES_MOST = 8_192;
    private static final int TRIES = 40;
    private static final long MINUTE_MS = 60_000;
    /** Points of a day of a series with a point every five minutes. */
    private static final int DAY = 288;
    /** Severity worth an alarm: the best threshold of the public benchmark's half, 0.535, is 3.45. */
    private static final double ALARM = 3.4;

    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final SeriesDetector detector = new SeriesDetector();
    private final int[] cells = new int[SeriesDetector.CELLS];
    private final Random random = new Random(1);
    private int points;

    private double observe(int minute, double value) {
        return detector.observe(cells, 0, minute * MINUTE_MS, value);
    }

    /** The largest severity of the next points, five minutes apart. */
    private double loudest(int count, IntToDoubleFunction value) {
        double loudest = 0;
        for (int i = 0; i < count; i++) {
            loudest = Math.max(loudest, observe(5 * points, value.applyAsDouble(points)));
            points++;
        }
        return loudest;
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

    @Test
    void aSpikeIsFoundInNoiseAtAnyLevel() {
        for (double level : new double[] {0, 5, 1e9, -1e9}) {
            Arrays.fill(cells, 0);
            loudest(750, i -> level + random.nextGaussian());
            double usual = loudest(2_250, i -> level + random.nextGaussian());
            assertThat(loudest(1, i -> level + 12)).as("at " + level).isGreaterThan(Math.max(usual, ALARM) + 1);
        }
    }

    @Test
    void aLineThatLiesFlatOutsideOfWhatIsUsualIsFound() {
        IntToDoubleFunction load = i -> 100 + 30 * StrictMath.sin(i * 2 * Math.PI / DAY) + 5 * random.nextGaussian();
        loudest(10 * DAY, load);
        double usual = loudest(DAY, load);
        assertThat(loudest(3, i -> 0)).isGreaterThan(usual + 1).isGreaterThan(ALARM + 1);
    }

    @Test
    void halfADayWithoutItsWaveIsLouderThanAUsualOneThoughNoValueIsUnusual() {
        int usual = 0;
        int still = 0;
        for (int run = 0; run < 20; run++) {
            Arrays.fill(cells, 0);
            points = 0;
            IntToDoubleFunction wave = i -> 10 * StrictMath.sin(i * 2 * Math.PI / DAY) + 0.5 * random.nextGaussian();
            loudest(14 * DAY, wave);
            usual += loudest(DAY / 2, wave) >= 2.7 ? 1 : 0;
            loudest(DAY / 2, wave);
            still += loudest(DAY / 2, i -> 0.5 * random.nextGaussian()) >= 2.7 ? 1 : 0;
        }
        assertThat(still).isGreaterThanOrEqualTo(16);
        assertThat(usual).isLessThanOrEqualTo(6);
    }

    @Test
    void oneEventSpeaksOnceAndASecondOneIsHeard() {
        loudest(3_000, i -> random.nextGaussian());
        double first = loudest(1, i -> 12);
        double again = loudest(1, i -> 12);
        loudest(600, i -> random.nextGaussian());
        double second = loudest(1, i -> -14);
        assertThat(again).isLessThan(first / 2);
        assertThat(second).isGreaterThan(ALARM);
    }

    @Test
    void aVeryLongSeriesKeepsItsWeightsSmallAndStillHearsASpike() {
        double heaviest = 0;
        for (int i = 0; i < 600_000; i++) {
            observe(i, random.nextGaussian());
            heaviest = Math.max(heaviest, SeriesCells.getDouble(cells, SeriesLayout.WEIGHT));
        }
        // The weights have been scaled back twice by now.
        assertThat(heaviest).isBetween(0.99 * (1 << 20), 1.01 * (1 << 20));
        assertThat(observe(600_000, 12)).isGreaterThan(ALARM);
    }

    @Test
    void seriesInOneArrayDoNotTouchEachOther() {
        int[] three = new int[3 * SeriesDetector.CELLS];
        for (int i = 0; i < 2_000; i++) {
            double value = random.nextGaussian();
            assertThat(detector.observe(three, SeriesDetector.CELLS, i * MINUTE_MS, value))
                    .isEqualTo(observe(i, value));
        }
        assertThat(Arrays.copyOf(three, SeriesDetector.CELLS)).containsOnly(0);
        assertThat(Arrays.copyOfRange(three, SeriesDetector.CELLS, 2 * SeriesDetector.CELLS))
                .isEqualTo(cells);
        assertThat(Arrays.copyOfRange(three, 2 * SeriesDetector.CELLS, three.length))
                .containsOnly(0);
    }

    @Test
    void anArrayThatEndsTooSoonIsRefused() {
        assertThatThrownBy(() -> detector.observe(new int[SeriesDetector.CELLS - 1], 0, 0, 1))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void theScoreGrowsWithTheSeverityAndIsAHalfAtOnceInAThousand() {
        assertThat(SeriesDetector.anomalyScore(0)).isZero();
        assertThat(SeriesDetector.anomalyScore(3)).isEqualTo(0.5);
        assertThat(SeriesDetector.anomalyScore(4)).isBetween(SeriesDetector.anomalyScore(3.9), 1.0);
    }
}
