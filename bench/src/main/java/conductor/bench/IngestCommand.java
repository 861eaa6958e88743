package conductor.bench;

import static conductor.bench.Rounding.round;

import conductor.bench.ingest.FilledStreams;
import conductor.bench.ingest.IngestRun;
import conductor.bench.ingest.Reading;
import conductor.bench.ingest.ScannerFigures;
import conductor.gateway.json.Json;
import conductor.ops.embedded.EmbeddedRedis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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

/** {@code conductor bench ingest}: signals a second from Redis into a ring, beside what reading alone costs. */
@Command(
        name = "ingest",
        mixinStandardHelpOptions = true,
        description = {
            "Signals a second that the node reads from Redis, decodes, merges and puts on a ring whose handler does nothing, "
                    + "beside bare reads of the same entries in the same run, and the JSON scanner beside jackson-core.",
            "ratio_to_floor is the node's rate by the wall divided by that of the library's bare read with an output that "
                    + "only counts: 1 is the floor."
        })
final class IngestCommand implements Callable<Integer> {
    private static final int SCANNER_ROUNDS = 20;
    /** So many times the JSON signals, or a round would be over at once. */
    private static final int BATCHED_PER_ENTRY = 10;

    @Option(
            names = "--redis-url",
            description = "Redis with a database that has none of the input streams; they are filled and removed "
                    + "(default: an embedded one, thrown away).")
    private String redisUrl;

    @Option(names = "--entries", defaultValue = "300000", description = "JSON entries (default: ${DEFAULT-VALUE}).")
    private int entries;

    @Option(
            names = "--batch",
            split = ",",
            defaultValue = "32,100",
            description = "Signals an entry of conductor.signals.v1 (default: ${DEFAULT-VALUE}).")
    private int[] batches;

