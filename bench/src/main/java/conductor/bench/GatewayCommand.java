package conductor.bench;

import conductor.bench.gateway.GatewayRun;
import conductor.gateway.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code conductor bench gateway}: signals over HTTP into Redis, and listeners of whom some stop reading. */
@Command(
        name = "gateway",
        mixinStandardHelpOptions = true,
        description = {
            "Starts conductor gateway as a process of its own beside an embedded Redis, and measures what it takes over HTTP, in turns with "
                    + "bare pipelined XADDs of the same signals; how long an answer takes at half of that, by a plan that nothing delays; and "
                    + "listeners of its event stream of whom some stop reading.",
            "ratio_to_floor is signals a second through the gateway divided by those of the bare XADD, an entry each as they were posted; "
                    + "ratio_to_entries_floor divides by a bare XADD of the entries that the gateway made of them, many signals each."
        })
final class GatewayCommand implements Callable<Integer> {
    @Option(
            names = "--batch",
            defaultValue = "100",
            description = "Signals a request of many (default: ${DEFAULT-VALUE}).")
    private int batch;

    @Option(
            names = "--connections",
            defaultValue = "64",
            description = "Connections that post, a request under way on each (default: ${DEFAULT-VALUE}).")
    private int connections;

    @Option(
            names = "--rounds",
            defaultValue = "5",
            description = "Rounds of gateway and floors in turns; the median counts (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--round-ms",
            defaultValue = "3000",
            description = "Milliseconds of each in a round (default: ${DEFAULT-VALUE}).")
    private long roundMs;

    @Option(
            names = "--warm-up-ms",
            defaultValue = "8000",
            description = "Milliseconds of each kind before anything counts (default: ${DEFAULT-VALUE}).")
    private long warmUpMs;

    @Option(
            names = "--plan-ms",
            defaultValue = "10000",
            description = "Milliseconds at half of the rate (default: ${DEFAULT-VALUE}).")
    private long planMs;

    @Option(names = "--clients", defaultValue = "500", description = "Listeners (default: ${DEFAULT-VALUE}).")
    private int clients;

    @Option(
            names = "--stalled",
            defaultValue = "100",
            description = "How many of them stop reading (default: ${DEFAULT-VALUE}).")
    private int stalled;

    @Option(
            names = "--records-per-s",
            defaultValue = "200",
            description =
                    "Records a second that the engine would write, a tenth of them decisions (default: ${DEFAULT-VALUE}).")
    private int recordsPerS;

    @Option(
            names = "--stall-ms",
            defaultValue = "20000",
            description = "Milliseconds of listening from the moment at which they stop (default: ${DEFAULT-VALUE}).")
    private long stallMs;

    @Option(names = "--seed", defaultValue = "42", description = "Seed of the signals (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Mixin
    private OutputOption output;

    @Override
    public Integer call() throws Exception {
        double load = Machine.load();
        Path folder = Files.createTempDirectory("conductor-bench");
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("bench", "gateway");
        try (GatewayRun run = GatewayRun.start(folder)) {
            Map<String, Object> lines = run.lines(seed, batch, connections, rounds, warmUpMs, roundMs, planMs);
            for (String member : new String[] {"accepted_per_s", "floor_per_s", "ratio_to_floor"}) {
                all.put(member, lines.get(member));
            }
            all.put("p99_ms_at_half", ((Map<?, ?>) lines.get("at_half")).get("p99_ms"));
            Machine.describe(all, load);
            all.put("rounds", rounds);
            all.put("lines", lines);
            all.put("singles", run.singles(seed, connections, rounds, warmUpMs, roundMs, planMs));
            all.put("stream", run.stream(clients, stalled, recordsPerS, warmUpMs, stallMs));
        } finally {
            Folders.delete(folder);
        }
        System.out.println(output.json() ? Json.write(all) : text(all, load));
        return 0;
    }

    private static String text(Map<String, Object> all, double load) {
        Map<?, ?> stream = (Map<?, ?>) all.get("stream");
        return ingest("lines", (Map<?, ?>) all.get("lines"))
                + ingest("singles", (Map<?, ?>) all.get("singles"))
                + String.format(
                        Locale.ROOT,
                        "%d listeners, %d stop reading: the others' delay %.1f ms at p50, %.1f at p99, %.1f longest; %d records missed%n"
                                + "  closed after %.1f to %.1f s, %d of them; at most %,d bytes waited in the gateway for one, %,d in the kernel%n",
                        stream.get("clients"),
                        stream.get("stalled"),
                        stream.get("p50_ms"),
                        stream.get("p99_ms"),
                        stream.get("longest_ms"),
                        stream.get("missed"),
                        stream.get("first_closed_s"),
                        stream.get("last_closed_s"),
                        stream.get("closed"),
                        stream.get("queued_bytes_most"),
                        stream.get("kernel_bytes_most"))
                + Machine.line(load);
    }

    private static String ingest(String name, Map<?, ?> figures) {
        Map<?, ?> half = (Map<?, ?>) figures.get("at_half");
        return String.format(
                Locale.ROOT,
                "%-8s %,9d signals/s, bare XADD of the same %,9d: %.2f; of the gateway's entries %,d (%.1f signals each): %.2f%n"
                        + "  CPU ns a signal: gateway %,d, Redis %,d, client %,d%n"
                        + "  at %,d/s: %.1f ms at p50, %.1f at p99, %.1f at p99.9, %.1f longest%n",
                name,
                figures.get("accepted_per_s"),
                figures.get("floor_per_s"),
                figures.get("ratio_to_floor"),
                figures.get("entries_floor_per_s"),
                figures.get("signals_per_entry"),
                figures.get("ratio_to_entries_floor"),
                figures.get("gateway_cpu_ns"),
                figures.get("redis_cpu_ns"),
                figures.get("client_cpu_ns"),
                half.get("signals_per_s"),
                half.get("p50_ms"),
                half.get("p99_ms"),
                half.get("p999_ms"),
                half.get("longest_ms"));
    }
}
