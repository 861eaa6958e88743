package conductor.engine.learn;

/** Which automatic decisions are withheld as a control group (audience.md 6.6). */
public final class HoldOut {
    private static final double MILLION = 1e6;

    private HoldOut() {}

    /**
     * @param n session key XOR ordinal of the anomaly in its session.
     * @param fractionPpm share that is withheld, in millionths.
     */
    public static boolean withholds(long seed, long n, int fractionPpm) {
        return CounterRandom.unit(seed, n) < fractionPpm / MILLION;
    }
}
