package conductor.engine.detect;

/**
 * Mass exit: how rare so many leavers within a window are. A false alarm begins when a person leaves and k - 1 others have left within
 * the window before, so in a look they begin at the rate
 *
 * <pre>  people x hazard x Binomial(k - 1; people - 1, 1 - exp(-hazard x window))</pre>
 *
 * (clump rate of a scan statistic, e.g. Naus 1982). That is less than the tail of the window itself, which counts a clump once per look.
 */
final class LeaveScan {
    /** Less than this part of the people is not material, and one person is no mass. */
    static final double LEAST_PART = 0.15;

    static final int LEAST_LEAVERS = 3;

    private static final int TABLE = 4096;
    private static final double LN_SQRT_2_PI = 0.9189385332046727;
    /** ln k! */
    private static final double[] LN_FACTORIAL = new double[TABLE];

    static {
        for (int k = 2; k < TABLE; k++) {
            LN_FACTORIAL[k] = LN_FACTORIAL[k - 1] + StrictMath.log(k);
        }
    }

    private LeaveScan() {}

    /**
     * -log10 of the rate of false alarms in a look, 0 if not material or not more than expected.
     *
     * @param left people who left within the window.
     * @param people people at its begin.
     * @param hazard part of the people that leaves in a look.
     * @param looks length of the window.
     */
    static double severity(int left, double people, double hazard, double looks) {
        if (left < LEAST_LEAVERS || left < LEAST_PART * people || left <= hazard * looks * people) {
            return 0;
        }
        int n = (int) (people + 0.5) - 1;
        int k = left - 1;
        double stay = Math.min(-1e-9, -hazard * looks);
        double gone = 1 - Approx.exp(stay);
        double choose = lnFactorial(n) - lnFactorial(k) - lnFactorial(n - k);
        double lnRate = Approx.ln(people * hazard) + choose + k * Approx.ln(gone) + (n - k) * stay;
        return Math.max(0, -lnRate / Approx.LN_10);
    }

    /** ln k!, by Stirling's series beyond the table. */
    static double lnFactorial(int k) {
        if (k < TABLE) {
            return LN_FACTORIAL[k];
        }
        return (k + 0.5) * Approx.ln(k) - k + LN_SQRT_2_PI + 1 / (12.0 * k);
    }
}
