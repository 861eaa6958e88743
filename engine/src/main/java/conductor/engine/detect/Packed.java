package conductor.engine.detect;

/** Two floats in a 64-bit word. */
final class Packed {
    private static final long LOW = 0xffffffffL;

    private Packed() {}

    static long of(double low, double high) {
        return (Float.floatToRawIntBits((float) low) & LOW) | (long) Float.floatToRawIntBits((float) high) << 32;
    }

    static double low(long word) {
        return Float.intBitsToFloat((int) word);
    }

    static double high(long word) {
        return Float.intBitsToFloat((int) (word >>> 32));
    }
}
