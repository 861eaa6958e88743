package conductor.engine.state;

/** Arithmetic on integer millionths, rounded half up. */
public final class Ppm {
    /** The number 1. */
    public static final int ONE = 1_000_000;

    private Ppm() {}

    /** {@code numerator / denominator} rounded half up (towards positive infinity at a half); the denominator is positive. */
    public static long divide(long numerator, long denominator) {
        return Math.floorDiv(2 * numerator + denominator, 2 * denominator);
    }

    /** The fraction {@code part / whole} in millionths; the whole is positive. */
    public static long ratio(long part, long whole) {
        return divide(part * ONE, whole);
    }

    /** A double rounded to millionths, half up. */
    public static long round(double value) {
        return (long) Math.floor(value * ONE + 0.5);
    }

    public static long clamp(long value, long min, long max) {
        return value < min ? min : Math.min(value, max);
    }
}
