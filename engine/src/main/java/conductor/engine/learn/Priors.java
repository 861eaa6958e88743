package conductor.engine.learn;

import conductor.engine.core.SelectionConfig;

/**
 * What an arm starts with (audience.md 6.4): a pseudo-count, spread by the confidence that the table has in the arm.
 *
 * @param pseudoCount of each arm's prior, above 0.
 * @param unnamedPpm confidence in arms that the table does not name for a class, in millionths.
 * @param informed false = Beta(1, 1) for every arm, for comparison.
 */
public record Priors(double pseudoCount, int unnamedPpm, boolean informed) {
    /** The shipped ones: pseudo-count 10, 0.60. */
    public static final Priors SHIPPED = new Priors(10, 600_000, true);

    /** Nothing known: every arm is Beta(1, 1). */
    public static final Priors UNIFORM = new Priors(2, 500_000, false);

    private static final double MILLION = 1e6;

    /** Those of an engine's configuration. */
    public static Priors of(SelectionConfig config) {
        return new Priors(config.priorCountMilli() / 1e3, config.priorUnnamedPpm(), true);
    }

    double alpha(int anomalyClass, int arm) {
        return pseudoCount * (ppm(anomalyClass, arm) / MILLION);
    }

    double beta(int anomalyClass, int arm) {
        return pseudoCount * ((1_000_000 - ppm(anomalyClass, arm)) / MILLION);
    }

    private int ppm(int anomalyClass, int arm) {
        return informed && InterventionTable.names(anomalyClass, arm)
                ? InterventionTable.confidencePpm(anomalyClass, arm)
                : unnamedPpm;
    }
}
