package conductor.engine.detect;

/** What the channels share about the current point; filled anew each point, remembered by nobody. */
final class SeriesPoint {
    double value;
    double previous;
    /** Points before this one. */
    double count;
    /** Rate of an all-time mean: 1/(count + 1). */
    double allTimeRate;
    /** Rate of the means over 1024 points, the all-time rate until there are as many. */
    double slowRate;
    /** Typical distance of a value from the all-time mean, never 0. */
    double distance;
    /** Expected value of this time of day less that of the point before's; 0 while unknown. */
    double dayStep;
    /** Usual value of this time of day; NaN while unknown. */
    double dayMean;

    boolean newGeneration;
}
