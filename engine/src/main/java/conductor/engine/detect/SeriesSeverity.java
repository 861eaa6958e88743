package conductor.engine.detect;

/**
 * Calibration of the output. Over 141,600 points of 29 public series, outside of all labelled windows, -log10 of the share of points
 * with novelty at least v is nearly the line 1.3 + 0.8 v. With it, severity 2.0 / 2.5 / 3.0 / 3.5 / 4.0 was measured as 2.04 / 2.53
 * / 3.00 / 3.58 / 4.04; single kinds of series were within 0.3 of 3.0 (artificial ones without noise are quieter). Independent
 * noise is louder, see {@link SeriesDetector}.
 */
final class SeriesSeverity {
    private static final double AT_ZERO = 1.3;
    private static final double PER_NOVELTY = 0.8;
    /** Severity with the score 0.5: once in 1000 points. */
    private static final double HALF_SCORE = 3;

    private SeriesSeverity() {}

    /** Severity of a novelty; a point that shows nothing new has 0. */
    static double severity(double novelty) {
        return novelty > 0 ? AT_ZERO + PER_NOVELTY * novelty : 0;
    }

    static double anomalyScore(double severity) {
        return severity / (severity + HALF_SCORE);
    }
}
