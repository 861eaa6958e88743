package conductor.engine.learn;

/**
 * Changes of score in one group, as count, sum and sum of squares: whole numbers, so that order does not matter. Holds nine million
 * members even if each changed by the whole scale.
 */
public final class Group {
    /** Number in records of those to whom something was done. */
    public static final int TREATED = 1;
    /** Number in records of those to whom nothing was done on purpose. */
    public static final int CONTROL = 2;

    private static final double MILLION = 1e6;

    private long count;
    private long sumPpm;
    private long squares;

    /** A group whose members were added up elsewhere. */
    public static Group of(long count, long sumPpm, long squares) {
        Group group = new Group();
        group.count = count;
        group.sumPpm = sumPpm;
        group.squares = squares;
        return group;
    }

    /** @param deltaPpm score after minus score before, in millionths. */
    public void add(int deltaPpm) {
        count++;
        sumPpm += deltaPpm;
        squares += square(deltaPpm);
    }

    /** What a member adds to the sum of squares. */
    public static long square(int deltaPpm) {
        return (long) deltaPpm * deltaPpm;
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
