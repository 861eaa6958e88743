package conductor.bench.series;

import conductor.bench.Rounding;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * Scores of labelled series in all profiles: with the threshold that is best for these very series, as published ones are, and with
 * thresholds that were chosen on other series than those they are scored on.
 */
final class ScoreTable {
    /** Random halves whose threshold is carried over to the rest. */
    static final int SPLITS = 200;
    /** Any will do, so long as runs are compared by the same halves. */
    private static final long SEED = 7;

    private final List<LabelledSeries> all;
    private final SeriesScorer scorer;
    private final boolean[] everything;

    ScoreTable(List<LabelledSeries> all) {
        this.all = all;
        this.scorer = new SeriesScorer(all);
        this.everything = new boolean[all.size()];
        Arrays.fill(everything, true);
    }

    /**
     * All of it, by the names of the output.
     *
     * @param done told the number of splits that are done, which are most of the work.
     */
    Map<String, Object> figures(IntConsumer done) {
        Map<ScoreProfile, Double> carried = carriedFromHalves(done);
        Map<String, Object> best = new LinkedHashMap<>();
        Map<String, Object> halves = new LinkedHashMap<>();
        Map<String, Object> folders = new LinkedHashMap<>();
        for (ScoreProfile profile : ScoreProfile.values()) {
            best.put(profile.title, described(best(profile)));
            halves.put(profile.title, rounded(carried.get(profile)));
            folders.put(profile.title, rounded(foldersLeftOut(profile)));
        }
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("windows", scorer.windows(everything));
        map.put("best_threshold", best);
        map.put("threshold_from_random_half", halves);
        map.put("threshold_from_other_folders", folders);
        return map;
    }

    private static Map<String, Object> described(SeriesScorer.Result result) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("score", rounded(result.score()));
        map.put("threshold", Double.isInfinite(result.threshold()) ? null : result.threshold());
        map.put("windows_missed", result.missed());
        map.put("false_points", result.falsePoints());
        return map;
    }

    private static Double rounded(double score) {
        return Double.isNaN(score) ? null : Rounding.round(score);
    }

    /** With the best threshold of all of them; an infinite one where silence is best. */
    SeriesScorer.Result best(ScoreProfile profile) {
        return scorer.at(scorer.bestThreshold(everything, profile), everything, profile);
    }

    /** Mean over random halves: the threshold of one is used on the rest. NaN if there never are windows on both sides. */
    Map<ScoreProfile, Double> carriedFromHalves(IntConsumer done) {
        Map<ScoreProfile, Double> scores = new LinkedHashMap<>();
        Random random = new Random(SEED);
        int used = 0;
        for (int split = 0; split < SPLITS; split++) {
            boolean[] half = randomHalf(random);
            boolean[] rest = othersThan(half);
            if (scorer.windows(half) > 0 && scorer.windows(rest) > 0) {
                used++;
                for (ScoreProfile profile : ScoreProfile.values()) {
                    double threshold = scorer.bestThreshold(half, profile);
                    scores.merge(profile, scorer.at(threshold, rest, profile).score(), Double::sum);
                }
            }
            done.accept(split + 1);
        }
        for (ScoreProfile profile : ScoreProfile.values()) {
            scores.put(profile, used == 0 ? Double.NaN : scores.get(profile) / used);
        }
        return scores;
    }

    private boolean[] randomHalf(Random random) {
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, all.size()).boxed().toList());
        Collections.shuffle(order, random);
        boolean[] half = new boolean[all.size()];
        order.subList(0, all.size() / 2).forEach(s -> half[s] = true);
        return half;
    }

    /** Every folder with the threshold of all others, added up to one score; NaN if there is one folder only. */
    double foldersLeftOut(ScoreProfile profile) {
        TreeSet<String> folders = new TreeSet<>();
        all.forEach(each -> folders.add(each.folder()));
        if (folders.size() < 2) {
            return Double.NaN;
        }
        double raw = 0;
        for (String folder : folders) {
            boolean[] left = new boolean[all.size()];
            for (int s = 0; s < left.length; s++) {
                left[s] = all.get(s).folder().equals(folder);
            }
            double threshold = scorer.bestThreshold(othersThan(left), profile);
            for (int s = 0; s < left.length; s++) {
                raw += left[s] ? scorer.raw(all.get(s), threshold, profile).score() : 0;
            }
        }
        return SeriesScorer.scaled(raw, scorer.windows(everything), profile);
    }

    private static boolean[] othersThan(boolean[] chosen) {
        boolean[] others = new boolean[chosen.length];
        for (int s = 0; s < others.length; s++) {
            others[s] = !chosen[s];
        }
        return others;
    }
}
