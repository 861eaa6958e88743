package conductor.engine.audience;

import conductor.engine.core.AnomalyClass;
import conductor.engine.core.Arm;

/**
 * The rule table of audience.md 6.3: which intervention answers which anomaly (figures of the arms are in
 * {@link conductor.engine.learn.InterventionTable}). Ask {@link #choose}, then read the choice.
 */
final class RulePolicy {
    private int arm;

    /**
     * Takes the first row of the class whose arm is free.
     *
     * @param freeArms bit (arm - 1) set = allowed and not in its cool-down.
     * @return false when no row matches.
     */
    boolean choose(int anomalyClass, int scorePpm, int freeArms) {
        return switch (anomalyClass) {
            case AnomalyClass.SUDDEN_DROP -> take(freeArms, Arm.POLL) || take(freeArms, Arm.BROADCAST);
            case AnomalyClass.GRADUAL_DECLINE -> take(freeArms, Arm.POLL) || take(freeArms, Arm.GAMIFICATION);
            case AnomalyClass.LOW_ENGAGEMENT ->
                (scorePpm <= 250_000 && take(freeArms, Arm.NOTIFICATION)) || take(freeArms, Arm.POLL);
            case AnomalyClass.MASS_EXIT -> take(freeArms, Arm.NOTIFICATION);
            default -> false;
        };
    }

    private boolean take(int freeArms, int candidate) {
        if ((freeArms & 1 << (candidate - 1)) == 0) {
            return false;
        }
        arm = candidate;
        return true;
    }

    int arm() {
        return arm;
    }
}
