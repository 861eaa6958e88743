package conductor.bench;

import static conductor.bench.Rounding.round;

import conductor.engine.ring.ClockMode;
import conductor.engine.ring.Layout;
import conductor.engine.ring.PipelineConfig;
import conductor.gateway.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code conductor bench smoke}: signals a second through ring, journal, three stages and decision log. */
@Command(
        name = "smoke",
        mixinStandardHelpOptions = true,
        description = {
            "Signals a second through ring, journal, three stages and decision log, beside a raw Disruptor hop and a raw "
                    + "append of the same bytes to a mapped file.",
            "ratio_to_floor is the time of a signal divided by the time of hop and append together: 1 is the floor. share_of_raw is the time of a "
                    + "hop and of a raw append of the same bytes to a Chronicle queue, in documents of 128 records, divided by the time of a signal.",
            "With --layout chained the fused layout is measured before it; ratio_to_fused is chained time by fused time."
        })
final class SmokeCommand implements Callable<Integer> {
    private static final int BLOCK = 1 << 16;

    @Option(
            names = "--sessions",
            split = ",",
            defaultValue = "1000,100000",
            description = "Numbers of sessions to measure with (default: ${DEFAULT-VALUE}).")
    private int[] sessions;

    @Option(names = "--signals", defaultValue = "1000000", description = "Signals a round (default: ${DEFAULT-VALUE}).")
    private int signals;

    @Option(
            names = "--warm-up",
            defaultValue = "4000000",
            description = {
                "Signals before the first round (default: ${DEFAULT-VALUE}): 80 s of stream time, so that every window of a"
                        + " minute is full and users come and go as they will."
            })
    private int warmUp;

    @Option(
            names = "--rounds",
            defaultValue = "3",
            description = "Rounds after the warm-up; the best counts (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--layout",
            defaultValue = "fused",
            description = "fused (one thread) or chained (one a stage) (default: ${DEFAULT-VALUE}).")
    private Layout layout;

    @Option(
            names = "--ring-size",
            defaultValue = "4096",
            description = "Slots of the ring (default: ${DEFAULT-VALUE}).")
    private int ringSize;

    @Option(
            names = "--batch",
            defaultValue = "128",
            description = "Records after which a batch is committed, 1..1024 (default: ${DEFAULT-VALUE}).")
    private int batch;

    @Option(
            names = "--stream-rate",
            defaultValue = "50000",
            description = "Signals a second of stream time, with ten users for each (default: ${DEFAULT-VALUE}).")
    private int streamRate;

    @Option(names = "--force", description = "Measure the chained layout with fewer cores than it needs, too.")
    private boolean force;

    @Spec
    private CommandSpec spec;

    @Option(names = "--seed", defaultValue = "42", description = "Seed of the workload (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--dir", description = "Folder for the journals, emptied afterwards (default: a temporary one).")
    private Path dir;

    @Mixin
    private OutputOption output;

