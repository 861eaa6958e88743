package conductor.engine.detect;

/**
 * Decayed histogram of 64 bins on a logarithmic scale, held in 72 float cells of the flat state: 64 bins, then 8 sums of 8 bins so
 * that a tail needs at most 14 reads. It answers "which share of the past was at least this large"; being a rank, the answer needs
 * no scale and no distribution (docs/detection.md).
 *
 * <p>Forgetting: instead of shrinking all bins each point, the weight of a new point grows by a constant factor; the caller
 * passes the weight and calls {@link #shrink} for all histograms when it has become large.
 */
final class TailHistogram {
    /** SeriesCells of one histogram. */
    static final int CELLS = 72;

    private static final int BINS = 64;
    private static final int BLOCK_BITS = 3;
    private static final int BLOCK = 1 << BLOCK_BITS;
    private static final int BLOCKS = BINS / BLOCK;
    /** Largest position: just inside the last bin. */
    private static final double LAST = BINS - 1.001;

    private TailHistogram() {}

    /**
     * Weight of the past at or above a position; inside the position's own bin the weight counts as spread evenly.
     *
     * @param position bin number with its fraction, 0 to {@link #LAST}.
     */
    static double tail(int[] cells, int at, double position) {
        int bin = (int) position;
        int block = bin >> BLOCK_BITS;
        double tail = SeriesCells.getFloat(cells, at + bin) * (1 - (position - bin));
        for (int i = bin + 1; i < block + 1 << BLOCK_BITS; i++) {
            tail += SeriesCells.getFloat(cells, at + i);
        }
        for (int i = block + 1; i < BLOCKS; i++) {
            tail += SeriesCells.getFloat(cells, at + BINS + i);
        }
        return tail;
    }

    /** Adds one point of the given weight. */
    static void learn(int[] cells, int at, double position, float weight) {
        int bin = (int) position;
        SeriesCells.addFloat(cells, at + bin, weight);
        SeriesCells.addFloat(cells, at + BINS + (bin >> BLOCK_BITS), weight);
    }

    /** Bin position of a logarithm, limited to the histogram. */
    static double position(double zeroAt, double binsPerUnit, double log) {
        double position = zeroAt + binsPerUnit * log;
        return position <= 0 ? 0 : Math.min(position, LAST);
    }

    /** Multiplies all weights by a power of two, which is exact. */
    static void shrink(int[] cells, int at, float factor) {
        for (int i = at; i < at + CELLS; i++) {
            cells[i] = Float.floatToRawIntBits(Float.intBitsToFloat(cells[i]) * factor);
        }
    }
}
