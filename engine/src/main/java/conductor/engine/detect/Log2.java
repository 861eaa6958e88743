package conductor.engine.detect;

/**
 * Binary logarithm from a table of 256 mantissa steps plus one linear term; absolute error below 2e-6. Uses only table reads,
 * + - * and bit operations, so the same input gives the same bits on every JDK; the table comes from {@link StrictMath}.
 */
final class Log2 {
    /** log10(2): turns a binary into a decimal logarithm. */
    static final double LOG10_OF_2 = 0.30102999566398120;

    private static final int TABLE_BITS = 8;
    private static final int STEPS = 1 << TABLE_BITS;
    private static final int MANTISSA_BITS = 52;
    private static final int EXPONENT_BIAS = 1023;
    private static final long MANTISSA_MASK = (1L << MANTISSA_BITS) - 1;
    private static final long BITS_OF_ONE = (long) EXPONENT_BIAS << MANTISSA_BITS;

    /** log2 at the middle of a step, shifted by half of the curvature error so that the error is centred. */
    private static final double[] VALUE = new double[STEPS];
    /** Middle of a step and slope there: log2(m) = VALUE + (m - MIDDLE) * SLOPE. */
    private static final double[] MIDDLE = new double[STEPS];

    private static final double[] SLOPE = new double[STEPS];

    static {
        double ln2 = StrictMath.log(2);
        for (int i = 0; i < STEPS; i++) {
            double middle = 1 + (i + 0.5) / STEPS;
            double half = 0.5 / STEPS / middle;
            MIDDLE[i] = middle;
            SLOPE[i] = 1 / (middle * ln2);
            VALUE[i] = StrictMath.log(middle) / ln2 - half * half / 4 / ln2;
        }
    }

    private Log2() {}

    /** Binary logarithm of a positive finite number; subnormal numbers count as 2^-1023. */
    static double of(double positive) {
        long bits = Double.doubleToRawLongBits(positive);
        int step = (int) (bits >>> (MANTISSA_BITS - TABLE_BITS)) & (STEPS - 1);
        double mantissa = Double.longBitsToDouble(bits & MANTISSA_MASK | BITS_OF_ONE);
        int exponent = (int) (bits >>> MANTISSA_BITS) - EXPONENT_BIAS;
        return exponent + (VALUE[step] + (mantissa - MIDDLE[step]) * SLOPE[step]);
    }
}
