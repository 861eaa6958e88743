package conductor.engine.audience;

import conductor.engine.core.Category;
import conductor.engine.core.Steps;
import conductor.engine.state.Ppm;

/**
 * Engagement score, version 1 (audience.md 4): a weighted sum of saturating chat and reaction rates, participation, the share
 * of active users and the share of leavers. All inputs are counts or millionths, all results millionths.
 *
 * <p>The contributions are differences of the rounded running sum, so each is within 1e-6 of its exact value and together they
 * give the rounded unclamped score exactly.
 */
public final class ScoreV1 {
    /** From here on a score is HIGH. */
    static final int HIGH_PPM = 600_000;

    private static final int CHAT_SATURATION = 20;
    private static final int REACTION_SATURATION = 10;
    /** Of this object alone: stages share no array. */
    private final double[] chatParts = saturating(CHAT_SATURATION);

    private final double[] reactionParts = saturating(REACTION_SATURATION);

    private int scorePpm;
    private int chatPpm;
    private int pollPpm;
    private int activePpm;
    private int reactionsPpm;
    private int leavePpm;

    /** Computes score and contributions; read them from this object until the next call. */
    public void compute(
            int chatCount, int reactionCount, int active, int total, long participationPpm, long leaveRatePpm) {
        double ratio = total <= 0 ? 0 : Math.min(1.0, (double) active / total);
        double poll = (double) Ppm.clamp(participationPpm, 0, Ppm.ONE) / Ppm.ONE;
        double leave = (double) Ppm.clamp(leaveRatePpm, 0, Ppm.ONE) / Ppm.ONE;
        double sum = 0.30 * chatParts[Math.min(Math.max(chatCount, 0), CHAT_SATURATION)];
        long rounded = Ppm.round(sum);
        chatPpm = (int) rounded;
        sum += 0.25 * poll;
        pollPpm = (int) (Ppm.round(sum) - rounded);
        rounded += pollPpm;
        sum += 0.25 * ratio;
        activePpm = (int) (Ppm.round(sum) - rounded);
        rounded += activePpm;
        sum += 0.10 * reactionParts[Math.min(Math.max(reactionCount, 0), REACTION_SATURATION)];
        reactionsPpm = (int) (Ppm.round(sum) - rounded);
        rounded += reactionsPpm;
        sum -= 0.10 * leave;
        leavePpm = (int) (Ppm.round(sum) - rounded);
        rounded += leavePpm;
        scorePpm = (int) Ppm.clamp(rounded, 0, Ppm.ONE);
    }

    /** The {@link Category} of a score in millionths. */
    public static int category(int scorePpm) {
        if (scorePpm >= 800_000) {
            return Category.VERY_HIGH;
        }
        if (scorePpm >= HIGH_PPM) {
            return Category.HIGH;
        }
        if (scorePpm >= 400_000) {
            return Category.MODERATE;
        }
        return scorePpm >= 200_000 ? Category.LOW : Category.VERY_LOW;
    }

    /** Puts score, category and contributions into a step. */
    void write(Steps steps, int i) {
        steps.scorePpm[i] = scorePpm;
        steps.category[i] = category(scorePpm);
        steps.chatPpm[i] = chatPpm;
        steps.pollPpm[i] = pollPpm;
        steps.activePpm[i] = activePpm;
        steps.reactionsPpm[i] = reactionsPpm;
        steps.leavePpm[i] = leavePpm;
    }

    public int scorePpm() {
        return scorePpm;
    }

    public int chatPpm() {
        return chatPpm;
    }

    public int pollPpm() {
        return pollPpm;
    }

    public int activePpm() {
        return activePpm;
    }

    public int reactionsPpm() {
        return reactionsPpm;
    }

    public int leavePpm() {
        return leavePpm;
    }

    /** ln(n + 1) / ln(saturation + 1) for n = 0..saturation. StrictMath, so that every machine has the same bits. */
    private static double[] saturating(int saturation) {
        double[] table = new double[saturation + 1];
        for (int n = 0; n <= saturation; n++) {
            table[n] = StrictMath.log(n + 1) / StrictMath.log(saturation + 1);
        }
        return table;
    }
}
