package conductor.bench;

import conductor.bench.peers.PeerBuild;
import conductor.bench.peers.PeerComparison;
import conductor.bench.peers.PeerRunner;
import conductor.bench.peers.SignalFile;
import conductor.bench.peers.SignalGenerator;
import conductor.gateway.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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

/** {@code conductor bench peers}: the engine beside what people would use instead. */
@Command(
        name = "peers",
        mixinStandardHelpOptions = true,
        description = {
            "The engine beside what people would use instead, on the same signals: every 5 s of event time a score of each"
                    + " session over its last 60 s, and an alert when it drops.",
            "Engines: conductor (ring and tables, no journal), conductor-journal, plain (collections of Java), flink and"
                    + " jet, which are no part of the product and are fetched and built when first asked for.",
            "Each measurement is a process of its own with the same heap, collector and core. Rates are by the CPU time of"
                    + " the whole process, from the first signal to the last score. An engine that computes something else"
                    + " gets no rate. Exit code 1 if one does."
        })
final class PeersCommand implements Callable<Integer> {
    @Option(names = "--signals", paramLabel = "FILE", description = "Signals to run on (default: some are made).")
    private Path signals;

    @Option(
            names = "--save",
            paramLabel = "FILE",
            description = "Keep the signals in this file. Without --engines nothing is measured then.")
    private Path save;

    @Option(
            names = "--engines",
            split = ",",
            paramLabel = "NAME",
            description = "Engines to measure (default: conductor,plain).")
    private List<String> engines;

    @Option(
            names = "--sessions",
            defaultValue = "1000",
            description = "Sessions, when signals are made (default: ${DEFAULT-VALUE}).")
    private int sessions;

    @Option(
            names = "--count",
            defaultValue = "5000000",
            description = "Signals, when they are made (default: ${DEFAULT-VALUE}).")
    private int count;

    @Option(
            names = "--seed",
            defaultValue = "42",
            description = "Seed, when signals are made (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--runs", defaultValue = "3", description = "Runs of each engine (default: ${DEFAULT-VALUE}).")
    private int runs;

    @Option(names = "--heap", defaultValue = "6g", description = "Heap of each process (default: ${DEFAULT-VALUE}).")
    private String heap;

    @Option(names = "--cpus", description = "Cores to pin to, as taskset takes them (default: the last one).")
    private String cpus;

    @Spec
    private CommandSpec spec;

    @Mixin
    private OutputOption output;

    @Override
    public Integer call() throws Exception {
        requireSense();
        Path folder = Files.createTempDirectory("conductor-peers");
        try {
            Path file = file(folder);
            if (engines == null && save != null) {
                return 0;
            }
            List<String> chosen = engines == null ? List.of("conductor", "plain") : engines;
            return compare(chosen, file, folder);
        } catch (NoSuchFileException e) {
            say("there is no file " + e.getMessage());
            return 1;
        } catch (IOException e) {
            say(e.getMessage());
            return 1;
        } finally {
            Folders.delete(folder);
        }
    }

    private void requireSense() {
        if (sessions < 1 || count < 1 || count > SignalFile.MOST_SIGNALS || runs < 1) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--sessions and --runs must be 1 or more, --count 1 to " + SignalFile.MOST_SIGNALS);
        }
        for (String engine : engines == null ? List.<String>of() : engines) {
            if (!PeerComparison.engines().contains(engine)) {
                throw new ParameterException(
                        spec.commandLine(),
                        "there is no engine " + engine + ", but " + String.join(", ", PeerComparison.engines()));
            }
        }
    }

    /** The signals: those given, else new ones; kept where asked. */
    private Path file(Path folder) throws IOException {
        Path file = signals;
        if (file == null) {
            file = save == null ? folder.resolve("signals.bin") : save;
            say("making " + count + " signals of " + sessions + " sessions ...");
            SignalGenerator.write(file, sessions, count, seed);
        } else if (save != null) {
            Files.copy(file, save, StandardCopyOption.REPLACE_EXISTING);
        }
        SignalFile.open(file).requireSound();
        return file;
    }

    private int compare(List<String> chosen, Path file, Path folder) throws IOException, InterruptedException {
        PeerBuild build = new PeerBuild(PeerBuild.checkout(), PeersCommand::say);
        if (PeerComparison.needsBuild(chosen)) {
            build.ensure();
        }
        String cores = cpus == null ? String.valueOf(Runtime.getRuntime().availableProcessors() - 1) : cpus;
        boolean pinned = PeerRunner.canPin(cores);
        if (!pinned) {
            say("taskset cannot pin to core " + cores + " here: processes use all cores");
        }
        PeerRunner runner = new PeerRunner(folder, heap, pinned ? cores : null, build);
        SignalFile opened = SignalFile.open(file);
        PeerComparison comparison = PeerComparison.run(runner, file, opened.size(), chosen, runs, PeersCommand::say);
        System.out.println(output.json() ? json(comparison, opened, pinned ? cores : "all") : table(comparison));
        return comparison.agrees() ? 0 : 1;
    }

    private static void say(String line) {
        System.err.println("peers: " + line);
    }

    private String json(PeerComparison comparison, SignalFile opened, String cores) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("bench", "peers");
        Map<String, Object> first = comparison.members().get(0);
        for (String member : List.of("engine", "signals_per_s", "signals_per_cpu_s", "bytes_per_signal")) {
            all.put(member, first.get(member));
        }
        all.putAll(comparison.ratios());
        all.put("checks_agree", comparison.agrees());
        all.put("sessions", opened.sessions());
        all.put("signals", opened.size());
        all.put("runs", runs);
        all.put("heap", heap);
        all.put("pinned_to", cores);
        all.put("cores", Runtime.getRuntime().availableProcessors());
        all.put("java", System.getProperty("java.version"));
        all.put("engines", comparison.members());
        return Json.write(all);
    }

    private static String table(PeerComparison comparison) {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%-18s %14s %12s %10s %10s %10s %8s %8s %8s",
                "engine",
                "per CPU second",
                "best",
                "B/signal",
                "GC ms",
                "stall ms",
                "p50 us",
                "p99 us",
                "start ms"));
        for (Map<String, Object> e : comparison.members()) {
            text.append(String.format(Locale.ROOT, "%n%-18s ", e.get("engine")));
            if (e.containsKey("difference")) {
                text.append("computes something else: ").append(e.get("difference"));
                continue;
            }
            text.append(String.format(
                    Locale.ROOT,
                    "%,14d %,12d %10s %10s %10s %8s %8s %8s",
                    e.get("signals_per_cpu_s"),
                    e.get("signals_per_cpu_s_best"),
                    e.get("bytes_per_signal"),
                    e.get("longest_gc_pause_ms"),
                    dash(e.get("worst_tick_stall_ms")),
                    dash(e.get("p50_us")),
                    dash(e.get("p99_us")),
                    e.get("cold_start_ms")));
        }
        return text.toString();
    }

    private static Object dash(Object value) {
        return value == null ? "-" : value;
    }
}
