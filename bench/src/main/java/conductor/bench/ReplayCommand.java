package conductor.bench;

import conductor.gateway.json.Json;
import conductor.journal.JournalDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code conductor bench replay}: how fast a journal is read, decoded and applied. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description = {
            "How fast a journal is read: its documents by Chronicle alone, its records decoded and checked, and applied to a new"
                    + " engine, beside the rate at which a live node takes the same inputs. The best round counts.",
            "ratio_to_floor is the time of decoding divided by that of the raw read; ratio_to_live is replay by live rate."
        })
final class ReplayCommand implements Callable<Integer> {
    @Option(
            names = "--journal",
            description = "Data folder with a journal that nobody writes (default: one is made); it is only read.")
    private Path journal;

    @Option(names = "--sessions", defaultValue = "1000", description = "Sessions (default: ${DEFAULT-VALUE}).")
    private int sessions;

    @Option(
            names = "--warm-up",
            defaultValue = "4000000",
            description = "Signals before the live rate is measured (default: ${DEFAULT-VALUE}).")
    private int warmUp;

    @Option(
            names = "--signals",
            defaultValue = "1000000",
            description = "Signals of each round of the live node (default: ${DEFAULT-VALUE}).")
    private int signals;

    @Option(names = "--rounds", defaultValue = "3", description = "Rounds (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(names = "--seed", defaultValue = "42", description = "Seed of the workload (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--dir", description = "Folder for journals, emptied afterwards (default: a temporary one).")
    private Path dir;

    @Mixin
    private OutputOption output;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        if (rounds < 1 || signals < 1 || warmUp < 0) {
            throw new ParameterException(spec.commandLine(), "--rounds and --signals are more than 0");
        }
        double load = Machine.load();
        Path folder = dir == null ? Files.createTempDirectory("conductor-bench") : Files.createDirectories(dir);
        ReplayRun run = new ReplayRun(rounds, line -> System.err.println("replay: " + line));
        try {
            if (journal == null) {
                run.record(folder, new Workload(sessions, warmUp + signals * rounds, seed), warmUp);
            }
            try (JournalDirectory directory = JournalDirectory.openReadOnly(journal == null ? folder : journal)) {
                if (journal != null && directory.origin() == null && directory.beginning() == null) {
                    run.live(directory, folder);
                }
                run.read(directory);
            }
        } finally {
            Folders.delete(folder);
        }
        Map<String, Object> map = map(run, load);
        System.out.println(output.json() ? Json.write(map) : table(map));
        return 0;
    }

    private Map<String, Object> map(ReplayRun run, double load) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("bench", "replay");
        map.put("signals_per_s", Math.round(run.applied().perSecond(run.inputs())));
        map.put("signals_per_cpu_s", Math.round(run.applied().perCpuSecond(run.inputs())));
        map.put("decode_signals_per_s", Math.round(run.decoded().perSecond(run.records())));
        map.put("decode_signals_per_cpu_s", Math.round(run.decoded().perCpuSecond(run.records())));
        map.put("raw_read_signals_per_s", Math.round(run.raw().perSecond(run.records())));
        map.put("raw_read_signals_per_cpu_s", Math.round(run.raw().perCpuSecond(run.records())));
        map.put("ratio_to_floor", ratio(run.decoded().wallNs(), run.raw().wallNs()));
        map.put("cpu_ratio_to_floor", ratio(run.decoded().cpuNs(), run.raw().cpuNs()));
        if (run.livePerS() > 0) {
            map.put("live_signals_per_s", Math.round(run.livePerS()));
            map.put("live_signals_per_cpu_s", Math.round(run.livePerCpuS()));
            map.put("ratio_to_live", ratio(run.applied().perSecond(run.inputs()), run.livePerS()));
            map.put("cpu_ratio_to_live", ratio(run.applied().perCpuSecond(run.inputs()), run.livePerCpuS()));
        }
        map.put("signals", run.inputs());
        map.put("records", run.records());
        map.put("documents", run.documents().documents());
        map.put("journal_bytes_per_signal", ratio(run.documents().bytes(), run.inputs()));
        map.put("decisions", run.result().decisions());
        map.put("scores", run.result().scores());
        map.put("state_hash", run.result().stateHashHex());
        map.put("rounds", rounds);
        Machine.describe(map, load);
        return map;
    }

    private static double ratio(double of, double to) {
        return Math.round(of / Math.max(1, to) * 100) / 100.0;
    }

    private static String table(Map<String, Object> map) {
        StringBuilder text = new StringBuilder();
        map.forEach((name, value) -> text.append(
                value instanceof Long
                        ? String.format(Locale.ROOT, "%-28s %,d%n", name, value)
                        : String.format(Locale.ROOT, "%-28s %s%n", name, value)));
        return text.toString().stripTrailing();
    }
}
