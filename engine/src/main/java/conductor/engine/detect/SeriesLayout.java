package conductor.engine.detect;

/** Where everything a series remembers lies in its {@link #CELLS} cells of the flat state; doubles take two cells. */
final class SeriesLayout {
    // General
    static final int COUNT = 0;
    static final int MISSING = 2;
    static final int WEIGHT = 4;
    static final int TOTAL_WEIGHT = 6;
    static final int PEAK = 8;
    static final int PREVIOUS = 10;
    static final int FLAT_RUN = 12;
    // Level: all-time mean, variance and mean distance; means over 32, 64 and 1024 points, variance over 1024
    static final int MEAN = 14;
    static final int VARIANCE = 16;
    static final int DISTANCE = 18;
    static final int FAST = 20;
    static final int MIDDLE = 22;
    static final int SLOW = 24;
    static final int SLOW_VARIANCE = 26;
    static final int RANK_SHIFT = 28;
    static final int RHYTHM = 30;
    static final int SLOW_RHYTHM = 32;
    // Time of day
    static final int DAY_FAST = 34;
    static final int DAY_SLOW = 36;
    static final int WEEK_FAST = 38;
    static final int DAY_DISTANCE = 40;
    static final int PREVIOUS_BIN = 42;
    // Ranges
    static final int VALUE_RANGE = 44;
    static final int RESIDUAL_RANGE = VALUE_RANGE + RangeMemory.CELLS;
    // Experts
    static final int EXPERTS = RESIDUAL_RANGE + RangeMemory.CELLS;
    // Tables
    static final int DAY_TABLE = EXPERTS + ExpertMix.CELLS;
    static final int WEEK_TABLE = DAY_TABLE + DayBins.PER_DAY * DayBins.CELLS_PER_BIN;
    static final int HISTOGRAMS = WEEK_TABLE + 2 * DayBins.PER_DAY * DayBins.CELLS_PER_BIN;
    /** Histograms: one a channel, one of the values, one of the fused evidence. */
    static final int VALUE_HISTOGRAM = HISTOGRAMS + SeriesChannel.COUNT * TailHistogram.CELLS;

    static final int FUSED_HISTOGRAM = VALUE_HISTOGRAM + TailHistogram.CELLS;
    /** SeriesCells of one series: 4 bytes each. */
    static final int CELLS = FUSED_HISTOGRAM + TailHistogram.CELLS;

    private SeriesLayout() {}
}
