package conductor.engine.audience;

import conductor.engine.core.Arm;
import conductor.engine.core.Policy;
import conductor.engine.core.SelectionConfig;
import conductor.engine.core.Steps;
import conductor.engine.learn.ArmStatistics;
import conductor.engine.learn.InterventionTable;
import conductor.engine.learn.Priors;
import conductor.engine.learn.ThompsonPolicy;
import conductor.engine.state.Ppm;

/** Gate 5: which of the free arms is taken, by which policy, and how sure that makes (audience.md 6.3, 6.4). */
final class Selection {
    private static final double MILLION = 1e6;

    final ArmStatistics statistics;
    private final RulePolicy rules = new RulePolicy();
    private final ThompsonPolicy thompson;
    private final int policy;
    private final long seed;

    Selection(SelectionConfig config) {
        this.seed = config.seed();
        this.policy = config.policy();
        this.statistics = new ArmStatistics(Priors.of(config), config.evidenceDecayPpm() / MILLION);
        this.thompson = new ThompsonPolicy(statistics, config.seed());
    }

    /** Seed of the draws. */
    long seed() {
        return seed;
    }

    /** {@link Policy} that chooses. */
    int policy() {
        return policy;
    }

    /**
     * Chooses an arm; the choice and what it was made from go into the explanation.
     *
     * @param freeArms bit (arm - 1) set = allowed and not in its cool-down.
     * @param ordinal of the anomaly in its session, from 1.
     * @return false when none can be chosen.
     */
    boolean choose(Steps steps, int i, int freeArms, long ordinal, Explanation why) {
        int anomalyClass = steps.anomalyClass[i];
        int arm = policy == Policy.RULES
                ? byRules(anomalyClass, steps.scorePpm[i], freeArms)
                : byDraws(why.context(anomalyClass), freeArms, steps.subjectKey[i], ordinal, why);
        if (arm == 0) {
            return false;
        }
        take(arm, steps, i, why);
        return true;
    }

    /** Says of an arm that it is the one, with its figures. */
    void take(int arm, Steps steps, int i, Explanation why) {
        int anomalyClass = steps.anomalyClass[i];
        why.arm = arm;
        why.priority = InterventionTable.priority(anomalyClass, arm, steps.severity[i]);
        why.impactPpm = InterventionTable.impactPpm(anomalyClass, arm);
        why.successes = policy == Policy.RULES ? 0 : statistics.successes(why.context(anomalyClass), arm);
        why.confidencePpm = confidencePpm(why.context(anomalyClass), anomalyClass, arm, steps.anomalyScorePpm[i]);
    }

    /** Puts into the explanation what is known of all arms, whether or not one of them will be chosen. */
    void describe(int context, Explanation why) {
        for (int arm = Arm.POLL; arm <= Arm.GAMIFICATION && policy == Policy.THOMPSON; arm++) {
            why.arm(
                    arm,
                    statistics.alpha(context, arm),
                    statistics.beta(context, arm),
                    statistics.attempts(context, arm));
        }
    }

    private int byRules(int anomalyClass, int scorePpm, int freeArms) {
        return rules.choose(anomalyClass, scorePpm, freeArms) ? rules.arm() : 0;
    }

    private int byDraws(int context, int freeArms, long sessionKey, long ordinal, Explanation why) {
        int chosen = thompson.choose(context, freeArms, sessionKey, ordinal);
        for (int arm = Arm.POLL; arm <= Arm.GAMIFICATION; arm++) {
            why.sample(arm, thompson.sample(arm));
        }
        return chosen;
    }

    /** How sure a decision for an arm is in a context, in millionths. */
    int confidencePpm(int context, int anomalyClass, int arm, int anomalyScorePpm) {
        return confidence(mean(context, anomalyClass, arm), anomalyScorePpm);
    }

    /** Rules have no opinion of arms that they do not name for the class. */
    private double mean(int context, int anomalyClass, int arm) {
        if (policy != Policy.RULES) {
            return statistics.mean(context, arm);
        }
        return InterventionTable.names(anomalyClass, arm)
                ? InterventionTable.confidencePpm(anomalyClass, arm) / MILLION
                : 0;
    }

    /** mean · (0.75 + 0.25 · A), in millionths. */
    static int confidence(double mean, int anomalyScorePpm) {
        return (int) Ppm.round(mean * (3 * MILLION + anomalyScorePpm) / (4 * MILLION));
    }
}
