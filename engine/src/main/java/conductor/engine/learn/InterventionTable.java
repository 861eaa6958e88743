package conductor.engine.learn;

import conductor.engine.core.AnomalyClass;
import conductor.engine.core.Arm;
import conductor.engine.core.Priority;
import conductor.engine.core.Severity;

/**
 * What is thought of the arms before anything was learned: the rule table of audience.md 6.3, one row a class and arm it names.
 */
public final class InterventionTable {
    private static final int IMPACT_OF_OTHERS_PPM = 80_000;
    private static final Row[] ROWS = rows();

    private record Row(int priority, int confidencePpm, int impactPpm) {}

    private InterventionTable() {}

    private static Row[] rows() {
        Row[] rows = new Row[(AnomalyClass.GRADUAL_DECLINE + 1) * (Arm.GAMIFICATION + 1)];
        rows[at(AnomalyClass.SUDDEN_DROP, Arm.POLL)] = new Row(Priority.HIGH, 850_000, 150_000);
        rows[at(AnomalyClass.SUDDEN_DROP, Arm.BROADCAST)] = new Row(Priority.HIGH, 750_000, 100_000);
        rows[at(AnomalyClass.GRADUAL_DECLINE, Arm.POLL)] = new Row(Priority.MEDIUM, 800_000, 120_000);
        rows[at(AnomalyClass.GRADUAL_DECLINE, Arm.GAMIFICATION)] = new Row(Priority.MEDIUM, 700_000, 80_000);
        rows[at(AnomalyClass.LOW_ENGAGEMENT, Arm.NOTIFICATION)] = new Row(Priority.HIGH, 750_000, 180_000);
        rows[at(AnomalyClass.LOW_ENGAGEMENT, Arm.POLL)] = new Row(Priority.HIGH, 820_000, 140_000);
        rows[at(AnomalyClass.MASS_EXIT, Arm.NOTIFICATION)] = new Row(Priority.HIGH, 900_000, 100_000);
        return rows;
    }

    private static int at(int anomalyClass, int arm) {
        return anomalyClass * (Arm.GAMIFICATION + 1) + arm;
    }

    /** Whether the table names the arm for the class. */
    public static boolean names(int anomalyClass, int arm) {
        return ROWS[at(anomalyClass, arm)] != null;
    }

    /** Confidence in a named arm in millionths. */
    public static int confidencePpm(int anomalyClass, int arm) {
        return ROWS[at(anomalyClass, arm)].confidencePpm;
    }

    /** {@link Priority} of an arm; one that is not named has that of the anomaly's {@link Severity}. */
    public static int priority(int anomalyClass, int arm, int severity) {
        Row row = ROWS[at(anomalyClass, arm)];
        if (row != null) {
            return row.priority;
        }
        return severity == Severity.CRITICAL ? Priority.HIGH : Priority.MEDIUM;
    }

    /** Estimated gain of the score in millionths. */
    public static int impactPpm(int anomalyClass, int arm) {
        Row row = ROWS[at(anomalyClass, arm)];
        return row == null ? IMPACT_OF_OTHERS_PPM : row.impactPpm;
    }
}
