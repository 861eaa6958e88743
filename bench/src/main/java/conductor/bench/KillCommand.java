package conductor.bench;

import conductor.bench.kill.KillRun;
import conductor.gateway.json.Json;
import conductor.journal.KillPoint;
import conductor.ops.node.StopSignals;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code conductor bench kill}: whether anything is lost or doubled when a node is killed. */
@Command(
        name = "kill",
        mixinStandardHelpOptions = true,
        description = {
            "Kills a real node while entries come, at named points of its code and at random times, starts it again each time,"
                    + " and checks at the end that nothing was lost, nothing was done twice, and everything follows from the journal.",
            "Exit code 1 if something does not hold. Ctrl-C, or a SIGTERM, ends it early: what was left until then is checked and told.",
            "A second one ends it at once and leaves its node and its servers running."
        })
final class KillCommand implements Callable<Integer> {
    @Option(
            names = "--cycles",
            defaultValue = "100",
            description = "Kills at random times (default: ${DEFAULT-VALUE}).")
    private int cycles;

    @Option(
            names = "--points",
            split = ",",
            defaultValue = "all",
            paramLabel = "NAME",
            description = "Points to kill at: all, none, or names (default: ${DEFAULT-VALUE}).")
    private List<String> points;

    @Option(names = "--per-point", defaultValue = "5", description = "Kills at each point (default: ${DEFAULT-VALUE}).")
    private int perPoint;

    @Option(names = "--seed", defaultValue = "42", description = "Seed of the moments (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--keep", description = "Keep the folder with journals and logs.")
    private boolean keep;

    @Mixin
    private OutputOption output;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        Set<KillPoint> chosen = chosen();
        Path folder = Files.createTempDirectory("conductor-kill");
        KillRun run = new KillRun(folder, seed, line -> System.err.println("kill: " + line));
        StopSignals signals = StopSignals.installPatient();
        run.until(signals::asked);
        kill(run, chosen, folder);
        Map<String, Object> map = map(run);
        map.put("ended_early", signals.asked());
        System.out.println(output.json() ? Json.write(map) : table(map));
        return run.broken().isEmpty() ? 0 : 1;
    }

    private void kill(KillRun run, Set<KillPoint> chosen, Path folder) throws Exception {
        try {
            run.points(chosen, perPoint);
            run.random(cycles);
        } finally {
            if (keep) {
                System.err.println("kill: journals and logs are in " + folder);
            } else {
                Folders.delete(folder);
            }
        }
    }

    private Set<KillPoint> chosen() {
        if (points.equals(List.of("all"))) {
            return EnumSet.complementOf(EnumSet.copyOf(KillRun.OF_SEVERAL_DAYS));
        }
        Set<KillPoint> chosen = EnumSet.noneOf(KillPoint.class);
        if (!points.equals(List.of("none"))) {
            for (String name : points) {
                try {
                    chosen.add(KillPoint.named(name));
                } catch (IllegalArgumentException e) {
                    throw new ParameterException(spec.commandLine(), e.getMessage(), e);
                }
            }
        }
        return chosen;
    }

    private Map<String, Object> map(KillRun run) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("bench", "kill");
        map.put("seed", seed);
        map.put("kills_at_random_times", run.randomKills());
        map.put(
                "kills_at_points",
                run.kills().values().stream().mapToInt(n -> n).sum());
        map.put("entries", run.entries());
        map.put("lost", run.lost());
        map.put("duplicates", run.duplicates());
        map.put("dead_letters_missing", run.deadLettersMissing());
        map.put("restart_to_ready_p50_ms", run.restarts().readyMs(0.5));
        map.put("restart_to_ready_p99_ms", run.restarts().readyMs(0.99));
        map.put("restart_cpu_p50_ms", run.restarts().cpuMs(0.5));
        map.put("restart_cpu_p99_ms", run.restarts().cpuMs(0.99));
        map.put("restart_parts_p50_ms", run.restarts().partsMs(0.5));
        map.put("restart_parts_p99_ms", run.restarts().partsMs(0.99));
        map.put("points", names(run.kills()));
        map.put("points_not_reached", names(run.missed()));
        map.put("broken", run.broken());
        return map;
    }

    private static Map<String, Object> names(Map<KillPoint, Integer> counts) {
        Map<String, Object> named = new LinkedHashMap<>();
        counts.forEach((point, count) -> named.put(point.text(), count));
        return named;
    }

    private static String table(Map<String, Object> map) {
        StringBuilder text = new StringBuilder();
        map.forEach((name, value) -> text.append(String.format(Locale.ROOT, "%-24s %s%n", name, value)));
        return text.toString().stripTrailing();
    }
}
