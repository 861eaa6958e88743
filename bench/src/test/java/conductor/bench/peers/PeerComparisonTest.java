package conductor.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("one-jdk")
class PeerComparisonTest {
    private static final int SIGNALS = 5_000;
    private static final PeerClock CLOCK = new PeerClock(PeerClock.Mode.RATE, () -> {}, () -> {});

    @TempDir
    private Path folder;

    private SignalFile signals;

    @BeforeEach
    void makeSignals() throws IOException {
        Path path = folder.resolve("signals");
        SignalGenerator.write(path, 20, SIGNALS, 1);
        signals = SignalFile.open(path);
    }

    @Test
    void enginesThatAgreeHaveRatesAndRatios() throws Exception {
        PeerResult plain = result(PeerEngines.PLAIN, new PlainPeer().run(signals, CLOCK), 2_000);
        PeerResult conductor = result(PeerEngines.CONDUCTOR, new ConductorPeer(null).run(signals, CLOCK), 500);
        PeerComparison comparison = new PeerComparison(List.of(conductor, plain));
        assertThat(comparison.agrees()).isTrue();
        assertThat(comparison.members().get(0))
                .containsEntry("signals_per_cpu_s", 2_000_000L)
                .containsEntry("bytes_per_signal", 2.0);
        assertThat(comparison.ratios()).containsExactly(Map.entry("ratio_to_plain", 4.0));
    }

    /** An engine that never sees the last signal. */
    @Test
    void anEngineThatComputesSomethingElseHasNoRate() throws Exception {
        PeerResult plain = result(PeerEngines.PLAIN, new PlainPeer().run(signals, CLOCK), 2_000);
        PeerResult short1 = result(PeerEngines.JET, new PlainPeer().run(signals.first(SIGNALS - 1), CLOCK), 1);
        PeerComparison comparison = new PeerComparison(List.of(short1, plain));
        assertThat(comparison.agrees()).isFalse();
        Map<String, Object> members = comparison.members().get(0);
        assertThat(members)
                .containsEntry("check_agrees", false)
                .doesNotContainKeys("signals_per_cpu_s", "signals_per_s", "bytes_per_signal");
        assertThat((String) members.get("difference")).contains("sum_of_counts 4999 instead of 5000");
        assertThat(comparison.members().get(1)).containsKey("signals_per_cpu_s");
        assertThat(comparison.ratios()).isEmpty();
    }

    @Test
    void sumsOfScoresMayDifferByAMillionthAndNothingElseMay() {
        PeerCheck check = new PeerCheck(10, 2, 5.5, 100, 20);
        assertThat(check.agreesWith(new PeerCheck(10, 2, 5.5000009, 100, 20))).isTrue();
        assertThat(check.agreesWith(new PeerCheck(10, 2, 5.500002, 100, 20))).isFalse();
        assertThat(check.agreesWith(new PeerCheck(11, 2, 5.5, 100, 20))).isFalse();
        assertThat(check.agreesWith(new PeerCheck(10, 3, 5.5, 100, 20))).isFalse();
        assertThat(check.agreesWith(new PeerCheck(10, 2, 5.5, 101, 20))).isFalse();
        assertThat(check.agreesWith(new PeerCheck(10, 2, 5.5, 100, 21))).isFalse();
    }

    private static PeerResult result(String engine, PeerCheck check, long cpuUs) {
        Map<String, String> figures = new HashMap<>();
        check.members().forEach((name, value) -> figures.put(name, String.valueOf(value)));
        figures.put("cpu_ns", String.valueOf(cpuUs * 5_000));
        figures.put("wall_ns", "1000000");
        figures.put("allocated", String.valueOf(2 * SIGNALS));
        figures.put("cold_start_ms", "1");
        figures.put("live_bytes", "1");
        return new PeerResult(
                engine, List.of(new PeerMeasurement(SIGNALS, figures, 0)), List.of(), List.of(), "unknown");
    }
}
