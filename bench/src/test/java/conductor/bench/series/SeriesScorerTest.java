package conductor.bench.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import conductor.bench.series.LabelledSeries.Window;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SeriesScorerTest {
    private static final int POINTS = 1_000;
    /** The first point that is scored: 15 % of the series. */
    private static final int SCORED = 150;

    private static final double ALARM = 0.9;
    private static final Window WINDOW = new Window(400, 409);

    private static LabelledSeries series(List<Window> windows, int... alarms) {
        return series("folder", POINTS, ALARM, windows, alarms);
    }

    private static LabelledSeries series(String folder, int points, double alarm, List<Window> windows, int... alarms) {
        double[] scores = new double[points];
        Arrays.stream(alarms).forEach(at -> scores[at] = alarm);
        return new LabelledSeries(folder, scores, windows);
    }

    private static double score(ScoreProfile profile, LabelledSeries... series) {
        boolean[] everything = new boolean[series.length];
        Arrays.fill(everything, true);
        return new SeriesScorer(List.of(series)).at(ALARM, everything, profile).score();
    }

    private static void scores(double standard, double lowFp, double lowFn, LabelledSeries... series) {
        assertThat(score(ScoreProfile.STANDARD, series)).isCloseTo(standard, within(1e-6));
        assertThat(score(ScoreProfile.REWARD_LOW_FP, series)).isCloseTo(lowFp, within(1e-6));
        assertThat(score(ScoreProfile.REWARD_LOW_FN, series)).isCloseTo(lowFn, within(1e-6));
    }

    @Test
    void silenceHasNothing() {
        scores(0, 0, 0, series(List.of(WINDOW)), series(List.of()));
    }

    @Test
    void theFirstPointOfEveryWindowAndNothingElseIsPerfect() {
        scores(100, 100, 100, series(List.of(WINDOW, new Window(700, 720)), 400, 700), series(List.of()));
    }

    @Test
    void aFalsePointFarFromAWindowCostsItsWholeWeight() {
        scores(100 - 11 / 2.0, 100 - 22 / 2.0, 100 - 11 / 3.0, series(List.of(WINDOW), 200, 400));
        scores(100 - 11 / 2.0, 100 - 22 / 2.0, 100 - 11 / 3.0, series(List.of(WINDOW), 400, 800));
        scores(100 - 11 / 2.0, 100 - 22 / 2.0, 100 - 11 / 3.0, series(List.of(WINDOW), 400), series(List.of(), 999));
    }

    /**
     * By hand: a detection at the sixth of ten points is worth sigmoid(-0.5) / sigmoid(-1) = 0.859793, later ones in the window nothing more; a
     * false point three behind it costs sigmoid(3/9) = -0.682262 of its weight.
     */
    @Test
    void aLateDetectionAndAPointSoonBehindTheWindowAreAsByHand() {
        scores(92.989628, 92.989628, 95.326419, series(List.of(WINDOW), 405, 407));
        scores(89.237188, 85.484749, 92.824792, series(List.of(WINDOW), 405, 412));
    }

    @Test
    void theFirstPointsOfASeriesAreNotScored() {
        scores(100, 100, 100, series(List.of(WINDOW), 0, SCORED - 1, 400));
        scores(94.5, 89, 100 - 11 / 3.0, series(List.of(WINDOW), SCORED, 400));
        LabelledSeries longer = series("folder", 10_000, ALARM, List.of(new Window(2_000, 2_009)), 749, 2_000);
        scores(100, 100, 100, longer);
        LabelledSeries scored = series("folder", 10_000, ALARM, List.of(new Window(2_000, 2_009)), 750, 2_000);
        scores(94.5, 89, 100 - 11 / 3.0, scored);
    }

    @Test
    void aWindowThatEndsInTheFirstPointsIsNoneAndOneThatReachesOutIs() {
        assertThat(series(List.of(new Window(100, SCORED - 1), WINDOW)).scoredWindows())
                .isEqualTo(1);
        assertThat(series(List.of(new Window(100, SCORED), WINDOW)).scoredWindows())
                .isEqualTo(2);
        scores(100, 100, 100, series(List.of(new Window(100, SCORED - 1), WINDOW), 100, 400));
    }

    @Test
    void aWindowOfOnePointIsFoundAndWhatFollowsIsFalse() {
        scores(94.5, 89, 100 - 11 / 3.0, series(List.of(new Window(400, 400)), 400, 401));
    }

    @Test
    void theBestThresholdIsNotMovedByWhatCostsMoreThanItBrings() {
        double[] scores = new double[POINTS];
        scores[400] = 0.7;
        scores[300] = 0.8;
        scores[200] = 0.6;
        LabelledSeries series = new LabelledSeries("folder", scores, List.of(WINDOW));
        SeriesScorer.Result best = new ScoreTable(List.of(series)).best(ScoreProfile.STANDARD);
        assertThat(best.threshold()).isEqualTo(0.7);
        assertThat(best.score()).isCloseTo(94.5, within(1e-9));
        assertThat(best.falsePoints()).isEqualTo(1);
        assertThat(best.missed()).isZero();
    }

    @Test
    void aDetectorThatAlwaysSaysTheSameIsBestSilent() {
        SeriesScorer.Result best = new ScoreTable(List.of(series(List.of(WINDOW)))).best(ScoreProfile.STANDARD);
        assertThat(best.score()).isZero();
        assertThat(best.threshold()).isInfinite();
        assertThat(best.missed()).isEqualTo(1);
    }

    /** In one folder anomalies have 0.9, in the other 0.5: the threshold 0.9 misses the latter, 0.5 is right for both. */
    @Test
    void aThresholdThatIsCarriedOverMissesWhatItWasNotChosenOn() {
        ScoreTable table = new ScoreTable(List.of(
                series("a", POINTS, 0.9, List.of(WINDOW), 400), series("b", POINTS, 0.5, List.of(WINDOW), 400)));
        Map<String, Object> figures = table.figures(done -> {});

        assertThat(figures.get("windows")).isEqualTo(2);
        assertThat(member(figures, "best_threshold", "standard"))
                .isEqualTo(Map.of("score", 100.0, "threshold", 0.5, "windows_missed", 0, "false_points", 0));
        assertThat(member(figures, "threshold_from_other_folders", "standard")).isEqualTo(50.0);
        assertThat((Double) member(figures, "threshold_from_random_half", "standard"))
                .isBetween(40.0, 60.0);
        assertThat(table.figures(done -> {})).isEqualTo(figures);
    }

    @Test
    void oneSeriesHasNoOtherToCarryAThresholdFrom() {
        Map<String, Object> figures = new ScoreTable(List.of(series(List.of(WINDOW), 400))).figures(done -> {});
        assertThat(member(figures, "threshold_from_other_folders", "standard")).isNull();
        assertThat(member(figures, "threshold_from_random_half", "standard")).isNull();
    }

    private static Object member(Map<String, Object> figures, String name, String profile) {
        return ((Map<?, ?>) figures.get(name)).get(profile);
    }
}
