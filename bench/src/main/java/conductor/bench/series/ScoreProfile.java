package conductor.bench.series;

/** Weights of the benchmark's application profiles: of a window that is found, a false point, and a window that is missed. */
enum ScoreProfile {
    STANDARD("standard", 1, 0.11, 1),
    REWARD_LOW_FP("reward_low_FP", 1, 0.22, 1),
    REWARD_LOW_FN("reward_low_FN", 1, 0.11, 2);

    /** As the benchmark calls it. */
    final String title;

    final double truePositive;
    final double falsePositive;
    final double falseNegative;

    ScoreProfile(String title, double truePositive, double falsePositive, double falseNegative) {
        this.title = title;
        this.truePositive = truePositive;
        this.falsePositive = falsePositive;
        this.falseNegative = falseNegative;
    }
}
