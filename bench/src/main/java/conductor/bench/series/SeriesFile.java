package conductor.bench.series;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/** A series from a CSV file of {@code timestamp,value}: the lines as they stand there, and what they mean. */
final class SeriesFile {
    private static final String HEADER = "timestamp,value";
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final String name;
    private final List<String> points = new ArrayList<>();
    private long[] timesMs = {};
    private double[] values = {};

    private SeriesFile(String name) {
        this.name = name;
    }

    /**
     * Reads a file: the header, then a point a line; empty lines are passed over.
     *
     * @param folder where names begin.
     * @throws BadSeriesException naming file and line of what is not {@code timestamp,value}.
     */
    static SeriesFile read(Path folder, Path file) throws IOException, BadSeriesException {
        SeriesFile series = new SeriesFile(folder.relativize(file).toString().replace('\\', '/'));
        List<String> lines = text(file).lines().map(String::strip).toList();
        series.timesMs = new long[lines.size()];
        series.values = new double[lines.size()];
        boolean header = false;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (!header && !line.isEmpty()) {
                header = requireHeader(file, i + 1, line);
            } else if (!line.isEmpty()) {
                series.add(file, i + 1, line);
            }
        }
        if (!header) {
            throw new BadSeriesException(file + " is empty, without even the line " + HEADER + ".");
        }
        return series;
    }

    private static String text(Path file) throws IOException, BadSeriesException {
        byte[] bytes = Files.readAllBytes(file);
        ByteBuffer left = ByteBuffer.wrap(bytes);
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(left).toString();
            return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            String before = new String(bytes, 0, left.position(), StandardCharsets.UTF_8);
            int line = (int) (before + "?").lines().count();
            throw new BadSeriesException(file, line, "this is not UTF-8");
        }
    }

    private static boolean requireHeader(Path file, int number, String line) throws BadSeriesException {
        if (!line.replace(" ", "").equals(HEADER)) {
            throw new BadSeriesException(
                    file,
                    number,
                    "the first line is " + BadSeriesException.quote(line) + "; write the line " + HEADER + " above it");
        }
        return true;
    }

    /** A value that is empty or NaN is missing, which is no fault of the file. */
    private void add(Path file, int number, String line) throws BadSeriesException {
        String[] fields = line.split(",", -1);
        if (fields.length != 2) {
            throw new BadSeriesException(
                    file, number, "a line has a timestamp and a value, was " + BadSeriesException.quote(line));
        }
        try {
            timesMs[size()] = Timestamps.millis(fields[0]);
        } catch (IllegalArgumentException e) {
            throw new BadSeriesException(file, number, BadSeriesException.quote(fields[0]) + " is no time");
        }
        String value = fields[1].strip();
        try {
            values[size()] = value.isEmpty() ? Double.NaN : Double.parseDouble(value);
        } catch (NumberFormatException e) {
            throw new BadSeriesException(file, number, BadSeriesException.quote(value) + " is no number");
        }
        points.add(line);
    }

    /** Writes the series once more with a score behind each value; whoever looks sees the whole file or none. */
    void write(Path file, double[] scores) throws IOException {
        Files.createDirectories(file.getParent());
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            try (BufferedWriter out = Files.newBufferedWriter(part)) {
                out.write(HEADER + ",anomaly_score\n");
                for (int i = 0; i < size(); i++) {
                    out.write(points.get(i) + ',' + scores[i] + '\n');
                }
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /** Path from the folder, with slashes. */
    String name() {
        return name;
    }

    int size() {
        return points.size();
    }

    /** Milliseconds since 1970. */
    long timeMs(int point) {
        return timesMs[point];
    }

    /** NaN where a value is missing. */
    double value(int point) {
        return values[point];
    }

    /** The first point at or behind another one with this very time, -1 if there is none. */
    int pointAt(long timeMs, int from) {
        for (int i = from; i < size(); i++) {
            if (timesMs[i] == timeMs) {
                return i;
            }
        }
        return -1;
    }
}
