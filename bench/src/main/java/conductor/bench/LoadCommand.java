package conductor.bench;

import static conductor.bench.Rounding.round;

import conductor.gateway.json.Json;
import conductor.journal.JournalDirectory;
import conductor.ops.console.Progress;
import conductor.ops.node.StopSignals;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
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

/** {@code conductor bench load}: a recorded journal as load on a new node. */
@Command(
        name = "load",
        mixinStandardHelpOptions = true,
        description = {
            "Feeds what came from outside, as a recorded journal has it, into a new node (ring, journal, three stages, decision log)"
                    + " on a folder of its own, at a rate or by the recorded times, and measures from planned times.",
            "Engine time is carried over with the records, so at any rate the decisions and the state must be those that were recorded:"
                    + " exit code 4 if they are not. Only the sequences may differ, where the recorded node was started more than once."
        })
final class LoadCommand implements Callable<Integer> {
    private static final int DIFFERS = 4;
    private static final long MOST_WARM_UP = 200_000;
    private static final double[] PERCENTILES = {50, 90, 99, 99.9};
    private static final String[] NAMES = {"p50_us", "p90_us", "p99_us", "p99_9_us"};

    @Option(names = "--journal", required = true, description = "Data folder with the journal; it is only read.")
    private Path journal;

    @Option(
            names = "--rate",
            defaultValue = "0",
            description = "Records a second, 0 = as many as the node takes (default: ${DEFAULT-VALUE}).")
    private double rate;

    @Option(names = "--speed-up", description = "Instead of a rate: at the recorded times, so many times as fast.")
    private Double speedUp;

    @Option(
            names = "--warm-up",
            description = "Records before those that are measured (default: a tenth of them, 200000 at most).")
    private Long warmUp;

    @Option(names = "--dir", description = "Folder for the node, emptied afterwards (default: a temporary one).")
    private Path dir;

    @Mixin
    private OutputOption output;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        if (rate < 0 || (speedUp != null && (speedUp <= 0 || rate > 0))) {
            throw new ParameterException(
                    spec.commandLine(), "--rate is 0 or more; --speed-up is more than 0 and stands instead of --rate");
        }
        double load = Machine.load();
        StopSignals signals = StopSignals.installPatient();
        Path folder = dir == null ? Files.createTempDirectory("conductor-bench") : Files.createDirectories(dir);
        try (JournalDirectory recorded = JournalDirectory.openReadOnly(journal);
                Progress progress =
                        Progress.start("load", recorded.signalMarks().sequence())) {
            requireBeginning(recorded);
            long most = Math.min(MOST_WARM_UP, recorded.signalMarks().sequence() / 10);
            LoadRun.Plan plan = new LoadRun.Plan(rate, speedUp == null ? 0 : speedUp, warmUp == null ? most : warmUp);
            LoadRun run = new LoadRun(recorded, plan, signals::asked, progress::update);
            LoadRun.Measured measured = run.feed(folder);
            LoadRun.Compared compared = run.compare(folder);
            Map<String, Object> map = map(measured, compared, load);
            map.put("ended_early", signals.asked());
            System.out.println(output.json() ? Json.write(map) : table(map));
            return (Boolean) map.get("state_agrees") && compared.decisions().complete() ? 0 : DIFFERS;
        } finally {
            Folders.delete(folder);
        }
    }

    private void requireBeginning(JournalDirectory recorded) {
        if (recorded.origin() != null || recorded.beginning() != null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "The journal in " + recorded.folder()
                            + " begins with the state of a snapshot, and what led to it is"
                            + " not there: a new node cannot come to it. Take a journal that has its beginning.");
        }
    }

    private Map<String, Object> map(LoadRun.Measured measured, LoadRun.Compared compared, double load) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("bench", "load");
        map.put("journal", journal.toString());
        map.put("signals_per_s", Math.round(measured.measured() * 1e9 / measured.elapsedNs()));
        map.put("planned_per_s", Math.round(rate));
        map.put("speed_up", speedUp == null ? 0.0 : speedUp);
        map.put("signals_per_cpu_s", Math.round(measured.measured() * 1e9 / Math.max(1, measured.cpuNs())));
        map.put("bytes_per_signal", round((double) measured.allocated() / Math.max(1, measured.measured())));
        map.put("fed", measured.fed());
        map.put("measured", measured.measured());
        put(map, "", measured.signals());
        map.put("decisions_measured", measured.decisions().getTotalCount());
        put(map, "decision_", measured.decisions());
        map.put("feeder_behind_ms", round(measured.latestNs() / 1e6));
        map.put("sequence", measured.figures().sequence());
        map.put("decisions", measured.figures().decisions());
        map.put("scores", measured.figures().scores());
        map.put("state_hash", String.format("%016x", measured.figures().stateHash()));
        map.put("recorded_sequence", compared.replayed().sequence());
        map.put("recorded_decisions", compared.replayed().decisions());
        map.put("recorded_scores", compared.replayed().scores());
        map.put("recorded_state_hash", compared.replayed().stateHashHex());
        map.put(
                "state_agrees",
                measured.figures().stateHash() == compared.replayed().stateHash());
        map.put("decisions_agree", compared.decisions().complete());
        map.put("decisions_same", compared.decisions().same());
        map.put("decisions_missing", compared.decisions().missing());
        map.put("decisions_more", compared.decisions().more());
        map.put("first_difference", compared.decisions().firstDifference());
        map.put("clock", measured.clock().name().toLowerCase(Locale.ROOT));
        Machine.describe(map, load);
        return map;
    }

    private static void put(Map<String, Object> map, String prefix, Histogram histogram) {
        for (int i = 0; i < NAMES.length; i++) {
            map.put(prefix + NAMES[i], histogram.getValueAtPercentile(PERCENTILES[i]) / 1e3);
        }
        map.put(prefix + "max_us", histogram.getMaxValue() / 1e3);
    }

    private static String table(Map<String, Object> map) {
        StringBuilder text = new StringBuilder();
        map.forEach((name, value) -> text.append(String.format(Locale.ROOT, "%-24s %s%n", name, value)));
        return text.toString().stripTrailing();
    }
}
