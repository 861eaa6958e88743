package conductor.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Engines beside each other on one file. */
public final class PeerComparison {
    private static final Path LOAD = Path.of("/proc/loadavg");

    private final List<PeerResult> results;
    private final PeerCheck expected;

    /** @param results at least one; the check that counts is that of the plain engine, or else of the first. */
    PeerComparison(List<PeerResult> results) {
        this.results = results;
        this.expected = results.stream()
                .filter(result -> result.engine().equals(PeerEngines.PLAIN))
                .findFirst()
                .orElse(results.get(0))
                .check();
    }

    /** Names that {@link #run} knows. */
    public static List<String> engines() {
        return PeerEngines.ALL;
    }

    /** Whether engines that are not part of the product are among these. */
    public static boolean needsBuild(List<String> engines) {
        return engines.stream().anyMatch(PeerEngines::isForeign);
    }

    /**
     * Measures engines in turns, so that what the neighbours do meets all of them.
     *
     * @param signals how many the file has.
     * @param progress told what is being measured.
     */
    public static PeerComparison run(
            PeerRunner runner, Path file, int signals, List<String> engines, int runs, Consumer<String> progress)
            throws IOException, InterruptedException {
        Map<String, List<PeerMeasurement>> rates = new LinkedHashMap<>();
        Map<String, List<PeerMeasurement>> times = new LinkedHashMap<>();
        Map<String, List<PeerMeasurement>> stalls = new LinkedHashMap<>();
        Map<String, String> load = new LinkedHashMap<>();
        for (int run = 1; run <= runs; run++) {
            for (String engine : engines) {
                progress.accept("run " + run + " of " + runs + ": " + engine);
                load.putIfAbsent(engine, load());
                rates.computeIfAbsent(engine, name -> new ArrayList<>())
                        .add(runner.measure(engine, file, signals, PeerClock.Mode.RATE));
                if (!PeerEngines.isForeign(engine)) {
                    times.computeIfAbsent(engine, name -> new ArrayList<>())
                            .add(runner.measure(engine, file, signals, PeerClock.Mode.TIMES));
                    stalls.computeIfAbsent(engine, name -> new ArrayList<>())
                            .add(runner.measure(engine, file, signals, PeerClock.Mode.STALLS));
                }
            }
        }
        List<PeerResult> results = new ArrayList<>();
        rates.forEach((engine, measured) -> results.add(new PeerResult(
                engine,
                measured,
                times.getOrDefault(engine, List.of()),
                stalls.getOrDefault(engine, List.of()),
                load.get(engine))));
        return new PeerComparison(results);
    }

    /** Load average of the last minute, "unknown" where nobody tells. */
    private static String load() throws IOException {
        return Files.exists(LOAD) ? Files.readString(LOAD).split(" ")[0] : "unknown";
    }

    /** Whether all engines computed the same. */
    public boolean agrees() {
        return results.stream().allMatch(result -> result.difference(expected).isEmpty());
    }

    /** The figures of each engine, in the order in which they were asked for. */
    public List<Map<String, Object>> members() {
        return results.stream().map(result -> result.members(expected)).toList();
    }

    /**
     * How many times as fast as the plain engine, and as the faster stream processor, the conductor is; empty where one
     * is missing or did other work.
     */
    public Map<String, Object> ratios() {
        Map<String, Object> ratios = new LinkedHashMap<>();
        double own = rateOf(List.of(PeerEngines.CONDUCTOR));
        putRatio(ratios, "ratio_to_plain", own, rateOf(List.of(PeerEngines.PLAIN)));
        putRatio(ratios, "ratio_to_best_stream_processor", own, rateOf(List.of(PeerEngines.FLINK, PeerEngines.JET)));
        return Collections.unmodifiableMap(ratios);
    }

    private static void putRatio(Map<String, Object> ratios, String name, double own, double other) {
        if (own > 0 && other > 0) {
            ratios.put(name, Math.round(own / other * 100) / 100.0);
        }
    }

    /** The best median rate of these engines, 0 if none of them has one. */
    private double rateOf(List<String> engines) {
        return results.stream()
                .filter(result -> engines.contains(result.engine()))
                .filter(result -> result.difference(expected).isEmpty())
                .map(PeerResult::medianRate)
                .max(Comparator.naturalOrder())
                .orElse(0.0);
    }
}
