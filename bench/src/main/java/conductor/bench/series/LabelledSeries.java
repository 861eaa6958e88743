package conductor.bench.series;

import java.util.Arrays;
import java.util.List;

/**
 * A series with its labelled windows, as the Numenta Anomaly Benchmark scores it (its repository, {@code nab/sweeper.py} and {@code nab/scorer.py}, MIT;
 * written anew here): the first 15 % of a series, at most 750 points, is not scored; in a window the place of a detection is worth the
 * scaled sigmoid of its distance to the window's end; outside, a point costs the sigmoid of its distance behind the last window.
 */
final class LabelledSeries {
    private static final double PROBATION = 0.15;
    private static final int MOST_PROBATION_OF = 5_000;
    private static final double STEEPNESS = 5;
    /** Distances beyond this many windows cost a whole false point. */
    private static final double FAR = 3;

    /** First and last point of a window, both included. */
    record Window(int first, int last) {
        int width() {
            return last - first + 1;
        }
    }

    private final String folder;
    private final double[] scores;
    private final int probation;
    private final int[] window;
    private final double[] worth;
    private final boolean[] counts;

    /**
     * @param folder name of the folder, which is left out as a whole when thresholds are carried over.
     * @param scores of the points, larger is stranger.
     * @param windows that do not overlap, in the order of time.
     */
    LabelledSeries(String folder, double[] scores, List<Window> windows) {
        this.folder = folder;
        this.scores = scores;
        this.probation = (int) Math.floor(PROBATION * Math.min(scores.length, MOST_PROBATION_OF));
        this.window = new int[scores.length];
        this.worth = new double[scores.length];
        this.counts = new boolean[windows.size()];
        Arrays.fill(window, -1);
        Arrays.fill(worth, -1);
        for (int w = 0; w < windows.size(); w++) {
            place(w, windows.get(w));
        }
    }

    /** Sets what points are worth in a window and, until another one comes, behind it. */
    private void place(int number, Window place) {
        for (int i = place.first(); i < worth.length; i++) {
            if (i <= place.last()) {
                window[i] = number;
                worth[i] = sigmoid((i - place.last() - 1.0) / place.width()) / sigmoid(-1);
            } else {
                window[i] = -1;
                worth[i] = sigmoid((i - place.last()) / (place.width() - 1.0));
            }
        }
        counts[number] = place.last() >= probation;
    }

    private static double sigmoid(double distance) {
        return distance > FAR ? -1 : 2 / (1 + Math.exp(STEEPNESS * distance)) - 1;
    }

    String folder() {
        return folder;
    }

    int size() {
        return scores.length;
    }

    /** The first point that is scored. */
    int probation() {
        return probation;
    }

    double score(int point) {
        return scores[point];
    }

    /** Number of the window in which a point lies, -1 outside of all. */
    int window(int point) {
        return window[point];
    }

    /** At most 1 in a window; below 0 outside. */
    double worth(int point) {
        return worth[point];
    }

    /** All windows, scored or not. */
    int windows() {
        return counts.length;
    }

    /** Whether a window has points that are scored. */
    boolean counts(int number) {
        return counts[number];
    }

    /** Windows that are scored. */
    int scoredWindows() {
        int scored = 0;
        for (boolean each : counts) {
            scored += each ? 1 : 0;
        }
        return scored;
    }
}
