package conductor.bench.peers;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * All measurements of an engine.
 *
 * @param rates runs at full speed, at least one.
 * @param times runs in which single signals were timed; none if the engine cannot.
 * @param stalls runs in which the longest times without a signal were measured; none likewise.
 * @param load of the machine before them, the average of a minute.
 */
record PeerResult(
        String engine,
        List<PeerMeasurement> rates,
        List<PeerMeasurement> times,
        List<PeerMeasurement> stalls,
        String load) {
    static final String RATE = "signals_per_cpu_s";

    private static final double NS_PER_US = 1e3;
    private static final double NS_PER_MS = 1e6;

    PeerCheck check() {
        return rates.get(0).check();
    }

    /** How its checks, of all runs, differ from another engine's; empty if they agree. */
    String difference(PeerCheck expected) {
        for (List<PeerMeasurement> runs : List.of(rates, times, stalls)) {
            for (PeerMeasurement run : runs) {
                if (!run.check().agreesWith(expected)) {
                    return run.check().differenceFrom(expected);
                }
            }
        }
        return "";
    }

    double medianRate() {
        return median(rates, PeerMeasurement::signalsPerCpuSecond);
    }

    double bestRate() {
        return rates.stream()
                .mapToDouble(PeerMeasurement::signalsPerCpuSecond)
                .max()
                .orElseThrow();
    }

    /**
     * Its figures by name; without those of speed if its check differs from the expected one, for it did other work.
     *
     * @param expected what the check must agree with.
     */
    Map<String, Object> members(PeerCheck expected) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("engine", engine);
        String difference = difference(expected);
        members.put("check_agrees", difference.isEmpty());
        if (difference.isEmpty()) {
            putSpeed(members);
        } else {
            members.put("difference", difference);
        }
        members.put("load", load);
        members.put("check", check().members());
        return members;
    }

    private void putSpeed(Map<String, Object> members) {
        members.put(RATE, Math.round(medianRate()));
        members.put(RATE + "_best", Math.round(bestRate()));
        members.put("signals_per_s", Math.round(median(rates, PeerMeasurement::signalsPerSecond)));
        members.put("bytes_per_signal", round(median(rates, PeerMeasurement::bytesPerSignal)));
        members.put("longest_gc_pause_ms", round(median(rates, PeerMeasurement::longestPauseMs)));
        members.put("cold_start_ms", Math.round(median(rates, PeerMeasurement::coldStartMs)));
        if (times.isEmpty()) {
            return;
        }
        members.put("live_state_mb", round(median(rates, PeerMeasurement::liveMb)));
        putStall(members, "worst_tick_stall_ms", "worst_tick_ns");
        putStall(members, "worst_tick_stall_cpu_ms", "worst_tick_cpu_ns");
        members.put("p50_us", round(median(times, run -> run.number("p50_ns") / NS_PER_US)));
        members.put("p99_us", round(median(times, run -> run.number("p99_ns") / NS_PER_US)));
    }

    private void putStall(Map<String, Object> members, String name, String figure) {
        ToDoubleFunction<PeerMeasurement> ms = run -> run.number(figure) / NS_PER_MS;
        members.put(name, round(median(stalls, ms)));
        members.put(name + "_best", round(best(stalls, ms)));
    }

    private static double median(List<PeerMeasurement> runs, ToDoubleFunction<PeerMeasurement> figure) {
        double[] sorted = runs.stream().mapToDouble(figure).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    private static double best(List<PeerMeasurement> runs, ToDoubleFunction<PeerMeasurement> figure) {
        return runs.stream().mapToDouble(figure).min().orElseThrow();
    }

    private static double round(double value) {
        return Math.round(value * 1000) / 1000.0;
    }
}
