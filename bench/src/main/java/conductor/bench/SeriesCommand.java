package conductor.bench;

import conductor.bench.series.BadSeriesException;
import conductor.bench.series.SeriesRun;
import conductor.gateway.json.Json;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code conductor bench series}: the detector of any series over files of a benchmark, and what its rules give for it. */
@Command(
        name = "series",
        mixinStandardHelpOptions = true,
        description = {
            "Gives every point of every series an anomaly score, as it comes, knowing nothing of what follows.",
            "A series is a CSV file of timestamp,value with a header line; times are as 2014-04-01 00:00:00, ISO 8601, or milliseconds since 1970.",
            "A score is s / (s + 3) of the severity s, so 0.5 says once in a thousand points.",
            "With --labels the scores are judged by the rules of the Numenta Anomaly Benchmark (0 = silence, 100 = every window found by"
                    + " its first point and nothing else): with the threshold that is best on all series, which flatters, and with"
                    + " thresholds that were chosen on other series than those they are used on.",
            "All is read once before anything is written; times are of the second pass."
        })
final class SeriesCommand implements Callable<Integer> {
    @Option(
            names = "--in",
            required = true,
            paramLabel = "DIR",
            description = "Folder of the series, with all below it.")
    private Path in;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "Gets timestamp,value,anomaly_score under the same names; not in --in nor around it.")
    private Path out;

    @Option(
            names = "--labels",
            paramLabel = "FILE",
            description =
                    "JSON object with the windows of every series: its path from --in, and an array of [from, to],"
                            + " the times of the first and the last point (default: nothing is judged).")
    private Path labels;

    @Mixin
    private OutputOption output;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        double load = Machine.load();
        try {
            Map<String, Object> figures = SeriesRun.run(in, out, labels);
            Machine.describe(figures, load);
            System.out.println(output.json() ? Json.write(figures) : SeriesTable.text(figures, Machine.line(load)));
            return 0;
        } catch (BadSeriesException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        } catch (FileSystemException e) {
            throw new ParameterException(spec.commandLine(), "Could not read or write " + e.getMessage() + ".", e);
        }
    }
}
