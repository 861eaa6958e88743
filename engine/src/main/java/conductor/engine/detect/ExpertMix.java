package conductor.engine.detect;

/**
 * Forecast of the next value by eight cheap experts, weighted by the inverse fourth power of their mean absolute error: last value,
 * means over 2, 8, 32 and 1024 points, level and trend (Holt), usual value of the time of day, last value plus the usual step of the
 * time of day.
 */
final class ExpertMix {
    private static final int EXPERTS = 8;
    // SeriesCells: the mean errors first, then the means over 2 and 8 points, Holt's level and trend
    private static final int MEAN_2 = 2 * EXPERTS;
    private static final int MEAN_8 = MEAN_2 + 2;
    private static final int LEVEL = MEAN_8 + 2;
    private static final int TREND = LEVEL + 2;
    static final int CELLS = TREND + 2;

    /** Memory of the errors: about 100 points. */
    private static final double ERROR_RATE = 0.01;
    /** Holt's smoothing of level and trend, the usual middle values. */
    private static final double LEVEL_RATE = 0.3;

    private static final double TREND_RATE = 0.1;
    /** Error floor relative to the spread: keeps the weight of a perfect expert finite. */
    private static final double FLOOR = 1e-9;

    private final double[] forecast = new double[EXPERTS];

    static void start(int[] cells, int at, double value) {
        SeriesCells.putDouble(cells, at + MEAN_2, value);
        SeriesCells.putDouble(cells, at + MEAN_8, value);
        SeriesCells.putDouble(cells, at + LEVEL, value);
    }

    /** The value less the weighted forecast; sets the single forecasts. */
    double residual(int[] cells, int at, SeriesPoint p, double mean32, double mean1024) {
        double mean8 = SeriesCells.getDouble(cells, at + MEAN_8);
        forecast[0] = p.previous;
        forecast[1] = SeriesCells.getDouble(cells, at + MEAN_2);
        forecast[2] = mean8;
        forecast[3] = mean32;
        forecast[4] = mean1024;
        forecast[5] = SeriesCells.getDouble(cells, at + LEVEL) + SeriesCells.getDouble(cells, at + TREND);
        forecast[6] = Double.isNaN(p.dayMean) ? mean8 : p.dayMean;
        forecast[7] = p.previous + p.dayStep;
        double floor = FLOOR * p.distance * p.distance;
        double sum = 0;
        double weights = 0;
        for (int i = 0; i < EXPERTS; i++) {
            double error = SeriesCells.getDouble(cells, at + 2 * i);
            double weight = p.distance * p.distance / (error * error + floor);
            weight *= weight;
            sum += weight * (forecast[i] - p.value);
            weights += weight;
        }
        return -sum / weights;
    }

    /** Learns the errors of the forecasts just made and the value. */
    void learn(int[] cells, int at, SeriesPoint p) {
        double errorRate = Math.max(p.allTimeRate, ERROR_RATE);
        for (int i = 0; i < EXPERTS; i++) {
            double error = SeriesCells.getDouble(cells, at + 2 * i);
            SeriesCells.putDouble(cells, at + 2 * i, error + (Math.abs(p.value - forecast[i]) - error) * errorRate);
        }
        double level = SeriesCells.getDouble(cells, at + LEVEL);
        double next = forecast[5] + LEVEL_RATE * (p.value - forecast[5]);
        double trend = SeriesCells.getDouble(cells, at + TREND);
        SeriesCells.putDouble(cells, at + TREND, trend + TREND_RATE * (next - level - trend));
        SeriesCells.putDouble(cells, at + LEVEL, next);
        SeriesCells.putDouble(cells, at + MEAN_2, forecast[1] + (p.value - forecast[1]) / 2);
        SeriesCells.putDouble(cells, at + MEAN_8, forecast[2] + (p.value - forecast[2]) / 8);
    }
}
