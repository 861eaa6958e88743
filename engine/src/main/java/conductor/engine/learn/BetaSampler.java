package conductor.engine.learn;

/**
 * Draws from Beta distributions, the same bits on every machine: only operations that IEEE 754 defines, and {@link StrictMath}.
 * Allocates nothing.
 *
 * <p>Beta(α, β) is X / (X + Y) with X ~ Gamma(α) and Y ~ Gamma(β). Gamma draws are those of Marsaglia and Tsang, A Simple Method for
 * Generating Gamma Variables (ACM TOMS 26, 2000), shapes below 1 by their boost; normal draws by Marsaglia's polar method.
 */
final class BetaSampler {
    private static final double THIRD = 1.0 / 3.0;
    private static final double SQUEEZE = 0.0331;

    private long seed;
    private long draws;

    /**
     * @param seed of the draws, see {@link CounterRandom}.
     * @param alpha above 0.
     * @param beta above 0.
     * @return between 0 and 1.
     */
    double sample(long seed, double alpha, double beta) {
        this.seed = seed;
        this.draws = 0;
        double x = gamma(alpha);
        double y = gamma(beta);
        double sum = x + y;
        return sum > 0 ? x / sum : alpha / (alpha + beta);
    }

    private double gamma(double shape) {
        if (shape < 1) {
            double boost = StrictMath.pow(uniform(), 1 / shape);
            return gammaAtLeastOne(shape + 1) * boost;
        }
        return gammaAtLeastOne(shape);
    }

    private double gammaAtLeastOne(double shape) {
        double d = shape - THIRD;
        double c = 1 / Math.sqrt(9 * d);
        while (true) {
            double x = normal();
            double root = 1 + c * x;
            if (root > 0) {
                double v = root * root * root;
                double u = uniform();
                double square = x * x;
                if (u < 1 - SQUEEZE * square * square
                        || StrictMath.log(u) < 0.5 * square + d * (1 - v + StrictMath.log(v))) {
                    return d * v;
                }
            }
        }
    }

    private double normal() {
        while (true) {
            double x = 2 * uniform() - 1;
            double y = 2 * uniform() - 1;
            double r = x * x + y * y;
            if (r < 1 && r > 0) {
                return x * Math.sqrt(-2 * StrictMath.log(r) / r);
            }
        }
    }

    private double uniform() {
        return CounterRandom.open(seed, draws++);
    }
}
