package conductor.bench.peers;

import java.util.Map;

/**
 * What one process of an engine told.
 *
 * @param signals how many it took.
 * @param figures by name, see {@link PeerProcess}.
 * @param longestPauseMs longest pause of the collector, 0 if there was none.
 */
record PeerMeasurement(int signals, Map<String, String> figures, double longestPauseMs) {
    private static final double BYTES_PER_MB = 1e6;

    PeerCheck check() {
        return PeerCheck.of(figures);
    }

    double signalsPerCpuSecond() {
        return signals * 1e9 / number("cpu_ns");
    }

    double signalsPerSecond() {
        return signals * 1e9 / number("wall_ns");
    }

    double bytesPerSignal() {
        return number("allocated") / signals;
    }

    double coldStartMs() {
        return number("cold_start_ms");
    }

    /** What the engine still holds at the end, after a full collection. */
    double liveMb() {
        return number("live_bytes") / BYTES_PER_MB;
    }

    /** Another figure; NaN if it is not there. */
    double number(String name) {
        String value = figures.get(name);
        return value == null ? Double.NaN : Double.parseDouble(value);
    }
}
