package conductor.engine.learn;

/** Which automatic decisions are withheld as a control group (audience.md 6.6). */
public final class HoldOut {
    private static final double MILLION = 1e6;

    private HoldOut() {}

    /**
     * The number that is drawn for a decision, from 0 (inclusive) to 1 (exclusive).
     *
     * @param n session key XOR ordinal of the anomaly in its session.
     */
    public static double draw(long seed, long n) {
        return CounterRandom.unit(seed, n);
    }

    /**
     * Whether a decision is withheld.
     *
     * @param draw what was drawn for it.
     * @param fractionPpm share that is withheld, in millionths.
     */
    public static boolean withholds(double draw, int fractionPpm) {
        return draw < fractionPpm / MILLION;
    }

    /** The same for the {@link #draw} of {@code seed} and {@code n}. */
    public static boolean withholds(long seed, long n, int fractionPpm) {
        return withholds(draw(seed, n), fractionPpm);
    }
}
