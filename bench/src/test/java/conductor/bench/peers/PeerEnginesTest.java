package conductor.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The engines that need no other library, beside one that looks at every signal for every score. */
@Tag("one-jdk")
class PeerEnginesTest {
    private static final int SIGNALS = 12_000;

    @TempDir
    private Path folder;

    private SignalFile signals;

    /**
     * Busy and quiet sessions, users of the same number in several, any numbers, and pauses shorter and longer than a
     * window.
     */
    @BeforeEach
    void makeSignals() throws IOException {
        SplittableRandom random = new SplittableRandom(5);
        Path path = folder.resolve("signals");
        try (SignalFileWriter out = new SignalFileWriter(path, 4, SIGNALS)) {
            long timeMs = 3_001;
            for (int i = 0; i < SIGNALS; i++) {
                timeMs += random.nextInt(1_000) == 0 ? random.nextInt(200_000) : random.nextInt(60);
                timeMs += timeMs % 1_000 == 0 ? 1 : 0;
                int session = random.nextInt(1 + random.nextInt(60)) * 97_777_777;
                out.add(timeMs, session, random.nextInt(30) - 15, random.nextInt(SignalFile.TYPES));
            }
        }
        signals = SignalFile.open(path);
        signals.requireSound();
    }

    @Test
    void plainCollectionsComputeWhatIsAskedFor() throws Exception {
        assertThat(differenceOf(PeerEngines.PLAIN)).isEmpty();
    }

    @Test
    void theConductorComputesWhatIsAskedFor() throws Exception {
        assertThat(differenceOf(PeerEngines.CONDUCTOR)).isEmpty();
    }

    @Test
    void theConductorWithAJournalComputesWhatIsAskedFor() throws Exception {
        assertThat(differenceOf(PeerEngines.CONDUCTOR_JOURNAL)).isEmpty();
    }

    @Test
    void theWorkloadHasAlertsAndBothKindsOfScores() {
        PeerCheck check = naive();
        assertThat(check.alerts()).isPositive();
        assertThat(check.scores()).isGreaterThan(check.alerts());
        assertThat(check.sumOfScores()).isPositive();
    }

    @Test
    void timingSignalsChangesNothing() throws Exception {
        for (String engine : List.of(PeerEngines.PLAIN, PeerEngines.CONDUCTOR)) {
            PeerClock times = new PeerClock(PeerClock.Mode.TIMES, () -> {}, () -> {});
            assertThat(engine(engine).run(signals, times).agreesWith(naive())).isTrue();
            assertThat(times.serviceTimes().percentileNs(50)).isPositive();
            PeerClock stalls = new PeerClock(PeerClock.Mode.STALLS, () -> {}, () -> {});
            assertThat(engine(engine).run(signals, stalls).agreesWith(naive())).isTrue();
            assertThat(stalls.worstTickNs()).isPositive();
        }
    }

    private PeerEngine engine(String name) throws ReflectiveOperationException {
        return PeerEngines.create(name, folder.resolve(name));
    }

    private String differenceOf(String name) throws Exception {
        PeerCheck check = engine(name).run(signals, new PeerClock(PeerClock.Mode.RATE, () -> {}, () -> {}));
        return check.agreesWith(naive()) ? "" : check.differenceFrom(naive());
    }

    /** By the words of the workload, with logarithms of its own. */
    private PeerCheck naive() {
        PeerTally tally = new PeerTally();
        Map<Integer, Double> last = new HashMap<>();
        int from = 0;
        int to = 0;
        long endMs = signals.timeMs(signals.size() - 1) + 5_000;
        for (long tickMs = 5_000; tickMs <= endMs; tickMs += 5_000) {
            while (from < signals.size() && signals.timeMs(from) < tickMs - 60_000) {
                from++;
            }
            while (to < signals.size() && signals.timeMs(to) < tickMs) {
                to++;
            }
            Map<Integer, int[]> counts = new TreeMap<>();
            Map<Integer, Set<Integer>> users = new HashMap<>();
            Map<Integer, Set<Integer>> active = new HashMap<>();
            for (int i = from; i < to; i++) {
                int session = signals.session(i);
                counts.computeIfAbsent(session, s -> new int[5])[signals.type(i)]++;
                users.computeIfAbsent(session, s -> new HashSet<>()).add(signals.user(i));
                Set<Integer> acting = active.computeIfAbsent(session, s -> new HashSet<>());
                if (signals.type(i) <= 2) {
                    acting.add(signals.user(i));
                }
            }
            counts.forEach((session, n) -> {
                int distinct = users.get(session).size();
                double score = score(n, distinct, active.get(session).size());
                Double before = last.put(session, score);
                tally.add(score, before != null && score <= 0.75 * before, n[0] + n[1] + n[2] + n[3] + n[4], distinct);
            });
        }
        return tally.check();
    }

    private static double score(int[] n, int users, int active) {
        double score = 0.30 * Math.min(1, Math.log(1 + n[0]) / Math.log(21))
                + 0.25 * Math.min(1, (double) n[2] / users)
                + 0.25 * Math.min(1, (double) active / users)
                + 0.10 * Math.min(1, Math.log(1 + n[1]) / Math.log(11))
                - 0.10 * Math.min(1, (double) n[4] / users);
        return Math.max(0, Math.min(1, score));
    }
}