    @Option(
            names = "--rounds",
            defaultValue = "5",
            description = "Rounds of each; the best counts (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(names = "--seed", defaultValue = "42", description = "Seed of the messages (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Spec
    private CommandSpec spec;

    @Mixin
    private OutputOption output;

    @Override
    public Integer call() throws Exception {
        Map<String, Object> all;
        if (redisUrl != null) {
            all = measure(redisUrl);
        } else {
            Path folder = Files.createTempDirectory("conductor-bench");
            try (EmbeddedRedis redis = EmbeddedRedis.start(folder)) {
                all = measure(redis.uri());
            } finally {
                Folders.delete(folder);
            }
        }
        System.out.println(output.json() ? Json.write(all) : table(all));
        return 0;
    }

    private Map<String, Object> measure(String uri) throws IOException, InterruptedException {
        System.err.println("measuring the JSON scanner ...");
        ScannerFigures scanner = ScannerFigures.measure(seed, SCANNER_ROUNDS);
        Map<String, Object> json;
        List<Map<String, Object>> batched = new ArrayList<>();
        try (FilledStreams streams = new FilledStreams(uri)) {
            if (streams.taken()) {
                throw new ParameterException(
                        spec.commandLine(),
                        "the database at --redis-url has input streams already, and this would remove them: "
                                + "name another one, for example redis://host:6379/15");
            }
            System.err.println("filling the platform's streams with " + entries + " entries ...");
            json = rounds(IngestRun.platform(uri, streams, entries, seed));
            streams.remove();
            for (int batch : batches) {
                int signals = Math.max(1, BATCHED_PER_ENTRY * entries / batch) * batch;
                System.err.println(
                        "filling conductor.signals.v1 with " + signals + " signals, " + batch + " an entry ...");
                Map<String, Object> figures = rounds(IngestRun.batches(uri, streams, signals, batch, seed));
                figures.put("signals_per_entry", batch);
                figures.put(
                        "ratio_to_json",
                        round(((Long) figures.get("signals_per_s")).doubleValue() / (Long) json.get("signals_per_s")));
                batched.add(figures);
                streams.remove();
            }
        }
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("bench", "ingest");
        for (String member :
                new String[] {"signals_per_s", "signals_per_cpu_s", "ratio_to_floor", "bytes_per_signal"}) {
            all.put(member, json.get(member));
        }
        all.put("cores", Runtime.getRuntime().availableProcessors());
        all.put("java", System.getProperty("java.version"));
        all.put("entries", entries);
        all.put("rounds", rounds);
        all.put("json", json);
        all.put("signals_v1", batched);
        all.put("scanner", scanner(scanner));
        return all;
    }

    private Map<String, Object> rounds(IngestRun run) throws IOException, InterruptedException {
        for (int round = 1; round <= rounds; round++) {
            System.err.println("round " + round + " of " + rounds + " ...");
            run.round();
        }
        Map<String, Object> figures = figures(run.node());
        figures.put("ratio_to_floor", round(run.counted().wallNs() / run.node().wallNs()));
        figures.put("floor_own_output", figures(run.counted()));
        figures.put("floor_messages", figures(run.messages()));
        figures.put("floor_raw_socket", figures(run.raw()));
        return figures;
    }

    private static Map<String, Object> figures(Reading reading) {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("signals_per_s", reading.perSecond());
        figures.put("signals_per_cpu_s", reading.perCpuSecond());
        figures.put("io_cpu_ns", round(reading.ioCpuNs()));
        figures.put("source_cpu_ns", round(reading.callerCpuNs()));
        figures.put("bytes_per_signal", round(reading.ioBytes() + reading.callerBytes()));
        figures.put("io_bytes_per_signal", round(reading.ioBytes()));
        figures.put("source_bytes_per_signal", round(reading.callerBytes()));
        return figures;
    }

    private static Map<String, Object> scanner(ScannerFigures scanner) {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("cpu_ns", round(scanner.scannerNs()));
        figures.put("jackson_cpu_ns", round(scanner.libraryNs()));
        figures.put("ratio_to_jackson", round(scanner.ratio()));
        figures.put("bytes_per_message", round(scanner.meanBytes()));
        return figures;
    }

    private static String table(Map<String, Object> all) {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%-28s %12s %14s %10s %12s %10s %12s",
                "from Redis",
                "signals/s",
                "per CPU second",
                "I/O ns",
                "source ns",
                "I/O B",
                "source B"));
        rows(text, "JSON", all.get("json"));
        for (Object run : (List<?>) all.get("signals_v1")) {
            Map<?, ?> figures = (Map<?, ?>) run;
            rows(text, figures.get("signals_per_entry") + " signals an entry", figures);
            text.append(String.format(Locale.ROOT, ", to JSON %.1f", figures.get("ratio_to_json")));
        }
        Map<?, ?> scanner = (Map<?, ?>) all.get("scanner");
        text.append(String.format(
                Locale.ROOT,
                "%n%nJSON scanner %.1f ns of CPU a message, jackson-core %.1f ns: %.2f",
                scanner.get("cpu_ns"),
                scanner.get("jackson_cpu_ns"),
                scanner.get("ratio_to_jackson")));
        return text.toString();
    }

    private static void rows(StringBuilder text, String name, Object figures) {
        Map<?, ?> node = (Map<?, ?>) figures;
        row(text, name, node);
        row(text, "  bare, own output", (Map<?, ?>) node.get("floor_own_output"));
        row(text, "  bare, library's messages", (Map<?, ?>) node.get("floor_messages"));
        row(text, "  bare, raw socket", (Map<?, ?>) node.get("floor_raw_socket"));
        text.append(String.format(Locale.ROOT, "%n  ratio to own output %.2f", node.get("ratio_to_floor")));
    }

    private static void row(StringBuilder text, String name, Map<?, ?> figures) {
        text.append(String.format(
                Locale.ROOT,
                "%n%-28s %,12d %,14d %10.1f %12.1f %10.1f %12.1f",
                name,
                figures.get("signals_per_s"),
                figures.get("signals_per_cpu_s"),
                figures.get("io_cpu_ns"),
                figures.get("source_cpu_ns"),
                figures.get("io_bytes_per_signal"),
                figures.get("source_bytes_per_signal")));
    }
}
