package conductor.engine.learn;

import conductor.engine.state.Hashing;

/**
 * Random numbers that are a function of what they are drawn for instead of a sequence that goes on: draw {@code k} for a subject is
 * output {@code k} of SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014) whose state is made of
 * the subject. So a decision that changes shifts no later one, and nothing has to be kept.
 */
public final class CounterRandom {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;
    private static final double TWO_POW_MINUS_53 = 0x1p-53;

    private CounterRandom() {}

    /** Output {@code n} of the generator with this seed, as a number in 0 (inclusive) to 1 (exclusive). */
    public static double unit(long seed, long n) {
        return (bits(seed, n) >>> 11) * TWO_POW_MINUS_53;
    }

    /** The same in the open interval from 0 to 1: a number that has a logarithm. */
    static double open(long seed, long n) {
        return ((bits(seed, n) >>> 11) + 0.5) * TWO_POW_MINUS_53;
    }

    /** A seed for the draws of one arm at one anomaly of a session. */
    static long seed(long seed, long sessionKey, long ordinal, int arm) {
        long ofSession = Hashing.mix(seed + GOLDEN * sessionKey);
        return Hashing.mix(ofSession + GOLDEN * (ordinal * 8 + arm));
    }

    private static long bits(long seed, long n) {
        return Hashing.mix(seed + n * GOLDEN);
    }
}
