package conductor.bench;

import conductor.engine.detect.SeriesDetector;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** All series below a folder through the detector, one after the other. */
final class SeriesRun {
    private static final String HEADER = "timestamp,value,anomaly_score\n";

    private final SeriesDetector detector = new SeriesDetector();
    private long points;
    private long missing;
    private long spentNs;

    /** What is no series, or no folder of any. */
    static final class BadSeries extends Exception {
        private static final long serialVersionUID = 1;

        BadSeries(String message) {
            super(message);
        }
    }

    private SeriesRun() {}

    /**
     * Scores every point.
     *
     * @param in folder of CSV files.
     * @param out folder for the same with a score; made where it is not there. If it lies in the other one, it is not read.
     * @return figures of the run.
     * @throws BadSeries naming the file and the line that is wrong.
     */
    static Map<String, Object> run(Path in, Path out) throws IOException, BadSeries {
        if (!Files.isDirectory(in)) {
            throw new BadSeries("There is no folder " + in + ".");
        }
        List<Path> files = files(in, out);
        if (files.isEmpty()) {
            throw new BadSeries("There is no CSV file below " + in + ".");
        }
        SeriesRun run = new SeriesRun();
        int done = 0;
        for (Path file : files) {
            System.err.println("series " + ++done + " of " + files.size() + ": " + in.relativize(file));
            run.score(file, out.resolve(in.relativize(file).toString()));
        }
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("bench", "series");
        figures.put("series", files.size());
        figures.put("points", run.points);
        figures.put("missing", run.missing);
        figures.put("ns_per_point", run.points == 0 ? null : run.spentNs / run.points);
        figures.put("state_bytes_per_series", SeriesDetector.CELLS * Integer.BYTES);
        return figures;
    }

    private static List<Path> files(Path in, Path out) throws IOException {
        Path own = out.toAbsolutePath().normalize();
        try (Stream<Path> all = Files.walk(in)) {
            return all.filter(path -> path.toString().endsWith(".csv"))
                    .filter(path -> !path.toAbsolutePath().normalize().startsWith(own))
                    .sorted()
                    .toList();
        }
    }

    private void score(Path file, Path target) throws IOException, BadSeries {
        List<String> lines = Files.readAllLines(file).stream()
                .filter(line -> !line.isBlank())
                .toList();
        if (!lines.isEmpty() && !lines.get(0).startsWith("timestamp,value")) {
            throw new BadSeries(file + " begins with " + lines.get(0) + "; write the line timestamp,value above it.");
        }
        int count = Math.max(0, lines.size() - 1);
        long[] timesMs = new long[count];
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            read(lines.get(i + 1), file + ", line " + (i + 2), i, timesMs, values);
        }
        double[] scores = new double[count];
        int[] cells = new int[SeriesDetector.CELLS];
        long startNs = System.nanoTime();
        for (int i = 0; i < count; i++) {
            scores[i] = SeriesDetector.anomalyScore(detector.observe(cells, 0, timesMs[i], values[i]));
        }
        spentNs += System.nanoTime() - startNs;
        points += count;
        missing += SeriesDetector.missing(cells, 0);
        Files.createDirectories(target.toAbsolutePath().getParent());
        try (BufferedWriter writer = Files.newBufferedWriter(target)) {
            writer.write(HEADER);
            for (int i = 0; i < count; i++) {
                writer.write(lines.get(i + 1).strip() + "," + scores[i] + "\n");
            }
        }
    }

    /** A value that is empty or NaN is missing, which is no fault of the file. */
    private static void read(String line, String where, int i, long[] timesMs, double[] values) throws BadSeries {
        String[] fields = line.strip().split(",", -1);
        if (fields.length != 2) {
            throw new BadSeries(where + ": a line has a timestamp and a value, was " + line + ".");
        }
        try {
            timesMs[i] = millis(fields[0].strip());
            String value = fields[1].strip();
            values[i] = value.isEmpty() ? Double.NaN : Double.parseDouble(value);
        } catch (DateTimeException | NumberFormatException e) {
            throw new BadSeries(where + ": a line has a timestamp and a value, was " + line + ".");
        }
    }

    private static long millis(String text) {
        if (text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Long.parseLong(text);
        }
        String iso = text.replace(' ', 'T');
        return iso.endsWith("Z")
                ? Instant.parse(iso).toEpochMilli()
                : LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC).toEpochMilli();
    }
}
