package conductor.bench.series;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Scores of labelled series at a threshold, scaled so that silence has 0 and a detector that finds every window with its first point has
 * 100; and the threshold that is best for some of the series.
 */
final class SeriesScorer {
    /** What a threshold gives. */
    record Result(double score, double threshold, int missed, int falsePoints) {}

    private final List<LabelledSeries> all;
    /** Series and point of everything that is scored, the largest score first. */
    private final int[] seriesOf;

    private final int[] pointOf;

    SeriesScorer(List<LabelledSeries> all) {
        this.all = all;
        int[] series = IntStream.range(0, all.size())
                .flatMap(s -> IntStream.range(all.get(s).probation(), all.get(s).size())
                        .map(point -> s))
                .toArray();
        int[] points = all.stream()
                .flatMapToInt(each -> IntStream.range(each.probation(), each.size()))
                .toArray();
        Integer[] order = IntStream.range(0, points.length).boxed().toArray(Integer[]::new);
        Arrays.sort(
                order,
                Comparator.comparingDouble((Integer i) -> all.get(series[i]).score(points[i]))
                        .reversed());
        seriesOf = Arrays.stream(order).mapToInt(i -> series[i]).toArray();
        pointOf = Arrays.stream(order).mapToInt(i -> points[i]).toArray();
    }

    /** Windows that are scored in the series that are chosen. */
    int windows(boolean[] chosen) {
        return IntStream.range(0, all.size())
                .filter(s -> chosen[s])
                .map(s -> all.get(s).scoredWindows())
                .sum();
    }

    /** The threshold with the best score over the chosen series; infinite when silence is best. */
    double bestThreshold(boolean[] chosen, ScoreProfile profile) {
        double[][] best = new double[all.size()][];
        for (int s = 0; s < best.length; s++) {
            best[s] = new double[all.get(s).windows()];
            Arrays.fill(best[s], -profile.falseNegative);
        }
        double sum = 0;
        double most = 0;
        // The most a lower threshold can come to: all windows found by their first points, less the false points so
        // far.
        double reachable = windows(chosen) * (profile.truePositive + profile.falseNegative);
        double threshold = Double.POSITIVE_INFINITY;
        double last = Double.POSITIVE_INFINITY;
        for (int i = 0; i < pointOf.length && reachable > most; i++) {
            if (!chosen[seriesOf[i]]) {
                continue;
            }
            LabelledSeries series = all.get(seriesOf[i]);
            double score = series.score(pointOf[i]);
            if (score != last && sum > most) {
                most = sum;
                threshold = last;
            }
            last = score;
            int window = series.window(pointOf[i]);
            double worth = series.worth(pointOf[i]);
            if (window < 0) {
                sum += profile.falsePositive * worth;
                reachable += profile.falsePositive * worth;
            } else if (profile.truePositive * worth > best[seriesOf[i]][window]) {
                sum += profile.truePositive * worth - best[seriesOf[i]][window];
                best[seriesOf[i]][window] = profile.truePositive * worth;
            }
        }
        return sum > most ? last : threshold;
    }

    /** The score of the chosen series at a threshold. */
    Result at(double threshold, boolean[] chosen, ScoreProfile profile) {
        double raw = 0;
        int missed = 0;
        int falsePoints = 0;
        for (int s = 0; s < chosen.length; s++) {
            if (chosen[s]) {
                Result one = raw(all.get(s), threshold, profile);
                raw += one.score();
                missed += one.missed();
                falsePoints += one.falsePoints();
            }
        }
        return new Result(scaled(raw, windows(chosen), profile), threshold, missed, falsePoints);
    }

    /** The sum of one series: its score is not scaled. */
    Result raw(LabelledSeries series, double threshold, ScoreProfile profile) {
        double[] best = new double[series.windows()];
        Arrays.fill(best, -profile.falseNegative);
        double sum = 0;
        int falsePoints = 0;
        for (int i = series.probation(); i < series.size(); i++) {
            if (series.score(i) >= threshold) {
                int window = series.window(i);
                if (window < 0) {
                    sum += profile.falsePositive * series.worth(i);
                    falsePoints++;
                } else {
                    best[window] = Math.max(best[window], profile.truePositive * series.worth(i));
                }
            }
        }
        int missed = 0;
        for (int w = 0; w < best.length; w++) {
            if (series.counts(w)) {
                sum += best[w];
                missed += best[w] == -profile.falseNegative ? 1 : 0;
            }
        }
        return new Result(sum, threshold, missed, falsePoints);
    }

    /** A sum over series with so many windows on the scale from silence (0) to perfection (100). */
    static double scaled(double raw, int windows, ScoreProfile profile) {
        return 100
                * (raw + profile.falseNegative * windows)
                / ((profile.truePositive + profile.falseNegative) * windows);
    }
}
