package conductor.bench;

import static conductor.bench.Rounding.round;

import conductor.engine.core.EngineConfig;
import conductor.gateway.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code conductor bench scale}: what a signal and an evaluation cost the engine, from few sessions to many. */
@Command(
        name = "scale",
        mixinStandardHelpOptions = true,
        description = {
            "What a signal and an evaluation cost the engine alone (no ring, no journal), from few sessions to many, and what they take of "
                    + "the heap.",
            "Times are of the thread's CPU. quiet is the tenth of all chunks of 10,000 signals that took least: what is left when the "
                    + "neighbours of a shared machine are not there. ratio_to_smallest is the quiet time beside that of the first size."
        })
final class ScaleCommand implements Callable<Integer> {
    @Option(
            names = "--sessions",
            split = ",",
            defaultValue = "1000,10000,100000,1000000",
            description = "Numbers of sessions to measure with (default: ${DEFAULT-VALUE}).")
    private int[] sessions;

    @Option(
            names = "--stream-rate",
            defaultValue = "50000",
            description = {
                "Signals a second of stream time (default: ${DEFAULT-VALUE}), with ten users for each. Every session is evaluated every 5 s"
                        + " of stream time: with many sessions and few signals most of the work is evaluations."
            })
    private int streamRate;

    @Option(names = "--signals", defaultValue = "1000000", description = "Signals a round (default: ${DEFAULT-VALUE}).")
    private int signals;

    @Option(
            names = "--warm-up-s",
            defaultValue = "80",
            description = "Seconds of stream time before the first round (default: ${DEFAULT-VALUE}).")
    private int warmUpSec;

    @Option(
            names = "--rounds",
            defaultValue = "3",
            description = "Rounds after the warm-up; the best counts (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(names = "--without-look-ahead", description = "Let every signal wait for its own memory.")
    private boolean withoutLookAhead;

    @Option(names = "--seed", defaultValue = "42", description = "Seed of the workload (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--memory-users",
            defaultValue = "2000000",
            description = "Connected users to measure memory with (default: ${DEFAULT-VALUE}).")
    private int memoryUsers;

    @Mixin
    private OutputOption output;

    @Override
    public Integer call() {
        List<Map<String, Object>> runs = new ArrayList<>();
        for (int count : sessions) {
            System.err.printf(Locale.ROOT, "measuring with %,d sessions ...%n", count);
            runs.add(measure(count));
        }
        double smallestNs = (Double) runs.get(0).get("cpu_ns_quiet");
        for (Map<String, Object> run : runs) {
            run.put("ratio_to_smallest", round((Double) run.get("cpu_ns_quiet") / smallestNs));
        }
        System.err.println("measuring memory ...");
        EngineMemory.Bytes bytes = new EngineMemory().measure(sessions[sessions.length - 1], memoryUsers);
        System.out.println(output.json() ? json(runs, bytes) : table(runs, bytes));
        return 0;
    }

    private Map<String, Object> measure(int count) {
        int warmUp = warmUpSec * streamRate;
        Workload workload = new Workload(count, warmUp + rounds * signals, seed, streamRate);
        EngineRig rig = new EngineRig(workload, EngineConfig.defaults(0xbe7c4), !withoutLookAhead);
        rig.define();
        rig.feed(0, warmUp);
        EngineRig.Cost best = null;
        for (int round = 0; round < rounds; round++) {
            EngineRig.Cost cost = rig.measure(warmUp + round * signals, warmUp + (round + 1) * signals);
            best = best == null || cost.quietNs() < best.quietNs() ? cost : best;
        }
        Map<String, Object> run = new LinkedHashMap<>();
        run.put("sessions", count);
        run.put("signals_per_cpu_s", Math.round(1e9 / best.cpuNs()));
        run.put("cpu_ns_per_signal", round(best.cpuNs()));
        run.put("cpu_ns_quiet", round(best.quietNs()));
        run.put("evaluations_per_signal", round(best.evaluationsPerSignal()));
        run.put("ns_per_evaluation", round(best.evaluationNs()));
        run.put("tick_p99_us", round(best.tickP99Us()));
        run.put("tick_longest_us", round(best.longestTickUs()));
        run.put("bytes_per_signal", round(best.bytes()));
        return run;
    }

    private String json(List<Map<String, Object>> runs, EngineMemory.Bytes bytes) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("bench", "scale");
        all.put("cores", Runtime.getRuntime().availableProcessors());
        all.put("java", System.getProperty("java.version"));
        all.put("look_ahead", !withoutLookAhead);
        all.put("stream_rate", streamRate);
        all.put("signals_per_round", signals);
        all.put("rounds", rounds);
        all.put("bytes_per_session", Math.round(bytes.session()));
        all.put("bytes_per_connected_user", round(bytes.user()));
        all.put("runs", runs);
        return Json.write(all);
    }

    private static String table(List<Map<String, Object>> runs, EngineMemory.Bytes bytes) {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%10s %16s %10s %10s %8s %12s %12s %12s",
                "sessions",
                "per CPU second",
                "ns/signal",
                "quiet ns",
                "x first",
                "evals/signal",
                "ns/eval",
                "tick p99 us"));
        for (Map<String, Object> run : runs) {
            text.append(String.format(
                    Locale.ROOT,
                    "%n%10d %,16d %10.1f %10.1f %8.2f %12.2f %12.1f %12.1f",
                    run.get("sessions"),
                    run.get("signals_per_cpu_s"),
                    run.get("cpu_ns_per_signal"),
                    run.get("cpu_ns_quiet"),
                    run.get("ratio_to_smallest"),
                    run.get("evaluations_per_signal"),
                    run.get("ns_per_evaluation"),
                    run.get("tick_p99_us")));
        }
        return text.append(String.format(
                        Locale.ROOT,
                        "%na session takes %,d bytes, a connected user %.1f",
                        Math.round(bytes.session()),
                        bytes.user()))
                .toString();
    }
}
