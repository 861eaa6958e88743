package conductor.bench;

import static conductor.bench.Rounding.round;

import conductor.bench.kill.JvmFlags;
import conductor.gateway.json.Json;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code conductor bench parts}: parts of the node by themselves, by JMH. */
@Command(
        name = "parts",
        mixinStandardHelpOptions = true,
        description = {
            "Parts of the node by themselves, by JMH: nanoseconds and allocated bytes an operation, in processes of their own"
                    + " with the product's flags. On shared cores means differ by a factor from run to run, bytes do not; best_ns is the best"
                    + " iteration."
        })
final class PartsCommand implements Callable<Integer> {
    private static final String PACKAGE = "conductor.bench.parts.";
    private static final String ALLOCATED = "gc.alloc.rate.norm";

    /** What can be measured. */
    enum Part {
        RING("RingPart"),
        CODEC("CodecPart"),
        JOURNAL("JournalPart"),
        STAGES("StagePart"),
        TICK("TickPart"),
        SCORE("ScorePart"),
        JSON("JsonPart"),
        HASH("HashPart");

        private final String className;

        Part(String className) {
            this.className = className;
        }
    }

    @Parameters(paramLabel = "NAME", description = "What to measure: ${COMPLETION-CANDIDATES} (default: all).")
    private List<Part> parts = List.of();

    @Option(names = "--forks", defaultValue = "1", description = "Processes a part (default: ${DEFAULT-VALUE}).")
    private int forks;

    @Option(
            names = "--iterations",
            defaultValue = "5",
            description = "Measured iterations a process (default: ${DEFAULT-VALUE}).")
    private int iterations;

    @Option(
            names = "--time-ms",
            defaultValue = "200",
            description = "Time of an iteration (default: ${DEFAULT-VALUE}); the journal's takes 50 at most.")
    private long timeMs;

    @Option(
            names = "--keys",
            split = ",",
            defaultValue = "1000,1000000,10000000",
            description = "Keys in the tables of hash (default: ${DEFAULT-VALUE}).")
    private List<Integer> keys;

    @Mixin
    private OutputOption output;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        if (forks < 1 || iterations < 1 || timeMs < 1 || keys.stream().anyMatch(count -> count < 1)) {
            throw new ParameterException(
                    spec.commandLine(), "--forks, --iterations, --time-ms and --keys are more than 0");
        }
        double load = Machine.load();
        // Several runs on one machine are for whoever starts them to see; the lock would leave a file of one user for
        // all others.
        System.setProperty("jmh.ignoreLock", "true");
        List<Map<String, Object>> measured = new ArrayList<>();
        for (Part part : parts.isEmpty() ? List.of(Part.values()) : parts) {
            System.err.println("parts: " + name(part) + " ...");
            measured.addAll(measure(part));
        }
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("bench", "parts");
        map.put("forks", forks);
        map.put("iterations", iterations);
        Machine.describe(map, load);
        map.put("parts", measured);
        System.out.println(output.json() ? Json.write(map) : table(measured, load));
        return 0;
    }

    private List<Map<String, Object>> measure(Part part) throws Exception {
        List<String> flags = new ArrayList<>(JvmFlags.ofThisProcess());
        flags.add("-Xmx2g");
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("^" + PACKAGE.replace(".", "\\.") + part.className + "\\.")
                .forks(forks)
                .warmupIterations(part == Part.JOURNAL ? 10 : 3)
                .measurementIterations(iterations)
                .jvmArgs(flags.toArray(new String[0]))
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT);
        TimeValue time = TimeValue.milliseconds(part == Part.JOURNAL ? Math.min(timeMs, 50) : timeMs);
        options.warmupTime(time).measurementTime(time);
        if (part == Part.HASH) {
            options.param("keys", keys.stream().map(String::valueOf).toArray(String[]::new));
        }
        Collection<RunResult> results = new Runner(options.build()).run();
        return results.stream().map(result -> map(part, result)).toList();
    }

    private static Map<String, Object> map(Part part, RunResult result) {
        Map<String, Object> map = new LinkedHashMap<>();
        Result<?> time = result.getPrimaryResult();
        map.put("part", name(part));
        map.put("operation", time.getLabel());
        for (String key : result.getParams().getParamsKeys()) {
            map.put(key, result.getParams().getParam(key).toLowerCase(Locale.ROOT));
        }
        map.put("ns", round(time.getScore()));
        map.put("error_ns", Double.isNaN(time.getScoreError()) ? null : round(time.getScoreError()));
        map.put("best_ns", round(time.getStatistics().getMin()));
        Result<?> allocated = result.getSecondaryResults().get(ALLOCATED);
        map.put("bytes", allocated == null ? null : round(allocated.getScore()));
        return map;
    }

    private static String name(Part part) {
        return part.name().toLowerCase(Locale.ROOT);
    }

    private static String table(List<Map<String, Object>> measured, double load) {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT, "%-8s %-14s %-12s %12s %12s %12s %10s", "part", "", "", "ns", "+-", "best ns", "bytes"));
        for (Map<String, Object> row : measured) {
            Map<String, Object> params = new LinkedHashMap<>(row);
            List.of("part", "operation", "ns", "error_ns", "best_ns", "bytes").forEach(params::remove);
            text.append(String.format(
                    Locale.ROOT,
                    "%n%-8s %-14s %-12s %12.1f %12s %12.1f %10s",
                    row.get("part"),
                    row.get("operation"),
                    String.join(
                            " ", params.values().stream().map(String::valueOf).toList()),
                    row.get("ns"),
                    row.get("error_ns") == null ? "-" : row.get("error_ns"),
                    row.get("best_ns"),
                    row.get("bytes")));
        }
        return text.append(String.format(Locale.ROOT, "%n%s", Machine.line(load)))
                .toString();
    }
}
