package conductor.bench;

import conductor.gateway.json.Json;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code conductor bench series}: the detector of any series over files of a benchmark. */
@Command(
        name = "series",
        mixinStandardHelpOptions = true,
        description = {
            "Gives every point of every series an anomaly score, as it comes, knowing nothing of what follows.",
            "A series is a CSV file of timestamp,value with a header line; times are as 2014-04-01 00:00:00, ISO 8601, or milliseconds since 1970.",
            "A score is s / (s + 3) of the severity s, so 0.5 says once in a thousand points."
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
            description = "Gets timestamp,value,anomaly_score under the same names.")
    private Path out;

    @Mixin
    private OutputOption output;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        try {
            Map<String, Object> figures = SeriesRun.run(in, out);
            System.out.println(output.json() ? Json.write(figures) : table(figures));
            return 0;
        } catch (SeriesRun.BadSeries e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private static String table(Map<String, Object> figures) {
        return String.format(
                Locale.ROOT,
                "%,d series, %,d points (%,d without a value); %,d ns a point, %,d bytes a series",
                figures.get("series"),
                figures.get("points"),
                figures.get("missing"),
                figures.get("ns_per_point"),
                figures.get("state_bytes_per_series"));
    }
}
