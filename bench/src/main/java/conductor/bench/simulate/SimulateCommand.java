package conductor.bench.simulate;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import conductor.gateway.json.Json;
import conductor.ops.console.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code conductor bench simulate}: runs seeds of the simulation, or a scenario that was kept. */
@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        description = {
            "Runs the real engine, journal format, recovery, source, publisher and sink on a simulated clock, disk, Redis and"
                    + " database, with crashes and lost answers, and checks what is promised. A seed is a run: it always does the same.",
            "A seed that fails is made smaller and kept in a file. Exit code 1 if one does."
        })
public final class SimulateCommand implements Callable<Integer> {
    private static final int SHRINKING_RUNS = 2_000;

    /** How results are shown. */
    enum Format {
        TABLE,
        JSON
    }

    @Option(names = "--seeds", defaultValue = "2000", description = "Seeds to run (default: ${DEFAULT-VALUE}).")
    private int seeds;

    @Option(names = "--from", defaultValue = "1", description = "The first seed (default: ${DEFAULT-VALUE}).")
    private long from;

    @Option(
            names = "--events",
            defaultValue = "2000",
            description = "Entries on the platform's streams a seed (default: ${DEFAULT-VALUE}).")
    private int events;

    @Option(
            names = "--threads",
            description = "Seeds that run at the same time, each in one thread (default: one a processor).")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--replay", paramLabel = "FILE", description = "Runs the scenario of this file instead of seeds.")
    private Path replay;

    @Option(
            names = "--keep",
            paramLabel = "FOLDER",
            defaultValue = ".",
            description = "Where scenarios that fail are kept (default: here).")
    private Path keep;

    @Option(
            names = {"-o", "--output"},
            defaultValue = "table",
            description = "table or json (default: ${DEFAULT-VALUE}).")
    private Format format;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        requireSensible();
        // What the code says of itself is checked, too; none of it has been loaded yet.
        SimulateCommand.class.getClassLoader().setPackageAssertionStatus("conductor", true);
        // What the product logs of faults is of no use by the thousand.
        ((Logger) LoggerFactory.getLogger("conductor")).setLevel(Level.OFF);
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("bench", "simulate");
        List<Map<String, Object>> failures = replay == null ? seeds(result) : replayed(result);
        result.put("failed", failures.size());
        result.put("failures", failures);
        print(result);
        return failures.isEmpty() ? 0 : 1;
    }

    private void requireSensible() {
        if (seeds < 1 || events < 1 || threads < 1) {
            throw new ParameterException(
                    spec.commandLine(), "--seeds, --events and --threads must be at least 1: nothing would be run.");
        }
    }

    private List<Map<String, Object>> seeds(Map<String, Object> result) throws IOException {
        long beganNs = System.nanoTime();
        Seeds.Result ran;
        try (Progress progress = Progress.start("Simulating", seeds)) {
            ran = Seeds.run(from, seeds, events, threads, Mutation.NONE, done -> progress.update(done, seeds));
        }
        double seconds = (System.nanoTime() - beganNs) / 1e9;
        result.put("seeds", seeds);
        result.put("from", from);
        result.put("events_per_seed", events);
        result.put("steps", ran.steps());
        result.put("signals", ran.signals());
        result.put("published", ran.published());
        result.put("threads", threads);
        result.put("seconds", Math.round(seconds * 10) / 10.0);
        result.put("seeds_per_s", Math.round(seeds / seconds * 10) / 10.0);
        result.put("seeds_per_cpu_s", Math.round(seeds * 1e10 / Math.max(1, ran.cpuNs())) / 10.0);
        result.put("events_per_s", Math.round((double) seeds * events / seconds));
        List<Map<String, Object>> failures = new ArrayList<>();
        for (Seeds.Failure failure : ran.failures()) {
            failures.add(kept(failure));
        }
        return failures;
    }

    private Map<String, Object> kept(Seeds.Failure failure) throws IOException {
        Violation violation = failure.outcome().violation();
        Scenario scenario = Scenario.of(failure.seed(), events);
        Path file = Files.createDirectories(keep).resolve("seed-" + failure.seed() + ".replay");
        ReplayFile.write(file, scenario, violation);
        System.err.println("Seed " + failure.seed() + " fails: " + violation.getMessage());
        System.err.println("It is kept in " + file + ", which is made smaller now.");
        Path folder = Seeds.newFolder();
        Scenario small;
        Violation left;
        try {
            small = new Shrinker(Mutation.NONE, folder, SHRINKING_RUNS, violation.invariant()).shrink(scenario);
            left = Run.of(small, Mutation.NONE, folder).violation();
        } finally {
            Files.delete(folder);
        }
        ReplayFile.write(file, small, left);
        Map<String, Object> map = told(violation, failure.outcome());
        map.put("seed", failure.seed());
        map.put("steps_left", small.steps().size());
        map.put("sentence_then", left.getMessage());
        map.put("replay", file.toString());
        return map;
    }

    private List<Map<String, Object>> replayed(Map<String, Object> result) throws IOException {
        Scenario scenario;
        try {
            scenario = ReplayFile.read(replay);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        } catch (NoSuchFileException e) {
            throw new ParameterException(spec.commandLine(), "There is no file " + replay + ".", e);
        }
        Path folder = Seeds.newFolder();
        try {
            Run.Outcome outcome = Run.of(scenario, Mutation.NONE, folder);
            result.put("replay", replay.toString());
            result.put("steps", outcome.steps());
            result.put("sequence", outcome.sequence());
            result.put("state_hash", String.format("%016x", outcome.stateHash()));
            return outcome.failed() ? List.of(told(outcome.violation(), outcome)) : List.of();
        } finally {
            Files.delete(folder);
        }
    }

    private static Map<String, Object> told(Violation violation, Run.Outcome outcome) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("invariant", violation.invariant());
        map.put("sentence", violation.getMessage());
        map.put("steps", outcome.steps());
        map.put("events", outcome.events());
        return map;
    }

    private void print(Map<String, Object> result) {
        if (format == Format.JSON) {
            System.out.println(Json.write(result));
            return;
        }
        result.forEach((name, value) -> {
            if (value instanceof List<?> failures) {
                failures.forEach(failure -> ((Map<?, ?>) failure)
                        .forEach((key, each) -> System.out.printf(Locale.ROOT, "  %-16s %s%n", key, each)));
            } else {
                System.out.printf(Locale.ROOT, "%-18s %s%n", name, value);
            }
        });
    }
}
