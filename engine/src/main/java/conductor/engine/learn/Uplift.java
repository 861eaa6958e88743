package conductor.engine.learn;

/**
 * What interventions gained over doing nothing (audience.md 6.6), with its 95 % interval (Welch, normal quantile).
 *
 * @param mean mean change of the treated minus that of the controls; NaN where a group is empty.
 * @param low lower end of the interval, NaN unless both groups have {@value #LEAST}.
 * @param high upper end of it.
 */
public record Uplift(double mean, double low, double high) {
    /** Members a group needs for an interval. */
    public static final int LEAST = 10;

    private static final double QUANTILE = 1.96;

    public static Uplift of(Group treated, Group control) {
        double mean = treated.mean() - control.mean();
        if (treated.count() < LEAST || control.count() < LEAST) {
            return new Uplift(mean, Double.NaN, Double.NaN);
        }
        double half = QUANTILE * Math.sqrt(treated.variance() / treated.count() + control.variance() / control.count());
        return new Uplift(mean, mean - half, mean + half);
    }

    /** Whether there is an interval. */
    public boolean hasInterval() {
        return low == low;
    }
}
