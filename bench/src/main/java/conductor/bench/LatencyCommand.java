package conductor.bench;

import static conductor.bench.Rounding.round;

import conductor.bench.OpenLoop.Step;
import conductor.engine.ring.ClockMode;
import conductor.engine.ring.Layout;
import conductor.engine.ring.PipelineConfig;
import conductor.engine.ring.WaitProfile;
import conductor.gateway.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code conductor bench latency}: from the planned time of a signal to the commit of its batch, at rising rates. */
@Command(
        name = "latency",
        mixinStandardHelpOptions = true,
        description = {
            "Latency of a signal through ring, journal, three stages and decision log, from the time at which it was to be sent to"
                    + " the commit of its batch, at rising rates until the median breaks, beside a raw ring hop under the same rate.",
            "p50_ratio_to_hop and p99_ratio_to_hop are taken at half of the highest good rate."
        })
final class LatencyCommand implements Callable<Integer> {
    private static final double[] PERCENTILES = {50, 90, 99, 99.9};
    private static final String[] NAMES = {"p50_us", "p90_us", "p99_us", "p99_9_us"};

    @Option(
            names = "--rates",
            split = ",",
            description = "Signals a second to try (default: 10000, doubled until the median breaks, then refined).")
    private List<Double> rates = List.of();

    @Option(
            names = "--refine",
            defaultValue = "3",
            description = "Rates tried between good and bad (default: ${DEFAULT-VALUE}).")
    private int refine;

    @Option(
            names = "--tries",
            defaultValue = "3",
            description = "Tries of a rate before it counts as bad (default: ${DEFAULT-VALUE}).")
    private int tries;

    @Option(
            names = "--step-ms",
            defaultValue = "1000",
            description = "Time measured at each rate (default: ${DEFAULT-VALUE}).")
    private long stepMs;

    @Option(
            names = "--step-warm-up-ms",
            defaultValue = "300",
            description = "Time at each rate before that (default: ${DEFAULT-VALUE}).")
    private long stepWarmUpMs;

    @Option(
            names = "--break-us",
            defaultValue = "5000",
            description = "Median in microseconds beyond which a rate is bad (default: ${DEFAULT-VALUE}).")
    private long breakUs;

    @Option(
            names = "--rounds",
            defaultValue = "10",
            description =
                    "Measurements at half of the highest good rate, a quarter of a step each; the lowest percentiles count"
                            + " (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(names = "--sessions", defaultValue = "1000", description = "Sessions (default: ${DEFAULT-VALUE}).")
    private int sessions;

    @Option(
            names = "--warm-up",
            defaultValue = "4000000",
            description = "Signals before the first step, as fast as they go (default: ${DEFAULT-VALUE}).")
    private int warmUp;

    @Option(
            names = "--wait",
            defaultValue = "backoff",
            description = "How the engine's thread waits: backoff, spin or park (default: ${DEFAULT-VALUE}).")
    private WaitProfile wait;

    @Option(
            names = "--pin",
            split = ",",
            arity = "1",
            description = "Cores of the sending and of the handling thread, as 0,1 (default: not bound).")
    private int[] pin;

    @Option(names = "--seed", defaultValue = "42", description = "Seed of the workload (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--out", description = "Folder to keep the histograms in, as .hgrm and .hlog (default: not kept).")
    private Path out;

    @Option(names = "--dir", description = "Folder for the journal, emptied afterwards (default: a temporary one).")
    private Path dir;

    @Mixin
    private OutputOption output;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        requireUsable();
        double load = Machine.load();
        PipelineConfig shipped = PipelineConfig.defaults(ClockMode.REDIS);
        PipelineConfig hosting = new PipelineConfig(
                shipped.ringSize(), wait, ClockMode.REDIS, shipped.batchMax(), shipped.checkpointEvery(), Layout.FUSED);
        RateSweep.Plan plan = new RateSweep.Plan(
                rates, refine, tries, stepWarmUpMs, stepMs, TimeUnit.MICROSECONDS.toNanos(breakUs), rounds, warmUp);
        Workload workload = new Workload(sessions, Math.max(warmUp, sessions), seed);
        Pinning pinning = pin == null ? Pinning.none() : Pinning.to(pin[0], pin[1]);
        RateSweep sweep =
                new RateSweep(workload, plan, hosting, pinning, line -> System.err.println("latency: " + line));
        Path folder = dir == null ? Files.createTempDirectory("conductor-bench") : Files.createDirectories(dir);
        try {
            sweep.run(folder);
        } finally {
            Folders.delete(folder);
        }
        keep(sweep);
        Map<String, Object> map = map(sweep, load);
        System.out.println(output.json() ? Json.write(map) : table(sweep, map, load));
        return 0;
    }

    private void requireUsable() {
        if (pin != null && (pin.length != 2 || Arrays.stream(pin).anyMatch(core -> core < 0))) {
            throw new ParameterException(spec.commandLine(), "--pin takes two cores, as 0,1");
        }
        if (rates.stream().anyMatch(rate -> rate <= 0) || stepMs < 1 || tries < 1 || rounds < 1 || warmUp < 1) {
            throw new ParameterException(
                    spec.commandLine(), "--rates, --step-ms, --tries, --rounds and --warm-up are more than 0");
        }
        if (wait == WaitProfile.SPIN && Machine.cores() < 2) {
            throw new ParameterException(spec.commandLine(), "--wait spin needs two cores: the sender spins, too");
        }
    }

