package conductor.engine.detect;

/**
 * Logarithm and exponential from + - * / and bit moves only, so that every Java runtime gives the same bits (Math.log and Math.exp
 * may not). Absolute error of {@link #ln} and relative error of {@link #exp} below 1e-8.
 */
final class Approx {
    static final double LN_2 = 0.6931471805599453;
    static final double LN_10 = 2.302585092994046;

    private static final long MANTISSA = 0x000fffffffffffffL;
    private static final long ONE_BITS = 0x3ff0000000000000L;
    private static final int BIAS = 1023;
    private static final int MANTISSA_BITS = 52;
    private static final int TABLE_BITS = 7;
    private static final int TABLE = 1 << TABLE_BITS;
    /** For the middle of each part of [1, 2): one over it, and the logarithm of what that is one over. */
    private static final double[] INVERSE = new double[TABLE];

    private static final double[] LN = new double[TABLE];
    /** Beyond this the result of exp would leave the range of normal numbers. */
    private static final double EXP_LIMIT = 700;

    static {
        for (int i = 0; i < TABLE; i++) {
            INVERSE[i] = 1 / (1 + (i + 0.5) / TABLE);
            LN[i] = -StrictMath.log(INVERSE[i]);
        }
    }

    private Approx() {}

    /** Natural logarithm of a positive normal number: of its exponent, of the middle of its part, and a series for the small rest. */
    static double ln(double x) {
        long bits = Double.doubleToRawLongBits(x);
        int part = (int) (bits >>> MANTISSA_BITS - TABLE_BITS) & TABLE - 1;
        double r = Double.longBitsToDouble(bits & MANTISSA | ONE_BITS) * INVERSE[part] - 1;
        double rest = r * (1 - r * (1.0 / 2 - r * (1.0 / 3 - r * (1.0 / 4))));
        return ((int) (bits >>> MANTISSA_BITS) - BIAS) * LN_2 + LN[part] + rest;
    }

    /** e to the power of x, x cut to +-700: 2^i times a Taylor polynomial of the rest, which is at most ln(2)/2. */
    static double exp(double x) {
        double cut = x > EXP_LIMIT ? EXP_LIMIT : x < -EXP_LIMIT ? -EXP_LIMIT : x;
        double whole = Math.floor(cut / LN_2 + 0.5);
        double r = cut - whole * LN_2;
        double tail = 1.0 / 720 + r * (1.0 / 5040 + r * (1.0 / 40320));
        double series = 1 + r * (1 + r * (0.5 + r * (1.0 / 6 + r * (1.0 / 24 + r * (1.0 / 120 + r * tail)))));
        return series * Double.longBitsToDouble(((long) whole + BIAS) << MANTISSA_BITS);
    }
}
