package conductor.engine.detect;

/**
 * Anomaly detector for any series of numbers: metrics, service indicators, scores. One pass, fixed memory, no look-ahead, the same
 * constants for every series (docs/detection.md).
 *
 * <p>Each {@link SeriesChannel} measures one kind of strangeness; the rank of the measure among its own past is its severity
 * s = -log10(tail share). Evidence = sum of weight x max(0, s - 0.3), part of it replaced by its own rank. An alarm is
 * evidence above a decaying share of the latest peak, so that one event speaks once and a second one is still heard.
 *
 * <p>Known bias: the channels' evidence is added as if independent. On series of independent noise a new record strikes several
 * channels at once, so severities from 3 on come up to several times as often as they say; on measured series they do not.
 *
 * <p>All that a series remembers lies in {@link #CELLS} cells of the caller's array; zeros are a new series. The object itself holds
 * only scratch values and can serve any number of series of one thread. Nothing is allocated a point; the same input gives the
 * same bits on every machine.
 */
public final class SeriesDetector {
    /** Cells (4 bytes each) of one series: at most 2048, which is 8 KiB. */
    public static final int CELLS = SeriesLayout.CELLS;

    /** Larger magnitudes are taken as missing, so that fourth powers stay finite. */
    private static final double LARGEST = 1e70;
    /** Points that the histograms remember; weights grow by the inverse of 1 - 1/MEMORY a point. */
    private static final int MEMORY = 20_000;

    private static final double GROWTH = 1 / (1 - 1.0 / MEMORY);
    /** Weights are scaled back at this size, long before a float loses its grip on single points. */
    private static final double HEAVY = 1 << 20;

    private static final float LIGHTER = 1f / (1 << 20);
    /** Weight of "one more such point" in a tail share: half a point, so that a record among n points has a share of 1/(2n). */
    private static final double PRIOR = 0.5;

    /** The first points find means, spread and forecasts unlearned; what they measure says little about later ones and counts little. */
    private static final int UNTRAINED = 25;

    private static final double UNTRAINED_WEIGHT = 1.0 / 64;

    // Statistics are in units of the series' spread: six bins an octave from 1/16 to 90 of it.
    private static final double STATISTIC_ZERO = 24;
    private static final double STATISTIC_BINS = 6;
    // Evidence: six bins an octave from 1/40 to 39.
    private static final double FUSED_ZERO = 32;
    private static final double FUSED_BINS = 6;

    /** Severity that half of all points reach: no evidence. */
    private static final double COMMON = 0.3;

    private static final double COMMON_SHARE = StrictMath.pow(10, -COMMON);
    /** A severity counts up to here, once in 1000 points: a long series must not speak louder than a short one, which cannot know more. */
    private static final double RARE = 3;
    /** Share of the evidence's own rank. */
    private static final double RANK_SHARE = 0.4;
    /** A record becomes likelier to be just one of many the longer a series runs: part of log10 of its length taken off. */
    private static final double LENGTH_SHARE = 0.5;

    private static final double LENGTH_UNIT = 500;
    /** Share of the latest peak that new evidence must exceed, and the points in which the peak falls to 1/e. */
    private static final double PEAK_SHARE = 0.65;

    private static final double PEAK_KEPT = 1 - 1.0 / 300;

    private static final double[] WEIGHT = new double[SeriesChannel.COUNT];

    static {
        for (int c = 0; c < SeriesChannel.COUNT; c++) {
            WEIGHT[c] = SeriesChannel.weight(c);
        }
    }

    private final SeriesPoint point = new SeriesPoint();
    private final double[] statistic = new double[SeriesChannel.COUNT];
    private final LevelChannels level = new LevelChannels();
    private final DayChannels day = new DayChannels();
    private final ExpertMix experts = new ExpertMix();
    private double total;
    private double commonShare;
    private double logTotal;
    private float weight;

    /**
     * Takes the next point of a series.
     *
     * @param cells array with the state of the series, {@link #CELLS} cells from {@code at} on.
     * @param timestampMs milliseconds since 1970; used for the time of day only. Repeats and steps back are harmless.
     * @param value the value; not finite means missing: counted, otherwise ignored.
     * @return severity: -log10 of how often a point is this strange; 0 when there is nothing new in it.
     */
    public double observe(int[] cells, int at, long timestampMs, double value) {
        if (!(Math.abs(value) <= LARGEST)) {
            SeriesCells.putDouble(
                    cells, at + SeriesLayout.MISSING, SeriesCells.getDouble(cells, at + SeriesLayout.MISSING) + 1);
            return 0;
        }
        SeriesPoint p = point;
        p.value = value;
        p.count = SeriesCells.getDouble(cells, at + SeriesLayout.COUNT);
        if (p.count == 0) {
            start(cells, at, value);
        }
        weigh(cells, at);
        level.prepare(cells, at, p);
        day.measure(cells, at, p, timestampMs, statistic);
        level.measure(cells, at, p, statistic, valueRank(cells, at));
        measureExperts(cells, at);
        double novelty = novelty(cells, at, evidence(cells, at));
        level.learn(cells, at, p);
        day.learn(cells, at, p);
        SeriesCells.putDouble(cells, at + SeriesLayout.COUNT, p.count + 1);
        return SeriesSeverity.severity(novelty);
    }

