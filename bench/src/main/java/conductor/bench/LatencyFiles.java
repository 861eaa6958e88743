package conductor.bench;

import conductor.bench.OpenLoop.Step;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;

/**
 * Keeps the histograms of a run: {@code NAME-RATE-OK.hgrm} for people and plots, in microseconds, and {@code .hlog} with everything,
 * in nanoseconds, which tools can merge. A step that missed its rate has FAILED in its name.
 */
final class LatencyFiles {
    private static final double NS_PER_US = 1_000.0;

    private final Path folder;
    private int written;

    /** @param folder made where it is not there; null = keep nothing. */
    LatencyFiles(Path folder) throws IOException {
        this.folder = folder == null ? null : Files.createDirectories(folder);
    }

    /** Keeps a step under a name, with a running number, since a rate may be tried more than once. */
    void keep(String name, Step step) throws IOException {
        if (folder == null) {
            return;
        }
        String file = String.format(
                Locale.ROOT,
                "%02d-%s-%08d-%s",
                ++written,
                name,
                Math.round(step.perSecond()),
                step.kept() ? "OK" : "FAILED");
        Histogram histogram = step.signals();
        try (PrintStream out = stream(file + ".hgrm")) {
            histogram.outputPercentileDistribution(out, NS_PER_US);
        }
        try (PrintStream out = stream(file + ".hlog")) {
            HistogramLogWriter log = new HistogramLogWriter(out);
            log.outputLogFormatVersion();
            log.outputComment(
                    "[nanoseconds from the planned time; " + (step.kept() ? "rate kept" : "FAILED: rate missed") + "]");
            log.outputLegend();
            histogram.setTag(name);
            log.outputIntervalHistogram(histogram);
        }
    }

    private PrintStream stream(String name) throws IOException {
        return new PrintStream(Files.newOutputStream(folder.resolve(name)), false, StandardCharsets.UTF_8);
    }
}
