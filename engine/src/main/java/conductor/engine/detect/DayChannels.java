package conductor.engine.detect;

/** Channels on the time of day: residual from the usual value, raw and smoothed, weekdays and weekend apart for one of them. */
final class DayChannels {
    private static final double FAST_RATE = 1.0 / 8;
    private static final double SLOW_RATE = 1.0 / 32;

    private long today;
    private int bin;
    private int dayCell;
    private int weekCell;
    private double residual;

    static void start(int[] cells, int at) {
        cells[at + SeriesLayout.PREVIOUS_BIN] = -1;
    }

    void measure(int[] cells, int at, SeriesPoint p, long timestampMs, double[] statistic) {
        today = DayBins.day(timestampMs);
        bin = DayBins.ofDay(timestampMs);
        dayCell = at + SeriesLayout.DAY_TABLE + bin * DayBins.CELLS_PER_BIN;
        int weekBin = DayBins.weekend(today) ? bin + DayBins.PER_DAY : bin;
        weekCell = at + SeriesLayout.WEEK_TABLE + weekBin * DayBins.CELLS_PER_BIN;

        boolean seen = DayBins.seen(cells, dayCell);
        p.dayMean = seen ? DayBins.mean(cells, dayCell) : Double.NaN;
        residual = seen ? p.value - p.dayMean : 0;
        p.dayStep = seen ? dayStep(cells, at, p.dayMean) : 0;
        double weekResidual = DayBins.seen(cells, weekCell) ? p.value - DayBins.mean(cells, weekCell) : residual;

        double fast = smooth(cells, at + SeriesLayout.DAY_FAST, residual, FAST_RATE);
        double slow = smooth(cells, at + SeriesLayout.DAY_SLOW, residual, SLOW_RATE);
        double week = smooth(cells, at + SeriesLayout.WEEK_FAST, weekResidual, FAST_RATE);
        double distance = SeriesCells.getDouble(cells, at + SeriesLayout.DAY_DISTANCE);
        double unit = distance > 0 ? distance : p.distance;
        boolean settled = DayBins.settled(cells, dayCell);
        statistic[SeriesChannel.DAY] = settled ? Math.abs(residual) / unit : 0;
        statistic[SeriesChannel.DAY_8] = settled ? Math.abs(fast) / unit : 0;
        statistic[SeriesChannel.DAY_32] = settled ? Math.abs(slow) / unit : 0;
        statistic[SeriesChannel.WEEK_8] = DayBins.settled(cells, weekCell) ? Math.abs(week) / unit : 0;
    }

    /** Usual step from the bin of the point before to this one. */
    private static double dayStep(int[] cells, int at, double dayMean) {
        int previousBin = cells[at + SeriesLayout.PREVIOUS_BIN];
        int cell = at + SeriesLayout.DAY_TABLE + previousBin * DayBins.CELLS_PER_BIN;
        return previousBin >= 0 && DayBins.seen(cells, cell) ? dayMean - DayBins.mean(cells, cell) : 0;
    }

    private static double smooth(int[] cells, int at, double target, double rate) {
        double next = SeriesCells.getDouble(cells, at) + (target - SeriesCells.getDouble(cells, at)) * rate;
        SeriesCells.putDouble(cells, at, next);
        return next;
    }

    void learn(int[] cells, int at, SeriesPoint p) {
        if (!Double.isNaN(p.dayMean)) {
            smooth(cells, at + SeriesLayout.DAY_DISTANCE, Math.abs(residual), p.slowRate);
        }
        DayBins.learn(cells, dayCell, today, p.value);
        DayBins.learn(cells, weekCell, today, p.value);
        cells[at + SeriesLayout.PREVIOUS_BIN] = bin;
    }
}
