package conductor.bench;

import static conductor.bench.Rounding.round;

import conductor.gateway.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code conductor bench recovery}: what snapshots cost an engine that runs and save one that starts. */
@Command(
        name = "recovery",
        mixinStandardHelpOptions = true,
        description = {
            "What snapshots cost the engine that runs, in CPU time of its thread a signal: alone, beside a shadow that follows,"
                    + " and beside one that writes snapshots all the time; and how long a start takes from the last snapshot and a tail.",
            "ratio_to_floor is that time divided by reading the same bytes and nothing else: 1 is the floor."
        })
final class RecoveryCommand implements Callable<Integer> {
    @Option(names = "--sessions", defaultValue = "1000000", description = "Sessions (default: ${DEFAULT-VALUE}).")
    private int sessions;

    @Option(
            names = "--tail",
            defaultValue = "10000000",
            description = "Signals behind the last snapshot (default: ${DEFAULT-VALUE}).")
    private int tail;

    @Option(
            names = "--warm-up",
            defaultValue = "4000000",
            description = "Signals before the first round (default: ${DEFAULT-VALUE}).")
    private int warmUp;

    @Option(
            names = "--signals",
            defaultValue = "2000000",
            description = "Signals of each of the three measurements of a round (default: ${DEFAULT-VALUE}).")
    private int signals;

    @Option(names = "--rounds", defaultValue = "3", description = "Rounds (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--rate",
            defaultValue = "100000",
            description = {
                "Signals a second while it is measured, 0 = as many as the engine takes (default: ${DEFAULT-VALUE}).",
                "Live engine, shadow and feeder are three threads: at full speed they want three cores."
            })
    private int rate;

    @Option(
            names = "--snapshot-mb-per-s",
            defaultValue = "32",
            description = "Pace of the snapshots, as journal.snapshot-mb-per-s; 0 = as fast as it goes"
                    + " (default: ${DEFAULT-VALUE}).")
    private int snapshotMbPerS;

    @Option(names = "--seed", defaultValue = "42", description = "Seed of the workload (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--dir", description = "Folder for the journal, emptied afterwards (default: a temporary one).")
    private Path dir;

    @Mixin
    private OutputOption output;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        if (rate < 0 || snapshotMbPerS < 0) {
            throw new ParameterException(
                    spec.commandLine(), "--rate and --snapshot-mb-per-s are 0 or more; 0 = as fast as it goes");
        }
        Path folder = dir == null ? Files.createTempDirectory("conductor-bench") : Files.createDirectories(dir);
        RecoveryRun.Plan plan = new RecoveryRun.Plan(warmUp, signals, rounds, tail, rate, (long) snapshotMbPerS << 20);
        System.err.printf(Locale.ROOT, "making %,d signals in %,d sessions%n", plan.signals(), sessions);
        RecoveryRun run = new RecoveryRun(new Workload(sessions, plan.signals(), seed), plan, folder);
        try {
            run.run();
        } finally {
            Folders.delete(folder);
        }
        Map<String, Object> map = map(run);
        System.out.println(output.json() ? Json.write(map) : table(map));
        return 0;
    }

    private Map<String, Object> map(RecoveryRun run) {
        List<RecoveryRun.Round> sorted = run.byRatio();
        RecoveryRun.Round median = sorted.get(sorted.size() / 2);
        long replayNs = run.recovery().elapsedMs() * 1_000_000 - run.loadNs();
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("bench", "recovery");
        map.put("sessions", sessions);
        map.put("cores", Runtime.getRuntime().availableProcessors());
        map.put("java", System.getProperty("java.version"));
        map.put("fed_per_s", rate);
        map.put("snapshot_mb_per_s", snapshotMbPerS);
        map.put("cpu_ns_per_signal_alone", Math.round(median.alone()));
        map.put("cpu_ns_per_signal_followed", Math.round(median.followed()));
        map.put("cpu_ns_per_signal_beside_writing", Math.round(median.written()));
        map.put("cpu_ratio_followed_to_alone", round(median.followed() / median.alone()));
        map.put("cpu_ratio_writing_to_followed", round(median.written() / median.followed()));
        map.put("cpu_ratio_writing_to_alone", round(median.written() / median.alone()));
        map.put(
                "cpu_ratio_writing_to_alone_best",
                round(sorted.get(0).written() / sorted.get(0).alone()));
        map.put("snapshots_written_meanwhile", run.written());
        map.put("snapshot_bytes", run.snapshotBytes());
        map.put("snapshot_write_ms_longest", run.longestWriteNs() / 1_000_000);
        map.put("snapshot_load_ms", run.loadNs() / 1_000_000);
        map.put("snapshot_load_cpu_ms", run.loadCpuNs() / 1_000_000);
        map.put("tail_signals", run.recovery().signalsReplayed());
        map.put("recovery_ms", run.recovery().elapsedMs());
        map.put("signals_per_s", Math.round(run.recovery().signalsReplayed() * 1e9 / replayNs));
        map.put("recovery_cpu_ms", run.recoveryCpuNs() / 1_000_000);
        map.put(
                "cpu_ns_per_signal_replayed",
                (run.recoveryCpuNs() - run.loadCpuNs())
                        / Math.max(1, run.recovery().signalsReplayed()));
        map.put("ratio_to_floor", round(run.recovery().elapsedMs() * 1e6 / run.floorNs()));
        return map;
    }

    private static String table(Map<String, Object> map) {
        StringBuilder text = new StringBuilder();
        map.forEach((name, value) -> text.append(String.format(Locale.ROOT, "%-34s %s%n", name, value)));
        return text.toString().stripTrailing();
    }
}
