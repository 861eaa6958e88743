package conductor.engine.learn;

/**
 * Changes of score in one group, as count, sum and sum of squares: whole numbers, so that order does not matter. Holds nine million
 * members even if each changed by the whole scale.
 */
public final class Group {
    private static final double MILLION = 1e6;

    private long count;
    private long sumPpm;
    private long squares;

    /** @param deltaPpm score after minus score before, in millionths. */
    public void add(int deltaPpm) {
        count++;
        sumPpm += deltaPpm;
        squares += (long) deltaPpm * deltaPpm;
    }

    public long count() {
        return count;
    }

    /** Mean change, NaN for an empty group. */
    public double mean() {
        return sumPpm / MILLION / count;
    }

    /** Sample variance, NaN for fewer than two. */
    double variance() {
        double mean = (double) sumPpm / count;
        return (squares - count * mean * mean) / (count - 1) / (MILLION * MILLION);
    }
}