    @Override
    public Integer call() throws Exception {
        int cores = Runtime.getRuntime().availableProcessors();
        if (cores < layout.leastCores() && !force) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--layout chained needs " + layout.leastCores() + " cores and this machine has " + cores
                            + ": with fewer its threads wait for each other's cores; --force measures it all the same");
        }
        Path folder = dir == null ? Files.createTempDirectory("conductor-bench") : Files.createDirectories(dir);
        List<Map<String, Object>> results = new ArrayList<>();
        for (int count : sessions) {
            System.err.println("measuring with " + count + " sessions ...");
            results.add(measure(count, folder.resolve("sessions-" + count)));
        }
        if (dir == null) {
            Folders.delete(folder);
        }
        System.out.println(output.json() ? json(results) : table(results));
        return 0;
    }

    private Map<String, Object> measure(int count, Path folder) throws Exception {
        Files.createDirectories(folder);
        Workload workload = new Workload(count, warmUp + signals * rounds, seed, streamRate);
        double fusedNs = layout == Layout.FUSED ? Double.NaN : fusedNs(workload, folder.resolve("fused"));
        SmokeRun run = new SmokeRun(workload, hosting(layout), warmUp, rounds);
        long before = usedBlocks(folder);
        run.run(folder);
        double journalBytes = (double) (usedBlocks(folder) - before) / workload.size();
        double hopNs = Floors.hopNs(workload, Math.min(signals, workload.size()), rounds);
        double appendNs = Floors.appendNs(folder, journalBytes, signals, rounds);
        double chronicleNs = Floors.chronicleAppendNs(folder, journalBytes, signals, rounds);
        Folders.delete(folder);
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("sessions", count);
        if (layout != Layout.FUSED) {
            result.put("layout", "chained");
            result.put("ratio_to_fused", round(run.bestWallNs() / fusedNs));
        }
        result.put("signals_per_s", Math.round(1e9 / run.bestWallNs()));
        result.put("signals_per_s_median", Math.round(1e9 / run.medianWallNs()));
        result.put("signals_per_cpu_s", Math.round(1e9 / run.bestCpuNs()));
        result.put("ratio_to_floor", round(run.bestWallNs() / (hopNs + appendNs)));
        result.put("share_of_raw", round((hopNs + chronicleNs) / run.bestWallNs()));
        result.put("bytes_per_signal", round(run.allocatedBytes()));
        result.put("journal_bytes_per_signal", round(journalBytes));
        result.put("scores_per_signal", round(run.scoresPerSignal()));
        result.put("decisions_per_signal", round(run.decisionsPerSignal()));
        result.put("floor_hop_ns", round(hopNs));
        result.put("floor_append_ns", round(appendNs));
        result.put("floor_chronicle_append_ns", round(chronicleNs));
        return result;
    }

    private PipelineConfig hosting(Layout stages) {
        PipelineConfig shipped = PipelineConfig.defaults(ClockMode.REDIS);
        return new PipelineConfig(
                ringSize, shipped.waitProfile(), shipped.clock(), batch, shipped.checkpointEvery(), stages);
    }

    /** Wall nanoseconds a signal in one thread, best round, over the same workload. */
    private double fusedNs(Workload workload, Path folder) throws Exception {
        Files.createDirectories(folder);
        SmokeRun run = new SmokeRun(workload, hosting(Layout.FUSED), warmUp, rounds);
        run.run(folder);
        Folders.delete(folder);
        return run.bestWallNs();
    }

    /** The whole object; the figures at its top are those of the slowest run. */
    private String json(List<Map<String, Object>> results) {
        Map<String, Object> slowest = results.stream()
                .min(Comparator.comparingLong(r -> (Long) r.get("signals_per_s")))
                .orElseThrow();
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("bench", "smoke");
        for (String member :
                List.of("signals_per_s", "signals_per_cpu_s", "ratio_to_floor", "share_of_raw", "bytes_per_signal")) {
            all.put(member, slowest.get(member));
        }
        all.put("cores", Runtime.getRuntime().availableProcessors());
        all.put("java", System.getProperty("java.version"));
        all.put("ring_size", ringSize);
        all.put("batch", batch);
        all.put("stream_rate", streamRate);
        all.put("warm_up_signals", warmUp);
        all.put("signals_per_round", signals);
        all.put("rounds", rounds);
        all.put("runs", results);
        return Json.write(all);
    }

    static String table(List<Map<String, Object>> results) {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%10s %14s %14s %16s %10s %12s %10s %12s %14s",
                "sessions",
                "signals/s",
                "median",
                "per CPU second",
                "x floor",
                "share of raw",
                "hop ns",
                "append ns",
                "chronicle ns"));
        for (Map<String, Object> r : results) {
            text.append(String.format(
                    Locale.ROOT,
                    "%n%10d %,14d %,14d %,16d %10.2f %12.2f %10.1f %12.1f %14.1f",
                    r.get("sessions"),
                    r.get("signals_per_s"),
                    r.get("signals_per_s_median"),
                    r.get("signals_per_cpu_s"),
                    r.get("ratio_to_floor"),
                    r.get("share_of_raw"),
                    r.get("floor_hop_ns"),
                    r.get("floor_append_ns"),
                    r.get("floor_chronicle_append_ns")));
            if (r.containsKey("ratio_to_fused")) {
                text.append(String.format(Locale.ROOT, "  chained, %.2f times fused", r.get("ratio_to_fused")));
            }
        }
        return text.toString();
    }

    /** Bytes written: roll files are sparse, so their length says nothing; what holds data does. */
    private static long usedBlocks(Path folder) throws IOException {
        long bytes = 0;
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".cq4")).toList()) {
                bytes += UsedLength.of(file, BLOCK);
            }
        }
        return bytes;
    }
}
