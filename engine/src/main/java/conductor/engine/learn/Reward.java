package conductor.engine.learn;

import conductor.engine.state.Ppm;

/** How well an intervention did, from the scores before and after (audience.md 6.7). All in millionths. */
public final class Reward {
    private static final int OFFSET_PPM = 50_000;
    /** 1 / 0.25. */
    private static final int SLOPE = 4;

    private static final int HELPED_PPM = 300_000;

    private Reward() {}

    /** clamp((post − pre + 0.05) / 0.25, 0, 1). */
    public static int ppm(int prePpm, int postPpm) {
        return (int) Ppm.clamp(((long) postPpm - prePpm + OFFSET_PPM) * SLOPE, 0, Ppm.ONE);
    }

    /** Whether it helped: a reward above 0.3. */
    public static boolean helped(int rewardPpm) {
        return rewardPpm > HELPED_PPM;
    }
}
