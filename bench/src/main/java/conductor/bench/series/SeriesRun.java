package conductor.bench.series;

import conductor.ops.console.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All series below a folder through the detector, one after the other, twice: the first pass finds what is no series before anything is
 * written and warms the code, the second one writes and is measured.
 */
public final class SeriesRun {
    private static final int PASSES = 2;

    private final SeriesFolders folders;
    private final SeriesLabels labels;
    private final List<LabelledSeries> labelled = new ArrayList<>();

    private SeriesRun(SeriesFolders folders, SeriesLabels labels) {
        this.folders = folders;
        this.labels = labels;
    }

    /**
     * Scores every point.
     *
     * @param in folder of CSV files.
     * @param out folder for the same with a score; made where it is not there.
     * @param labels file of the labelled windows, {@code null} if nothing is to be judged.
     * @return figures of the run, by the names of the output.
     * @throws BadSeriesException saying what is wrong, before anything is written.
     */
    public static Map<String, Object> run(Path in, Path out, Path labels) throws IOException, BadSeriesException {
        SeriesFolders folders = SeriesFolders.of(in, out);
        return new SeriesRun(folders, labels == null ? null : SeriesLabels.read(labels)).figures();
    }

    private Map<String, Object> figures() throws IOException, BadSeriesException {
        int files = folders.files().size();
        MeasuredDetector measured = new MeasuredDetector();
        try (Progress progress = Progress.start("Scoring series", (long) PASSES * files)) {
            check(progress);
            for (int i = 0; i < files; i++) {
                Path file = folders.files().get(i);
                SeriesFile series = SeriesFile.read(folders.in(), file);
                series.write(folders.target(file), measured.scores(series));
                progress.update((long) files + i + 1, (long) PASSES * files);
            }
        }
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("bench", "series");
        map.put("series", files);
        measured.describe(map);
        if (labels != null) {
            try (Progress progress = Progress.start("Carrying thresholds over", ScoreTable.SPLITS)) {
                map.putAll(new ScoreTable(labelled).figures(done -> progress.update(done, ScoreTable.SPLITS)));
            }
        }
        return map;
    }

    private void check(Progress progress) throws IOException, BadSeriesException {
        MeasuredDetector warming = new MeasuredDetector();
        int files = folders.files().size();
        for (int i = 0; i < files; i++) {
            SeriesFile series = SeriesFile.read(folders.in(), folders.files().get(i));
            double[] scores = warming.scores(series);
            if (labels != null) {
                label(series, scores);
            }
            progress.update(i + 1, (long) PASSES * files);
        }
        if (labels != null && labelled.stream().allMatch(each -> each.scoredWindows() == 0)) {
            throw new BadSeriesException("No window of --labels is of a series below --in and behind its first 15 %;"
                    + " names are paths from --in, as folder/name.csv.");
        }
    }

    /** A benchmark says of every series which windows it has; one it does not name cannot be judged. */
    private void label(SeriesFile series, double[] scores) throws BadSeriesException {
        if (!labels.has(series.name())) {
            throw new BadSeriesException("--labels does not name " + series.name()
                    + "; give it an empty array if nothing in it is strange.");
        }
        int slash = series.name().indexOf('/');
        String folder = slash < 0 ? "" : series.name().substring(0, slash);
        labelled.add(new LabelledSeries(folder, scores, labels.places(series)));
    }
}
