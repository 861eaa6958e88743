package conductor.engine.detect;

/**
 * How many false alarms may be risked so that of the alarms of many series watched together only a given share is false: smoothed, decaying
 * control of the false discovery rate, from Rebjock, Kurt, Januschowski, Callot, "Online false discovery rate control for anomaly detection in
 * time series" (NeurIPS 2021), their rule DS-LORD in continuous time.
 *
 * <p>What is risked at a time t (expected false alarms an hour, over all series) is {@code FREE_SERIES x own rate + share x sum over alarms a
 * of exp(-(t - a) / half an hour)}. Half an hour is two decays of an hour each: an alarm earns its share of further risk, spent within an hour
 * or so, and what is old counts no more. By that, of the alarms weighted with exp(-age / hour), the expected number of false ones stays below
 * {@code share x alarms + FREE_SERIES x own rate}. The second term keeps the risk from dying out where nothing happens for long, and
 * leaves a few series to their own rates. It holds under dependence between series, as a bound of expectations.
 */
public final class FalseShare {
    /** So many series have their own rates, whatever happens; more have to earn it. */
    public static final int FREE_SERIES = 10;

    private static final double MEMORY_MS = 1_800_000;

    private FalseShare() {}

    /** What is left of a sum of alarms after a time. */
    public static double remembered(double alarms, long elapsedMs) {
        return alarms * Approx.exp(-elapsedMs / MEMORY_MS);
    }

    /**
     * False alarms that may be risked in an hour over all series together.
     *
     * @param ownRate false alarms an hour that a series may have by itself.
     */
    public static double falseAlarmsPerHour(double share, double ownRate, double rememberedAlarms) {
        return FREE_SERIES * ownRate + share * rememberedAlarms;
    }
}
