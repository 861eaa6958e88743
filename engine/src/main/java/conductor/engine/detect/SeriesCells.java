package conductor.engine.detect;

/** Doubles and floats kept as raw bits in the flat {@code int[]} state; a double takes two cells, low half first. */
final class SeriesCells {
    private static final long LOW_HALF = 0xFFFF_FFFFL;

    private SeriesCells() {}

    static double getDouble(int[] cells, int at) {
        return Double.longBitsToDouble((long) cells[at + 1] << 32 | cells[at] & LOW_HALF);
    }

    static void putDouble(int[] cells, int at, double value) {
        long bits = Double.doubleToRawLongBits(value);
        cells[at] = (int) bits;
        cells[at + 1] = (int) (bits >>> 32);
    }

    static float getFloat(int[] cells, int at) {
        return Float.intBitsToFloat(cells[at]);
    }

    static void addFloat(int[] cells, int at, float increase) {
        cells[at] = Float.floatToRawIntBits(Float.intBitsToFloat(cells[at]) + increase);
    }
}
