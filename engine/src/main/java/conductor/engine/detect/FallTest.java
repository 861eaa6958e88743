package conductor.engine.detect;

/** Statistics of a fall: signed roots of deviances, positive = below expectation, standard normal when nothing happened. */
final class FallTest {
    /** The fall that is looked for: to 35 % of the messages. Sets the weights of the two statistics, not what can be found. */
    private static final double LOOKED_FOR = 0.35;

    private static final double LN_LOOKED_FOR = StrictMath.log(LOOKED_FOR);
    /** People who say less are still active within the minute now and then: the share falls with this power of the rate. */
    private static final double SHARE_POWER = 0.6;

    private static final double SHARE_LOSS = 1 - StrictMath.pow(LOOKED_FOR, SHARE_POWER);
    private static final double LN_SQRT_2_PI = 0.9189385332046727;
    private static final double LEAST_Z = 0.5;
    /** Less than this is no suspicion; no alarm at up to one false one an hour needs it. */
    static final double WEAK_Z = 2;

    /**
     * Benign drift has heavier tails than a normal variable. Two independent signs dilute them, two that go together do not: what is in common is
     * taken to be wider by this part.
     */
    private static final double HEAVY_TAIL = 0.14;

    private FallTest() {}

    /** x, or 0 if it is negative, to the bit as {@code Math.max(0, x)} but in two operations. */
    static double positivePart(double x) {
        return 0.5 * (x + Math.abs(x));
    }

    /** Root of twice x, or of 0 if x is negative. */
    private static double rootOfTwice(double x) {
        return Math.sqrt(x + Math.abs(x));
    }

    /**
     * Not negative if a mix of the statistics of a fall cannot exceed {@link #WEAK_Z}, found without division: the deviance of a count n
     * below its mean m is at most 2 (n - m)^2 / (n + m), that of activity at most x^2 / v, and a mix at most the root of their sum.
     */
    static double weakness(double n, double m, double sum, double variance) {
        double lost = m - n;
        double both = m + n;
        double ceased = positivePart(-sum);
        return (WEAK_Z * WEAK_Z * variance - ceased * ceased) * both - 2 * lost * lost * variance;
    }

    /**
     * Root of the negative binomial deviance
     *
     * <pre>  2 [n ln(n/m) - (n + k) ln((n + k) / (m + k))]</pre>
     *
     * A gamma-Poisson count n with mean m and relative variance 1/k of the mean itself: benign drift and an uncertain baseline.
     */
    static double count(double n, double m, double k) {
        // Where n is 0 the logarithm of 0 is finite, and 0 times it 0.
        double half = n * Approx.ln(n / m) - (n + k) * Approx.ln((n + k) / (m + k));
        double root = rootOfTwice(half);
        return n < m ? root : -root;
    }

    /** What {@link #count} would be on average in the fall that is looked for. */
    static double countInFall(double m, double k) {
        double n = LOOKED_FOR * m;
        return rootOfTwice(n * LN_LOOKED_FOR - (n + k) * Approx.ln((n + k) / (m + k)));
    }

    /**
     * Root of the deviance of a symmetric Skellam variable, 2 [x asinh(x/v) - sqrt(x^2 + v^2) + v]: people who become active less people
     * who cease to be. For large variances that is x^2/v; for small ones single steps do not look like many sigmas.
     */
    static double activity(double sum, double variance) {
        double x = Math.abs(sum);
        double radius = Math.sqrt(x * x + variance * variance);
        double half = x * Approx.ln((x + radius) / variance) - radius + variance;
        return -Math.copySign(rootOfTwice(half), sum);
    }

    /** What {@link #activity} would be about in the fall that is looked for. */
    static double activityInFall(double activePerTick, double ticks, double variance) {
        return SHARE_LOSS * activePerTick * ticks / Math.sqrt(variance);
    }

    /**
     * The best linear mix of two normal variables of that correlation, 0 to less than 1, for a shift (a, b) of their means (Fisher's
     * discriminant); one that would count against a fall does not count.
     */
    static double mix(double z, double a, double y, double b, double correlation) {
        double u = positivePart(a - correlation * b);
        double v = positivePart(b - correlation * a);
        double wide = 1 + HEAVY_TAIL * correlation;
        return (u * z + v * y) / (wide * Math.sqrt(u * u + v * v + 2 * correlation * u * v + 1e-12));
    }

    /**
     * -log10 of the rate at which an Ornstein-Uhlenbeck process of that correlation time passes z upwards in clumps, z phi(z) per
     * correlation time (Pickands 1969): a long average has fewer chances to be wrong than a short one.
     *
     * @param lnLooks ln of the correlation time in looks.
     */
    static double severity(double z, double lnLooks) {
        double lnRate = Approx.ln(Math.max(LEAST_Z, z)) - 0.5 * z * z - LN_SQRT_2_PI - lnLooks;
        return Math.max(0, -lnRate / Approx.LN_10);
    }
}
