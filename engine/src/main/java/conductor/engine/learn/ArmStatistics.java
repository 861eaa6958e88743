package conductor.engine.learn;

import conductor.engine.core.Arm;
import conductor.engine.state.RowTable;

/**
 * What was learned about each arm in each context (audience.md 6.4), shared by all events. A row a context, made with its
 * first reward:
 *
 * <pre>
 *   0 context + 1   then for each arm: evidence a, evidence b (doubles), attempts | technical failures, successes
 * </pre>
 *
 * <p>An arm is Beta(α₀ + a, β₀ + b); a and b start at 0 and fade with every update of their context.
 */
public final class ArmStatistics {
    /** Words of a row. */
    public static final int HASHED_WORDS = 17;

    private static final int TABLE_ID = 11;
    private static final int WORDS = 4;
    private static final int A = 0;
    private static final int B = 1;
    private static final int COUNTS = 2;
    private static final int SUCCESSES = 3;
    private static final double MILLION = 1e6;

    public final RowTable rows = new RowTable(Context.COUNT, HASHED_WORDS, 0, TABLE_ID);
    private final Priors priors;
    private final double decay;

    /** @param decay factor of the evidence at each update of its context, above 0 and at most 1. */
    public ArmStatistics(Priors priors, double decay) {
        this.priors = priors;
        this.decay = decay;
    }

    public double alpha(int context, int arm) {
        return priors.alpha(Context.anomalyClass(context), arm) + evidence(context, arm, A);
    }

    public double beta(int context, int arm) {
        return priors.beta(Context.anomalyClass(context), arm) + evidence(context, arm, B);
    }

    /** Mean of the arm's distribution. */
    public double mean(int context, int arm) {
        double alpha = alpha(context, arm);
        return alpha / (alpha + beta(context, arm));
    }

    /** Rewards that the arm was given. */
    public int attempts(int context, int arm) {
        return known(context) ? rows.getInt(context, word(arm, COUNTS), 0) : 0;
    }

    /** Attempts that helped. */
    public int successes(int context, int arm) {
        return known(context) ? (int) rows.get(context, word(arm, SUCCESSES)) : 0;
    }

    /** Times that the platform could not carry it out. */
    public int technicalFailures(int context, int arm) {
        return known(context) ? rows.getInt(context, word(arm, COUNTS), 1) : 0;
    }

    /** Takes in a reward in millionths. */
    public void reward(int context, int arm, int rewardPpm) {
        know(context);
        fade(context);
        add(context, arm, A, rewardPpm / MILLION);
        add(context, arm, B, (1_000_000 - rewardPpm) / MILLION);
        rows.setInt(context, word(arm, COUNTS), 0, attempts(context, arm) + 1);
        if (Reward.helped(rewardPpm)) {
            rows.set(context, word(arm, SUCCESSES), successes(context, arm) + 1L);
        }
    }

    /** Lets the evidence of a context fade by one step, so that no arm is shut out for good by what it once was. */
    public void fade(int context) {
        if (!known(context)) {
            return;
        }
        for (int arm = Arm.POLL; arm <= Arm.GAMIFICATION; arm++) {
            set(context, arm, A, evidence(context, arm, A) * decay);
            set(context, arm, B, evidence(context, arm, B) * decay);
        }
    }

    /** Counts a technical failure, which teaches nothing. */
    public void failure(int context, int arm) {
        know(context);
        rows.setInt(context, word(arm, COUNTS), 1, technicalFailures(context, arm) + 1);
    }

    private boolean known(int context) {
        return rows.key(context) != 0;
    }

    private void know(int context) {
        if (!known(context)) {
            rows.claim(context, context + 1L);
        }
    }

    /**
     * Makes the row of a context whose words are read next.
     *
     * @param key what stands in the row's first word.
     * @return its slot.
     * @throws IllegalStateException for a key of no context.
     */
    public int restore(long key) {
        if (key < 1 || key > Context.COUNT) {
            throw new IllegalStateException("the state speaks of a context that there is not: key " + key);
        }
        rows.claim((int) key - 1, key);
        return (int) key - 1;
    }

    private double evidence(int context, int arm, int which) {
        return known(context) ? Double.longBitsToDouble(rows.get(context, word(arm, which))) : 0;
    }

    private void add(int context, int arm, int which, double more) {
        set(context, arm, which, evidence(context, arm, which) + more);
    }

    private void set(int context, int arm, int which, double value) {
        rows.set(context, word(arm, which), Double.doubleToRawLongBits(value));
    }

    private static int word(int arm, int which) {
        return 1 + (arm - 1) * WORDS + which;
    }
}
