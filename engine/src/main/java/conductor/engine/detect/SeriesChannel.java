package conductor.engine.detect;

/**
 * The channels of evidence. Each gives a non-negative statistic a point; its histogram turns that into a severity, and the fusion
 * adds the severities with the weights below. All weights but one are equal: a search for better ones gained in the sample and
 * lost outside of it.
 */
final class SeriesChannel {
    /** Distance outside of the range of all values so far. */
    static final int RANGE = 0;
    /** Length of the run of equal values. */
    static final int FLAT = 1;
    /** Distance from the usual value of the time of day. */
    static final int DAY = 2;
    /** The same, mean over 8 points with sign. */
    static final int DAY_8 = 3;
    /** The same, mean over 32 points. */
    static final int DAY_32 = 4;
    /** Like {@link #DAY_8}, weekdays and weekend apart. */
    static final int WEEK_8 = 5;
    /** Mean over 32 points against mean over 1024, in standard deviations. */
    static final int SHIFT = 6;
    /** Step from the point before. */
    static final int STEP = 7;
    /** Distance from the weighted forecast of eight experts. */
    static final int EXPERT = 8;
    /** Distance of that residual outside of its range so far. */
    static final int EXPERT_RANGE = 9;
    /** Distance from the all-time mean in standard deviations. */
    static final int ALL_TIME = 10;
    /** Mean rank over 32 points: a shift inside of the usual values. */
    static final int RANK_SHIFT = 11;
    /** Change of the correlation of neighbours: a change of rhythm without a change of level. */
    static final int RHYTHM = 12;

    static final int COUNT = 13;

    /** Leaving the range is rare and hardly ever wrong; alone it scores more than any other channel. */
    private static final double RANGE_WEIGHT = 1.6;

    private static final double OTHER_WEIGHT = 0.4;

    private SeriesChannel() {}

    static double weight(int channel) {
        return channel == RANGE ? RANGE_WEIGHT : OTHER_WEIGHT;
    }
}