    private void keep(RateSweep sweep) throws IOException {
        LatencyFiles files = new LatencyFiles(out);
        for (RateSweep.Pair pair : all(sweep)) {
            files.keep("engine", pair.engine());
            files.keep("hop", pair.hop());
        }
    }

    private static List<RateSweep.Pair> all(RateSweep sweep) {
        List<RateSweep.Pair> all = new ArrayList<>(sweep.steps());
        all.addAll(sweep.atHalf());
        return all;
    }

    private Map<String, Object> map(RateSweep sweep, double load) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("bench", "latency");
        map.put("signals_per_s", Math.round(sweep.peakPerS()));
        if (sweep.peakPerS() > 0) {
            List<Step> engine =
                    sweep.atHalf().stream().map(RateSweep.Pair::engine).toList();
            map.put("half_rate_per_s", Math.round(sweep.peakPerS() / 2));
            for (int i = 0; i < NAMES.length; i++) {
                map.put("half_rate_" + NAMES[i], us(RateSweep.best(engine, PERCENTILES[i])));
            }
            map.put("p50_ratio_to_hop", round(sweep.ratioToHop(50)));
            map.put("p99_ratio_to_hop", round(sweep.ratioToHop(99)));
        }
        map.put("sessions", sessions);
        map.put("wait", wait.name().toLowerCase(Locale.ROOT));
        map.put("pinned", pin != null);
        map.put("break_us", breakUs);
        Machine.describe(map, load);
        map.put("note", note());
        map.put("steps", sweep.steps().stream().map(pair -> step(pair, sweep)).toList());
        map.put(
                "half_rate_rounds",
                sweep.atHalf().stream().map(pair -> step(pair, sweep)).toList());
        return map;
    }

    private static String note() {
        return Machine.cores() <= 2
                ? "two cores or fewer, which neighbours share: percentiles above p99 show them and not the engine"
                : "percentiles above p99 show what else runs on these cores, too";
    }

    private static Map<String, Object> step(RateSweep.Pair pair, RateSweep sweep) {
        Map<String, Object> map = new LinkedHashMap<>();
        Step engine = pair.engine();
        map.put("planned_per_s", Math.round(engine.perSecond()));
        map.put("achieved_per_s", Math.round(engine.achievedPerSecond()));
        map.put("status", engine.kept() ? "OK" : "FAILED");
        map.put("good", sweep.isGood(engine));
        put(map, "", engine.signals());
        map.put("decisions", engine.decisions().getTotalCount());
        if (engine.decisions().getTotalCount() > 0) {
            put(map, "decision_", engine.decisions());
        }
        map.put("hop_status", pair.hop().kept() ? "OK" : "FAILED");
        put(map, "hop_", pair.hop().signals());
        return map;
    }

    private static void put(Map<String, Object> map, String prefix, Histogram histogram) {
        for (int i = 0; i < NAMES.length; i++) {
            map.put(prefix + NAMES[i], us(histogram.getValueAtPercentile(PERCENTILES[i])));
        }
        map.put(prefix + "max_us", us(histogram.getMaxValue()));
    }

    private String table(RateSweep sweep, Map<String, Object> map, double load) {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%12s %12s %-7s %9s %9s %9s %9s %9s %11s %9s %9s",
                "planned/s",
                "achieved/s",
                "",
                "p50 us",
                "p90",
                "p99",
                "p99.9",
                "max",
                "decided p50",
                "hop p50",
                "hop p99"));
        for (RateSweep.Pair pair : all(sweep)) {
            Map<String, Object> step = step(pair, sweep);
            text.append(String.format(
                    Locale.ROOT,
                    "%n%,12d %,12d %-7s %9.1f %9.1f %9.1f %9.1f %9.1f %11s %9.1f %9.1f",
                    step.get("planned_per_s"),
                    step.get("achieved_per_s"),
                    step.get("status"),
                    step.get("p50_us"),
                    step.get("p90_us"),
                    step.get("p99_us"),
                    step.get("p99_9_us"),
                    step.get("max_us"),
                    step.getOrDefault("decision_p50_us", "-"),
                    step.get("hop_p50_us"),
                    step.get("hop_p99_us")));
        }
        text.append(String.format(Locale.ROOT, "%nhighest good rate: %,d a second", map.get("signals_per_s")));
        if (map.containsKey("p50_ratio_to_hop")) {
            text.append(String.format(
                    Locale.ROOT,
                    "; at half of it %.1f times the raw hop at p50, %.1f times at p99",
                    map.get("p50_ratio_to_hop"),
                    map.get("p99_ratio_to_hop")));
        }
        return text.append(String.format(Locale.ROOT, "%n%s; %s", Machine.line(load), note()))
                .toString();
    }

    private static double us(long ns) {
        return ns / 1e3;
    }
}
