package conductor.ops.simulate;

import java.util.Random;

/** Seeded random numbers, the same on every machine: {@link Random} is specified to the bit. */
final class Draws {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private final Random random;

    /** Draws of one of several rooms. */
    Draws(long seed, int room) {
        random = new Random(seed * GOLDEN + room);
    }

    /** How often something happens that happens {@code mean} times on average (Knuth's product of uniforms). */
    int poisson(double mean) {
        if (mean <= 0) {
            return 0;
        }
        double limit = StrictMath.exp(-mean);
        int count = 0;
        for (double product = random.nextDouble(); product > limit; product *= random.nextDouble()) {
            count++;
        }
        return count;
    }

    /** How long something takes that takes {@code mean} on average and may end at any moment. */
    double exponential(double mean) {
        return -mean * StrictMath.log(1 - random.nextDouble());
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    double unit() {
        return random.nextDouble();
    }

    /** 0 to {@code bound - 1}. */
    int below(int bound) {
        return random.nextInt(bound);
    }
}
