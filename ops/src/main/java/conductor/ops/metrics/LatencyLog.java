package conductor.ops.metrics;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;

/**
 * The latencies of every second in {@code latency.hlog}, the log format of HdrHistogram, for its tools: one line a second and
 * duration, tagged with the metric's name. At {@value #MAX_BYTES} bytes the file becomes {@code latency.1.hlog} and a new one begins.
 */
final class LatencyLog implements AutoCloseable {
    static final String NAME = "latency.hlog";
    private static final String OLD_NAME = "latency.1.hlog";
    private static final long MAX_BYTES = 16 << 20;

    private final Path folder;
    private final long maxBytes;
    private PrintStream out;
    private HistogramLogWriter writer;

    LatencyLog(Path folder) throws IOException {
        this(folder, MAX_BYTES);
    }

    LatencyLog(Path folder, long maxBytes) throws IOException {
        this.folder = folder;
        this.maxBytes = maxBytes;
        open();
    }

    /**
     * Adds one interval; one in which nothing was recorded is left out.
     *
     * @throws IOException when it, or anything since the file was opened, could not be written.
     */
    void add(String tag, Histogram interval) throws IOException {
        if (interval.getTotalCount() == 0) {
            return;
        }
        if (Files.size(folder.resolve(NAME)) > maxBytes) {
            close();
            open();
        }
        interval.setTag(tag);
        writer.outputIntervalHistogram(interval);
        if (out.checkError()) {
            throw new IOException("what was written did not arrive; is the disk full?");
        }
    }

    private void open() throws IOException {
        Path file = folder.resolve(NAME);
        if (Files.exists(file)) {
            Files.move(file, folder.resolve(OLD_NAME), StandardCopyOption.REPLACE_EXISTING);
        }
        out = new PrintStream(Files.newOutputStream(file), true, java.nio.charset.StandardCharsets.UTF_8);
        writer = new HistogramLogWriter(out);
        writer.outputLogFormatVersion();
        writer.outputLegend();
    }

    @Override
    public void close() {
        out.close();
    }
}
