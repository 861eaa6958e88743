package conductor.engine.audience;

import conductor.engine.core.AnomalyClass;
import conductor.engine.core.Rule;
import conductor.engine.core.Severity;
import conductor.engine.state.Ppm;

/**
 * Anomaly rules, version 1 (audience.md 5): compares a score with the mean and spread of the last evaluations, with the score
 * before and with the slope of the last six. All comparisons are on integer millionths. Only falls are reported.
 *
 * <p>Set the inputs, call {@link #classify}, read the results. Holds no state between calls.
 */
final class DetectorV1 {
    /** Raw scores that a slope needs, the current one included. */
    static final int SLOPE_POINTS = 6;

    private static final long LEAST_FLOOR = 20_000;
    private static final long EXIT_RATE = 150_000;
    private static final int EXIT_LEAVERS = 3;
    private static final long LEVEL_EVIDENCE = 600_000;
    private static final long CRITICAL = 800_000;

    // Inputs
    long scorePpm;
    long meanPpm;
    long sdPpm;
    long floorPpm;
    int leavers;
    long leaveRatePpm;
    /** Number of raw scores in {@link #raw}, the current one included, at most 6. */
    int rawCount;
    /** Raw scores, oldest first, the current one last. */
    final long[] raw = new long[SLOPE_POINTS];

    // Results
    int anomalyClass;
    int rule;
    int severity;
    long anomalyScorePpm;
    long zPpm;

    /**
     * The noise floor f: binomial noise of the active share and Poisson noise of chat and reactions.
     *
     * @param people users that the score speaks of, at least 1.
     * @param meanChat mean chat count of the earlier evaluations.
     * @param meanReactions mean reaction count of the earlier evaluations.
     */
    static long noiseFloorPpm(int people, double meanChat, double meanReactions) {
        double active = 0.125 * 0.125 / people;
        double chat = 0.098538 * 0.098538 * meanChat / ((meanChat + 1) * (meanChat + 1));
        double reactions = 0.041703 * 0.041703 * meanReactions / ((meanReactions + 1) * (meanReactions + 1));
        return Math.max(LEAST_FLOOR, Ppm.round(Math.sqrt(active + chat + reactions)));
    }

    /** Finds the first rule that matches; {@link #anomalyClass} is 0 when none does. */
    void classify() {
        zPpm = Ppm.divide((meanPpm - scorePpm) * Ppm.ONE, Math.max(sdPpm, floorPpm));
        long level = Ppm.clamp(Ppm.divide(zPpm, 5), 0, Ppm.ONE);
        anomalyClass = 0;
        if (!exit(level) && !low(level) && !step(level) && !trend(level)) {
            level(level);
        }
        if (anomalyClass == 0) {
            rule = 0;
            severity = 0;
            anomalyScorePpm = 0;
        }
    }

    private boolean exit(long level) {
        if (leavers < EXIT_LEAVERS || leaveRatePpm < EXIT_RATE) {
            return false;
        }
        long a = 600_000 + Ppm.divide((leaveRatePpm - EXIT_RATE) * 4, 3);
        return found(AnomalyClass.MASS_EXIT, Rule.EXIT, Math.max(level, a));
    }

    private boolean low(long level) {
        return scorePpm <= 200_000 && level >= LEVEL_EVIDENCE && found(AnomalyClass.LOW_ENGAGEMENT, Rule.LOW, level);
    }

    private boolean step(long level) {
        long before = rawCount < 2 ? 0 : raw[rawCount - 2];
        long fall = before - scorePpm;
        if (before <= 0 || fall * 4 < before || fall < 3 * floorPpm || zPpm < 1_500_000) {
            return false;
        }
        long share = Ppm.ratio(fall, before);
        long a = 600_000 + Ppm.divide((share - 250_000) * 16, 10);
        return found(AnomalyClass.SUDDEN_DROP, Rule.STEP, Math.max(level, a));
    }

    private boolean trend(long level) {
        if (rawCount < SLOPE_POINTS || scorePpm >= meanPpm) {
            return false;
        }
        long slope = Ppm.divide(-5 * raw[0] - 3 * raw[1] - raw[2] + raw[3] + 3 * raw[4] + 5 * raw[5], 35);
        long limit = Math.max(LEAST_FLOOR, Ppm.divide(floorPpm * 6, 10));
        if (slope >= -limit) {
            return false;
        }
        long whole = raw[0] - raw[5];
        for (int i = 1; i < SLOPE_POINTS; i++) {
            if ((raw[i - 1] - raw[i]) * 2 > whole) {
                return false;
            }
        }
        long a = Ppm.divide(-slope * 600_000, limit);
        return found(AnomalyClass.GRADUAL_DECLINE, Rule.TREND, Math.max(level, a));
    }

    private void level(long level) {
        if (scorePpm < meanPpm && (meanPpm - scorePpm) * 10 >= meanPpm && level >= LEVEL_EVIDENCE) {
            found(AnomalyClass.SUDDEN_DROP, Rule.LEVEL, level);
        }
    }

    private boolean found(int foundClass, int byRule, long a) {
        anomalyClass = foundClass;
        rule = byRule;
        anomalyScorePpm = Math.min(a, Ppm.ONE);
        severity = anomalyScorePpm >= CRITICAL ? Severity.CRITICAL : Severity.WARNING;
        return true;
    }
}
