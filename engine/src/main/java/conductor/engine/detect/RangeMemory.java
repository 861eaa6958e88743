package conductor.engine.detect;

/**
 * Smallest and largest number of the current and of the previous generation of points. A generation is as long as the memory of the
 * histograms, so a freak value is forgotten after one to two generations.
 */
final class RangeMemory {
    /** SeriesCells of one range: four doubles. */
    static final int CELLS = 8;

    private static final int LOW = 0;
    private static final int HIGH = 2;
    private static final int OLD_LOW = 4;
    private static final int OLD_HIGH = 6;

    private RangeMemory() {}

    static void start(int[] cells, int at, double value) {
        SeriesCells.putDouble(cells, at + LOW, value);
        SeriesCells.putDouble(cells, at + HIGH, value);
        SeriesCells.putDouble(cells, at + OLD_LOW, value);
        SeriesCells.putDouble(cells, at + OLD_HIGH, value);
    }

    /** Distance of the value outside of both generations, 0 inside. */
    static double excess(int[] cells, int at, double value) {
        double low = Math.min(SeriesCells.getDouble(cells, at + LOW), SeriesCells.getDouble(cells, at + OLD_LOW));
        double high = Math.max(SeriesCells.getDouble(cells, at + HIGH), SeriesCells.getDouble(cells, at + OLD_HIGH));
        return Math.max(0, Math.max(value - high, low - value));
    }

    static void learn(int[] cells, int at, double value, boolean newGeneration) {
        if (newGeneration) {
            System.arraycopy(cells, at, cells, at + OLD_LOW, OLD_LOW);
            SeriesCells.putDouble(cells, at + LOW, value);
            SeriesCells.putDouble(cells, at + HIGH, value);
            return;
        }
        if (value < SeriesCells.getDouble(cells, at + LOW)) {
            SeriesCells.putDouble(cells, at + LOW, value);
        }
        if (value > SeriesCells.getDouble(cells, at + HIGH)) {
            SeriesCells.putDouble(cells, at + HIGH, value);
        }
    }
}
