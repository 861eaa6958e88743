package conductor.bench;

import conductor.engine.core.AnomalyClass;
import conductor.engine.core.Arm;
import conductor.engine.learn.ArmStatistics;
import conductor.engine.learn.Context;
import conductor.engine.learn.Group;
import conductor.engine.learn.HoldOut;
import conductor.engine.learn.Priors;
import conductor.engine.learn.Reward;
import conductor.engine.learn.ThompsonPolicy;
import conductor.engine.learn.Uplift;
import java.util.SplittableRandom;

/**
 * Sessions whose people react to each type of intervention by a true effect that the policy does not know. One anomaly a session;
 * every decision is automatic, some are withheld. A score moves by its own drift, which treated and controls share, and by the
 * effect of what was done.
 */
final class LearningRun {
    /**
     * What is true and the policy does not know.
     *
     * @param effects change of the score by arm, 0 unused.
     * @param noise standard deviation of the score's own drift.
     * @param smallRoomsToo whether a fifth of the rooms has fewer than 50 people, which doubles the contexts.
     */
    record World(String name, double[] effects, double noise, boolean smallRoomsToo) {
        /** Contexts that occur; each learns by itself. */
        int contexts() {
            return smallRoomsToo ? 24 : 12;
        }
    }

    /** One is drawn for each session; sudden drops are the most frequent. */
    private static final int[] CLASSES = {
        AnomalyClass.SUDDEN_DROP, AnomalyClass.GRADUAL_DECLINE, AnomalyClass.LOW_ENGAGEMENT, AnomalyClass.SUDDEN_DROP
    };

    private static final int MEDIUM = 1;
    private static final int LARGE = 2;
    private static final int MODERATE = 1;
    private static final int SEVERE = 2;
    private static final int ARMS = 0b1111;
    private static final double DRIFT = -0.01;
    private static final double MILLION = 1e6;

    private final World world;
    private final int holdoutPpm;
    private final double[] expectedReward = new double[Arm.GAMIFICATION + 1];
    private final double[] regretAt;
    private final double[] uniformRegretAt;
    private double effectOfTreated;
    private final Group treated = new Group();
    private final Group control = new Group();

    /**
     * @param world what is true in it.
     * @param priors what the policy believes beforehand.
     * @param decay of the evidence.
     */
    LearningRun(World world, Priors priors, double decay, double holdout, long seed, int sessions) {
        this.world = world;
        this.holdoutPpm = (int) Math.round(holdout * MILLION);
        this.regretAt = new double[sessions + 1];
        this.uniformRegretAt = new double[sessions + 1];
        for (int arm = Arm.POLL; arm <= Arm.GAMIFICATION; arm++) {
            expectedReward[arm] = expectedReward(world.effects()[arm]);
        }
        play(new ArmStatistics(priors, decay), seed, sessions);
    }

    private void play(ArmStatistics statistics, long seed, int sessions) {
        ThompsonPolicy policy = new ThompsonPolicy(statistics, seed);
        SplittableRandom random = new SplittableRandom(seed);
        double best = best();
        double uniform = uniform();
        for (int session = 1; session <= sessions; session++) {
            long key = random.nextLong();
            int context = context(random);
            double drift = DRIFT + world.noise() * random.nextGaussian();
            int arm = policy.choose(context, ARMS, key, 1);
            regretAt[session] = regretAt[session - 1];
            uniformRegretAt[session] = uniformRegretAt[session - 1];
            if (HoldOut.withholds(seed, key ^ 1, holdoutPpm)) {
                control.add(delta(drift));
            } else {
                int delta = delta(drift + world.effects()[arm]);
                treated.add(delta);
                effectOfTreated += world.effects()[arm];
                statistics.reward(context, arm, Reward.ppm(0, delta));
                regretAt[session] += best - expectedReward[arm];
                uniformRegretAt[session] += best - uniform;
            }
        }
    }

    /** Critical or low, mostly far below what was expected; rooms of 50 people and more: 12 contexts, or some smaller too: 24. */
    private int context(SplittableRandom random) {
        return Context.of(
                CLASSES[random.nextInt(CLASSES.length)],
                random.nextInt(2),
                world.smallRoomsToo() && random.nextInt(5) == 0 ? MEDIUM : LARGE,
                random.nextInt(4) == 0 ? MODERATE : SEVERE);
    }

    private static int delta(double change) {
        return (int) Math.round(Math.max(-1, Math.min(1, change)) * MILLION);
    }

    /** Mean reward of an effect, over the noise (a fixed fine grid of it). */
    private double expectedReward(double effect) {
        double sum = 0;
        double weights = 0;
        for (int i = -400; i <= 400; i++) {
            double z = i / 100.0;
            double weight = Math.exp(-z * z / 2);
            sum += weight * Reward.ppm(0, delta(DRIFT + world.noise() * z + effect)) / MILLION;
            weights += weight;
        }
        return sum / weights;
    }

    private double best() {
        double best = 0;
        for (int arm = Arm.POLL; arm <= Arm.GAMIFICATION; arm++) {
            best = Math.max(best, expectedReward[arm]);
        }
        return best;
    }

    private double uniform() {
        return (expectedReward[1] + expectedReward[2] + expectedReward[3] + expectedReward[4]) / 4;
    }

    /** Reward missed against the best fixed type in the first so many sessions. */
    double regretAt(int session) {
        return regretAt[session];
    }

    /** What choosing evenly would have missed over the same sessions. */
    double uniformRegretAt(int session) {
        return uniformRegretAt[session];
    }

    /** Mean true effect of what was done. */
    double trueUplift() {
        return effectOfTreated / treated.count();
    }

    Uplift uplift() {
        return Uplift.of(treated, control);
    }
}
