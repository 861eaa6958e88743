package conductor.engine.learn;

import conductor.engine.core.Arm;

/**
 * Contextual Thompson sampling (audience.md 6.4): one draw from the distribution of each free arm, the largest wins, ties go to the
 * earlier arm. Ask {@link #choose}, then read the draws. Allocates nothing.
 */
public final class ThompsonPolicy {
    private final BetaSampler sampler = new BetaSampler();
    private final double[] samples = new double[Arm.GAMIFICATION + 1];
    private final ArmStatistics statistics;
    private final long seed;

    public ThompsonPolicy(ArmStatistics statistics, long seed) {
        this.statistics = statistics;
        this.seed = seed;
    }

    /**
     * @param freeArms bit (arm - 1) set = may be chosen.
     * @param ordinal of the anomaly in its session; with the key it names the draws.
     * @return the {@link Arm}, 0 when none is free.
     */
    public int choose(int context, int freeArms, long sessionKey, long ordinal) {
        int best = 0;
        for (int arm = Arm.POLL; arm <= Arm.GAMIFICATION; arm++) {
            samples[arm] = Double.NaN;
            if ((freeArms & 1 << (arm - 1)) != 0) {
                samples[arm] = sampler.sample(
                        CounterRandom.seed(seed, sessionKey, ordinal, arm),
                        statistics.alpha(context, arm),
                        statistics.beta(context, arm));
                best = best == 0 || samples[arm] > samples[best] ? arm : best;
            }
        }
        return best;
    }

    /** What was drawn for an arm, NaN where it was not free. */
    public double sample(int arm) {
        return samples[arm];
    }
}
