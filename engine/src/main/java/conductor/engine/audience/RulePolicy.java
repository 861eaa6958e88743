package conductor.engine.audience;

import conductor.engine.core.AnomalyClass;
import conductor.engine.core.Arm;
import conductor.engine.core.Priority;

/**
 * The rule table of audience.md 6.3: which intervention answers which anomaly. Ask {@link #choose}, then read the choice.
 */
final class RulePolicy {
    private int arm;
    private int priority;
    private int confidencePpm;
    private int impactPpm;

    /**
     * Takes the first row of the class whose arm is free.
     *
     * @param freeArms bit (arm - 1) set = allowed and not in its cool-down.
     * @return false when no row matches.
     */
    boolean choose(int anomalyClass, int scorePpm, int freeArms) {
        return switch (anomalyClass) {
            case AnomalyClass.SUDDEN_DROP ->
                take(freeArms, Arm.POLL, Priority.HIGH, 850_000, 150_000)
                        || take(freeArms, Arm.BROADCAST, Priority.HIGH, 750_000, 100_000);
            case AnomalyClass.GRADUAL_DECLINE ->
                take(freeArms, Arm.POLL, Priority.MEDIUM, 800_000, 120_000)
                        || take(freeArms, Arm.GAMIFICATION, Priority.MEDIUM, 700_000, 80_000);
            case AnomalyClass.LOW_ENGAGEMENT ->
                (scorePpm <= 250_000 && take(freeArms, Arm.NOTIFICATION, Priority.HIGH, 750_000, 180_000))
                        || take(freeArms, Arm.POLL, Priority.HIGH, 820_000, 140_000);
            case AnomalyClass.MASS_EXIT -> take(freeArms, Arm.NOTIFICATION, Priority.HIGH, 900_000, 100_000);
            default -> false;
        };
    }

    private boolean take(int freeArms, int candidate, int withPriority, int confidence, int impact) {
        if ((freeArms & 1 << (candidate - 1)) == 0) {
            return false;
        }
        arm = candidate;
        priority = withPriority;
        confidencePpm = confidence;
        impactPpm = impact;
        return true;
    }

    int arm() {
        return arm;
    }

    int priority() {
        return priority;
    }

    /** Confidence of the table in millionths. */
    int confidencePpm() {
        return confidencePpm;
    }

    /** Estimated impact on the score in millionths. */
    int impactPpm() {
        return impactPpm;
    }
}
