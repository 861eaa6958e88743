package conductor.bench.series;

import conductor.gateway.json.Json;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Labelled windows of series, from a JSON object as the benchmark has it:
 * {@code {"folder/name.csv": [["2014-04-10 16:15:00.000000", "2014-04-12 01:45:00.000000"], ...], ...}}.
 */
final class SeriesLabels {
    private final Path file;
    private final Map<String, List<Times>> windows = new LinkedHashMap<>();

    /** Times of the first and the last point of a window, in milliseconds since 1970. */
    private record Times(long fromMs, long toMs) {}

    private SeriesLabels(Path file) {
        this.file = file;
    }

    /** @throws BadSeriesException when there is no such file, or it is not of this form. */
    static SeriesLabels read(Path file) throws IOException, BadSeriesException {
        if (!Files.isRegularFile(file)) {
            throw new BadSeriesException("There is no file " + file + ".");
        }
        SeriesLabels labels = new SeriesLabels(file);
        Map<String, Object> json;
        String text;
        try {
            text = Files.readString(file);
        } catch (CharacterCodingException e) {
            throw new BadSeriesException(file + " is not UTF-8.");
        }
        try {
            json = Json.readStrictly(text);
        } catch (IOException e) {
            throw new BadSeriesException(file + " is no JSON object of windows: "
                    + e.getMessage().lines().findFirst().orElse("") + ".");
        }
        for (Map.Entry<String, Object> entry : json.entrySet()) {
            labels.windows.put(entry.getKey(), labels.windows(entry.getKey(), entry.getValue()));
        }
        return labels;
    }

    private List<Times> windows(String name, Object value) throws BadSeriesException {
        List<Times> times = new ArrayList<>();
        for (Object window : list(name, value)) {
            List<?> ends = list(name, window);
            if (ends.size() != 2) {
                throw bad(name, "a window has two times, was " + BadSeriesException.quote(ends));
            }
            times.add(new Times(millis(name, ends.get(0)), millis(name, ends.get(1))));
        }
        return times;
    }

    private List<?> list(String name, Object value) throws BadSeriesException {
        if (value instanceof List<?> list) {
            return list;
        }
        throw bad(name, BadSeriesException.quote(value) + " is no array");
    }

    private long millis(String name, Object time) throws BadSeriesException {
        try {
            return Timestamps.millis(String.valueOf(time));
        } catch (IllegalArgumentException e) {
            throw bad(name, BadSeriesException.quote(time) + " is no time");
        }
    }

    /** Whether a series has labels, be it that nothing in it is strange. */
    boolean has(String name) {
        return windows.containsKey(name);
    }

    /** Where the windows of a series lie in it. */
    List<LabelledSeries.Window> places(SeriesFile series) throws BadSeriesException {
        List<LabelledSeries.Window> places = new ArrayList<>();
        int from = 0;
        for (Times times : windows.get(series.name())) {
            int first = series.pointAt(times.fromMs(), from);
            int last = first < 0 ? -1 : series.pointAt(times.toMs(), first);
            if (last < 0) {
                throw bad(
                        series.name(),
                        "window " + (places.size() + 1)
                                + " does not begin and end at points of the series, behind the window before it");
            }
            places.add(new LabelledSeries.Window(first, last));
            from = last + 1;
        }
        return places;
    }

    private BadSeriesException bad(String name, String why) {
        return new BadSeriesException(file + ", windows of " + name + ": " + why + ".");
    }
}
