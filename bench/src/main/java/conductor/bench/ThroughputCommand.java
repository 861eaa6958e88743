package conductor.bench;

import conductor.bench.kill.JvmFlags;
import conductor.gateway.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code conductor bench throughput}: the figures of {@code smoke}, of the best of several processes. */
@Command(
        name = "throughput",
        mixinStandardHelpOptions = true,
        description = {
            "The figures of smoke, each size in several processes of its own, of which the best counts: one process compiles and lays out its memory "
                    + "differently from the next.",
            "The rates of the others are in signals_per_s_all."
        })
final class ThroughputCommand implements Callable<Integer> {
    @Option(
            names = "--sessions",
            split = ",",
            defaultValue = "1000,100000,1000000",
            description = "Numbers of sessions to measure with (default: ${DEFAULT-VALUE}).")
    private int[] sessions;

    @Option(
            names = "--processes",
            defaultValue = "3",
            description = "Processes of each size (default: ${DEFAULT-VALUE}).")
    private int processes;

    @Option(
            names = "--smoke",
            description = "What to tell smoke besides, as one word: --smoke=\"--rounds 5 --batch 1\".",
            defaultValue = "")
    private String smoke;

    @Option(names = "--heap", defaultValue = "6g", description = "Heap of a process (default: ${DEFAULT-VALUE}).")
    private String heap;

    @Mixin
    private OutputOption output;

    @Override
    public Integer call() throws Exception {
        double load = Machine.load();
        List<Map<String, Object>> runs = new ArrayList<>();
        for (int count : sessions) {
            runs.add(best(count));
        }
        Map<String, Object> slowest = runs.stream()
                .min(Comparator.comparingLong(ThroughputCommand::rate))
                .orElseThrow();
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("bench", "throughput");
        for (String member :
                List.of("signals_per_s", "signals_per_cpu_s", "ratio_to_floor", "share_of_raw", "bytes_per_signal")) {
            all.put(member, slowest.get(member));
        }
        Machine.describe(all, load);
        all.put("processes", processes);
        all.put("runs", runs);
        System.out.println(output.json() ? Json.write(all) : SmokeCommand.table(runs) + "\n" + Machine.line(load));
        return 0;
    }

    private Map<String, Object> best(int count) throws IOException, InterruptedException {
        List<Map<String, Object>> seen = new ArrayList<>();
        for (int i = 1; i <= processes; i++) {
            System.err.printf(Locale.ROOT, "%,d sessions, process %d of %d ...%n", count, i, processes);
            seen.add(measure(count));
        }
        seen.sort(Comparator.comparingLong(ThroughputCommand::rate).reversed());
        Map<String, Object> best = seen.get(0);
        best.put("signals_per_s_all", seen.stream().map(ThroughputCommand::rate).toList());
        return best;
    }

    private static long rate(Map<String, Object> run) {
        return (Long) run.get("signals_per_s");
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> measure(int count) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JvmFlags.ofThisProcess());
        command.addAll(List.of("-Xms" + heap, "-Xmx" + heap, "-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(BenchMain.class.getName(), "smoke", "-o", "json", "--sessions", String.valueOf(count)));
        if (!smoke.isBlank()) {
            command.addAll(List.of(smoke.trim().split("\\s+")));
        }
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IOException("the process that measures ended with code " + process.exitValue());
            }
            return ((List<Map<String, Object>>) Json.read(said).get("runs")).get(0);
        } finally {
            process.destroyForcibly();
        }
    }
}
