package conductor.bench.presence;

import conductor.bench.OutputOption;
import conductor.bench.Rounding;
import conductor.gateway.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code conductor bench presence}: what a decision about operators and work items costs, and how that grows with the number of operators. */
@Command(
        name = "presence",
        mixinStandardHelpOptions = true,
        description = {
            "One desk with 100, 1,000 and 10,000 operators whose queue is full of items that nobody can take, while items that ask for none to 16 skills"
                    + " arrive, are offered, answered and ended, and operators are heard of. Each signal is timed in the engine, alone.",
            "decision_p99_us is of the signals that led to a decision, with the most operators. assignment_ns is the median of an item that arrives and is"
                    + " offered in the same step; its floor is the same message once more, which is read, looked up and found to be known."
        })
public final class PresenceCommand implements Callable<Integer> {
    private static final int[] OPERATORS = {100, 1_000, 10_000};
    private static final double NS_PER_US = 1_000;
    private static final double P99 = 99;
    private static final double MEDIAN = 50;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--items",
            defaultValue = "100000",
            description = "Items a desk that are measured, after as many to warm up (default: ${DEFAULT-VALUE}).")
    private int items;

    @Option(names = "--seed", defaultValue = "42", description = "Seed of the draws (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Mixin
    private OutputOption output;

    @Override
    public Integer call() {
        if (items < 1_000) {
            throw new ParameterException(spec.commandLine(), "--items must be 1000 or more");
        }
        List<Map<String, Object>> desks = new ArrayList<>();
        for (int operators : OPERATORS) {
            System.err.println("A desk with " + operators + " operators ...");
            desks.add(measure(operators));
        }
        System.out.println(output.json() ? json(desks) : table(desks));
        return 0;
    }

    private Map<String, Object> measure(int operators) {
        DeskRun run = new DeskRun(operators, seed);
        run.run(items, false);
        double bytes = run.bytesPerSignal(items / 10);
        run.run(items, true);
        Map<String, Object> desk = new LinkedHashMap<>();
        desk.put("operators", operators);
        desk.put("assignment_ns", at(run.assignments, MEDIAN));
        desk.put("assignment_ns_floor", at(run.refusals, MEDIAN));
        desk.put("decision_p50_us", Rounding.round(at(run.deciding, MEDIAN) / NS_PER_US));
        desk.put("decision_p99_us", Rounding.round(at(run.deciding, P99) / NS_PER_US));
        desk.put("decision_p99_us_floor", Rounding.round(at(run.refusals, P99) / NS_PER_US));
        desk.put("bytes_per_signal", bytes);
        desk.put("assignments", run.assignments.getTotalCount());
        return desk;
    }

    private static long at(Histogram histogram, double percentile) {
        return histogram.getValueAtPercentile(percentile);
    }

    private String json(List<Map<String, Object>> desks) {
        Map<String, Object> most = desks.get(desks.size() - 1);
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("bench", "presence");
        all.put("items", items);
        all.put("seed", seed);
        all.put("decision_p99_us", most.get("decision_p99_us"));
        all.put("decision_p99_us_floor", most.get("decision_p99_us_floor"));
        all.put("bytes_per_signal", most.get("bytes_per_signal"));
        all.put("desks", desks);
        return Json.write(all);
    }

    private static String table(List<Map<String, Object>> desks) {
        String format = "%9s %14s %9s %13s %13s %9s %17s%n";
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                format,
                "operators",
                "assignment ns",
                "floor ns",
                "decision p50",
                "decision p99",
                "floor p99",
                "bytes a signal"));
        for (Map<String, Object> desk : desks) {
            text.append(String.format(
                    Locale.ROOT,
                    format,
                    desk.get("operators"),
                    desk.get("assignment_ns"),
                    desk.get("assignment_ns_floor"),
                    desk.get("decision_p50_us") + " us",
                    desk.get("decision_p99_us") + " us",
                    desk.get("decision_p99_us_floor") + " us",
                    desk.get("bytes_per_signal")));
        }
        return text.toString().stripTrailing();
    }
}
