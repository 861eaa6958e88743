package conductor.ops.indicators;

/**
 * An indicator that is out of the ordinary.
 *
 * @param sinceMs epoch milliseconds at which that began.
 * @param usual what was usual then.
 * @param severity greatest severity so far.
 * @param worst worst value so far.
 */
record Alarm(long sinceMs, double usual, double severity, double worst) {}
