package conductor.ops.indicators;

import java.util.Arrays;

/** The latest values of a series, for their median. */
final class RecentValues {
    private final double[] values;
    private final int least;
    private int count;
    private int next;
    private double median = Double.NaN;

    /**
     * @param size how many values are remembered.
     * @param least how many there have to be to say anything.
     */
    RecentValues(int size, int least) {
        this.values = new double[size];
        this.least = least;
    }

    void add(double value) {
        values[next] = value;
        next = (next + 1) % values.length;
        count = Math.min(count + 1, values.length);
        if (count >= least) {
            double[] sorted = Arrays.copyOf(values, count);
            Arrays.sort(sorted);
            median = (sorted[(count - 1) / 2] + sorted[count / 2]) / 2;
        }
    }

    /** Not a number while there are too few values. */
    double median() {
        return median;
    }

    void forget() {
        count = 0;
        next = 0;
        median = Double.NaN;
    }
}
