package conductor.engine.detect;

/** Channels on the value itself: range, run of equal values, distance and shift of level, step, rank and rhythm. */
final class LevelChannels {
    /** Points of the slow mean. */
    private static final double SLOW_POINTS = 1024;

    private static final double FAST_RATE = 1.0 / 32;
    private static final double MIDDLE_RATE = 1.0 / 64;
    /** Smallest spread relative to the level: rounding noise of a constant series is no spread. */
    private static final double ROUNDING = 1e-12;
    /** A run of eight equal values counts as 1 on the statistic scale. */
    private static final double FLAT_UNIT = 8;
    /** Correlation products are cut here, in variances: one spike must not pass for a rhythm. */
    private static final double LARGEST_PRODUCT = 4;
    // Histogram of values: zero in the middle, six bins an octave of 1 + 2 |distance| on both sides.
    private static final double VALUE_ZERO = 32;
    private static final double VALUE_BINS = 6;

    private double mean;
    private double slow;
    private double step;

    static void start(int[] cells, int at, double value) {
        SeriesCells.putDouble(cells, at + SeriesLayout.MEAN, value);
        SeriesCells.putDouble(cells, at + SeriesLayout.FAST, value);
        SeriesCells.putDouble(cells, at + SeriesLayout.MIDDLE, value);
        SeriesCells.putDouble(cells, at + SeriesLayout.SLOW, value);
        SeriesCells.putDouble(cells, at + SeriesLayout.PREVIOUS, value);
    }

    /** Fills the parts of the point that all channels share. */
    void prepare(int[] cells, int at, SeriesPoint p) {
        p.allTimeRate = 1 / (p.count + 1);
        p.slowRate = Math.max(p.allTimeRate, 1 / SLOW_POINTS);
        p.previous = SeriesCells.getDouble(cells, at + SeriesLayout.PREVIOUS);
        mean = SeriesCells.getDouble(cells, at + SeriesLayout.MEAN);
        double distance = SeriesCells.getDouble(cells, at + SeriesLayout.DISTANCE);
        // The first value that differs from all before is its own yardstick.
        double own = distance == 0 ? Math.abs(p.value - mean) : distance;
        p.distance = Math.max(own, ROUNDING * (1 + Math.abs(mean)));
        step = p.value - p.previous;
    }

    /** Share of the past below the value, half of its own bin included; learns the value. */
    double rank(int[] cells, int histogram, SeriesPoint p, float weight, double total) {
        double distance = (p.value - mean) / p.distance;
        double log = Log2.of(1 + 2 * Math.abs(distance));
        double position = TailHistogram.position(VALUE_ZERO, VALUE_BINS, distance < 0 ? -log : log);
        double middle = (int) position + 0.5;
        double above = TailHistogram.tail(cells, histogram, middle);
        TailHistogram.learn(cells, histogram, position, weight);
        return total > 0 ? 1 - above / total : 0.5;
    }

    void measure(int[] cells, int at, SeriesPoint p, double[] statistic, double rank) {
        double variance = SeriesCells.getDouble(cells, at + SeriesLayout.VARIANCE);
        statistic[SeriesChannel.ALL_TIME] = variance > 0 ? Math.abs(p.value - mean) / Math.sqrt(variance) : 0;
        statistic[SeriesChannel.RANGE] = RangeMemory.excess(cells, at + SeriesLayout.VALUE_RANGE, p.value) / p.distance;
        statistic[SeriesChannel.STEP] = Math.abs(step) / p.distance;

        double run = step == 0 ? SeriesCells.getDouble(cells, at + SeriesLayout.FLAT_RUN) + 1 : 0;
        SeriesCells.putDouble(cells, at + SeriesLayout.FLAT_RUN, run);
        statistic[SeriesChannel.FLAT] = run / FLAT_UNIT;

        slow = SeriesCells.getDouble(cells, at + SeriesLayout.SLOW);
        double slowVariance = SeriesCells.getDouble(cells, at + SeriesLayout.SLOW_VARIANCE);
        double deviation = slowVariance > 0 ? Math.sqrt(slowVariance) : p.distance;
        statistic[SeriesChannel.SHIFT] =
                Math.abs(SeriesCells.getDouble(cells, at + SeriesLayout.FAST) - slow) / deviation;

        double rankShift = SeriesCells.getDouble(cells, at + SeriesLayout.RANK_SHIFT);
        rankShift += (rank - 0.5 - rankShift) * FAST_RATE;
        SeriesCells.putDouble(cells, at + SeriesLayout.RANK_SHIFT, rankShift);
        statistic[SeriesChannel.RANK_SHIFT] = 2 * Math.abs(rankShift);
        statistic[SeriesChannel.RHYTHM] = rhythm(cells, at, p, deviation);
    }

    /** |mean over 32 - mean over 1024| of the product of neighbouring deviations from the mean over 64, in variances. */
    private double rhythm(int[] cells, int at, SeriesPoint p, double deviation) {
        double middle = SeriesCells.getDouble(cells, at + SeriesLayout.MIDDLE);
        double product = (p.value - middle) / deviation * ((p.previous - middle) / deviation);
        product = Math.max(-LARGEST_PRODUCT, Math.min(LARGEST_PRODUCT, product));
        double fast = SeriesCells.getDouble(cells, at + SeriesLayout.RHYTHM);
        double slowRhythm = SeriesCells.getDouble(cells, at + SeriesLayout.SLOW_RHYTHM);
        fast += (product - fast) * FAST_RATE;
        slowRhythm += (product - slowRhythm) * p.slowRate;
        SeriesCells.putDouble(cells, at + SeriesLayout.RHYTHM, fast);
        SeriesCells.putDouble(cells, at + SeriesLayout.SLOW_RHYTHM, slowRhythm);
        return Math.abs(fast - slowRhythm);
    }

    void learn(int[] cells, int at, SeriesPoint p) {
        RangeMemory.learn(cells, at + SeriesLayout.VALUE_RANGE, p.value, p.newGeneration);
        double off = p.value - mean;
        double newMean = mean + off * p.allTimeRate;
        SeriesCells.putDouble(cells, at + SeriesLayout.MEAN, newMean);
        move(cells, at + SeriesLayout.VARIANCE, off * (p.value - newMean), p.allTimeRate);
        move(cells, at + SeriesLayout.DISTANCE, Math.abs(off), p.allTimeRate);
        move(cells, at + SeriesLayout.FAST, p.value, FAST_RATE);
        move(cells, at + SeriesLayout.MIDDLE, p.value, MIDDLE_RATE);
        double slowOff = p.value - slow;
        double newSlow = slow + slowOff * p.slowRate;
        SeriesCells.putDouble(cells, at + SeriesLayout.SLOW, newSlow);
        move(cells, at + SeriesLayout.SLOW_VARIANCE, slowOff * (p.value - newSlow), p.slowRate);
        SeriesCells.putDouble(cells, at + SeriesLayout.PREVIOUS, p.value);
    }

    private static void move(int[] cells, int at, double target, double rate) {
        double old = SeriesCells.getDouble(cells, at);
        SeriesCells.putDouble(cells, at, old + (target - old) * rate);
    }
}