    /** Points of the series that were missing. */
    public static long missing(int[] cells, int at) {
        return (long) SeriesCells.getDouble(cells, at + SeriesLayout.MISSING);
    }

    /** A fixed monotone map of severity to 0..1. */
    public static double anomalyScore(double severity) {
        return SeriesSeverity.anomalyScore(severity);
    }

    private static void start(int[] cells, int at, double value) {
        LevelChannels.start(cells, at, value);
        RangeMemory.start(cells, at + SeriesLayout.VALUE_RANGE, value);
        ExpertMix.start(cells, at + SeriesLayout.EXPERTS, value);
        DayChannels.start(cells, at);
        SeriesCells.putDouble(cells, at + SeriesLayout.WEIGHT, 1);
    }

    /** Sets the weight of this point and what all tail shares of it have in common. */
    private void weigh(int[] cells, int at) {
        double next = SeriesCells.getDouble(cells, at + SeriesLayout.WEIGHT);
        double before = SeriesCells.getDouble(cells, at + SeriesLayout.TOTAL_WEIGHT);
        if (next >= HEAVY) {
            next *= LIGHTER;
            before *= LIGHTER;
            for (int h = SeriesLayout.HISTOGRAMS; h < SeriesLayout.CELLS; h += TailHistogram.CELLS) {
                TailHistogram.shrink(cells, at + h, LIGHTER);
            }
        }
        weight = (float) (point.count < UNTRAINED ? next * UNTRAINED_WEIGHT : next);
        total = before + weight;
        commonShare = total * COMMON_SHARE;
        logTotal = Log2.of(total);
        SeriesCells.putDouble(cells, at + SeriesLayout.WEIGHT, next * GROWTH);
        SeriesCells.putDouble(cells, at + SeriesLayout.TOTAL_WEIGHT, total);
        point.newGeneration = point.count > 0 && (long) point.count % MEMORY == 0;
    }

    /** Share of the past values below this one, half of the equal ones included, 0.5 for the first; learns the value. */
    private double valueRank(int[] cells, int at) {
        return level.rank(cells, at + SeriesLayout.VALUE_HISTOGRAM, point, weight, total - weight);
    }

    private void measureExperts(int[] cells, int at) {
        double residual = experts.residual(
                cells,
                at + SeriesLayout.EXPERTS,
                point,
                SeriesCells.getDouble(cells, at + SeriesLayout.FAST),
                SeriesCells.getDouble(cells, at + SeriesLayout.SLOW));
        int range = at + SeriesLayout.RESIDUAL_RANGE;
        statistic[SeriesChannel.EXPERT] = Math.abs(residual) / point.distance;
        statistic[SeriesChannel.EXPERT_RANGE] = 0;
        if (point.count > UNTRAINED) {
            statistic[SeriesChannel.EXPERT_RANGE] = RangeMemory.excess(cells, range, residual) / point.distance;
            RangeMemory.learn(cells, range, residual, point.newGeneration);
        } else {
            RangeMemory.start(cells, range, residual);
        }
        experts.learn(cells, at + SeriesLayout.EXPERTS, point);
    }

    /** Ranks every statistic among its own past, learns it, and adds up the severities. */
    private double evidence(int[] cells, int at) {
        double sum = 0;
        int histogram = at + SeriesLayout.HISTOGRAMS;
        for (int c = 0; c < SeriesChannel.COUNT; c++) {
            double share = share(cells, histogram, statistic[c], STATISTIC_ZERO, STATISTIC_BINS);
            if (share < commonShare) {
                double severity = (logTotal - Log2.of(share)) * Log2.LOG10_OF_2;
                sum += WEIGHT[c] * (Math.min(severity, RARE) - COMMON);
            }
            histogram += TailHistogram.CELLS;
        }
        return sum;
    }

    /** Weight of the past at or above the amount, this point half counted; the whole weight for an amount of 0. Learns the amount. */
    private double share(int[] cells, int histogram, double amount, double zeroAt, double binsPerOctave) {
        if (!(amount > 0)) {
            TailHistogram.learn(cells, histogram, 0, weight);
            return total;
        }
        double position = TailHistogram.position(zeroAt, binsPerOctave, Log2.of(amount));
        double tail = TailHistogram.tail(cells, histogram, position) + PRIOR * weight;
        TailHistogram.learn(cells, histogram, position, weight);
        return tail;
    }

    /** Evidence and its rank, less the length of the series, less what the latest peak still covers. */
    private double novelty(int[] cells, int at, double evidence) {
        double share = share(cells, at + SeriesLayout.FUSED_HISTOGRAM, evidence, FUSED_ZERO, FUSED_BINS);
        double rank = (logTotal - Log2.of(share)) * Log2.LOG10_OF_2;
        double length = Math.min(point.count + 1, MEMORY) / LENGTH_UNIT;
        double strength = evidence + RANK_SHARE * (rank - evidence) - LENGTH_SHARE * Log2.LOG10_OF_2 * Log2.of(length);
        double peak = SeriesCells.getDouble(cells, at + SeriesLayout.PEAK);
        SeriesCells.putDouble(cells, at + SeriesLayout.PEAK, Math.max(strength, peak * PEAK_KEPT));
        return Math.max(0, strength - PEAK_SHARE * peak);
    }
}
