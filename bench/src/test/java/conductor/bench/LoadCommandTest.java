package conductor.bench;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;
import conductor.engine.core.SourceId;
import conductor.engine.ring.ClockMode;
import conductor.engine.ring.PipelineConfig;
import conductor.engine.ring.SignalIngress;
import conductor.journal.JournalDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The benchmark itself, with so little to do that its figures mean nothing; what it compares is real. */
@Tag("one-jdk")
class LoadCommandTest {
    private static final int SIGNALS = 6_000;
    private static final int MS_PER_SIGNAL = 20;
    private static final int QUIET_MS = 30_000;

    @TempDir
    private Path folder;

    @Test
    void aNewNodeComesToTheSameStateAndDecisionsAtAnySpeed() throws Exception {
        recordTwoRuns(folder, 1, ClockMode.REDIS);

        assertAgrees(load("--warm-up", "100"));
        assertAgrees(load("--warm-up", "0", "--rate", "200000"));
        assertAgrees(load("--speed-up", "1000"));
    }

    @Test
    void aPlaybackIsKnownByItsAnswers() throws Exception {
        recordTwoRuns(folder, 1, ClockMode.STREAM);

        Map<String, Object> measured = load();
        assertAgrees(measured);
        assertThat(measured).containsEntry("clock", "stream");
    }

    @Test
    void decisionsThatDifferAreNamed() throws Exception {
        Path one = Files.createDirectory(folder.resolve("one"));
        Path other = Files.createDirectory(folder.resolve("other"));
        recordTwoRuns(one, 1, ClockMode.REDIS);
        recordTwoRuns(other, 2, ClockMode.REDIS);
        try (JournalDirectory first = JournalDirectory.openReadOnly(one);
                JournalDirectory second = JournalDirectory.openReadOnly(other)) {
            DecisionAgreement agreement = DecisionAgreement.of(first, Long.MAX_VALUE, second);
            assertThat(agreement.complete()).isFalse();
            assertThat(agreement.firstDifference()).contains("at engine time");

            long half = first.signalMarks().sequence() / 2;
            assertThat(DecisionAgreement.of(first, half, first).more()).isPositive();
        }
    }

    @Test
    void aRateAndASpeedUpExcludeEachOther() {
        String said =
                Commands.refused(new LoadCommand(), "--journal", folder.toString(), "--rate", "10", "--speed-up", "2");
        assertThat(said).contains("stands instead of --rate");
    }

    private Map<String, Object> load(String... further) throws IOException {
        String[] all = new String[further.length + 2];
        all[0] = "--journal";
        all[1] = folder.toString();
        System.arraycopy(further, 0, all, 2, further.length);
        return Commands.json(new LoadCommand(), all);
    }

    private static void assertAgrees(Map<String, Object> measured) {
        assertThat(measured)
                .containsEntry("state_agrees", true)
                .containsEntry("decisions_agree", true)
                .containsEntry("sequence", measured.get("recorded_sequence"))
                .containsEntry("ended_early", false);
        assertThat((Long) measured.get("decisions_same")).isGreaterThan(20);
        assertThat((Long) measured.get("fed")).isGreaterThan(2 * SIGNALS);
        assertThat((Long) measured.get("signals_per_s")).isPositive();
    }

    /** Two starts of a node, between and in which time passes without signals; the clock of the server is heard of. */
    private static void recordTwoRuns(Path folder, long seed, ClockMode clock) throws InterruptedException {
        Workload workload = new Workload(10, 2 * SIGNALS, seed);
        byte[] key = new byte[16];
        for (int run = 0; run < 2; run++) {
            try (BenchNode node =
                    new BenchNode(folder, BenchNode.CONFIG, key, PipelineConfig.defaults(clock), Pinning.none())) {
                if (run == 0) {
                    new Feed(node.pipeline(), workload).define();
                }
                record(node, workload, run * SIGNALS, clock);
                while (!node.drained()) {
                    node.requireRunning();
                    Thread.onSpinWait();
                }
            }
        }
    }

    private static void record(BenchNode node, Workload workload, int from, ClockMode clock) {
        for (int i = from; i < from + SIGNALS; i++) {
            long quietMs = i < from + SIGNALS / 2 ? 0 : QUIET_MS;
            long ms = Workload.START_MS + (long) i * MS_PER_SIGNAL + quietMs + (from > 0 ? QUIET_MS : 0);
            if (i % 7 == 0) {
                sign(claim(node), ms - 1, clock);
                node.ingress().publish();
            }
            Signal slot = claim(node);
            workload.fill(i, slot);
            slot.sourceTimeMs = ms;
            node.ingress().publish();
            if (i % 1_000 == 0) {
                late(claim(node), ms, i);
                node.ingress().publish();
            }
        }
    }

    private static void sign(Signal slot, long ms, ClockMode clock) {
        slot.type = SignalType.TICK;
        slot.source = clock == ClockMode.REDIS ? SourceId.INTERNAL : SourceId.TIME;
        slot.sourceTimeMs = ms;
    }

    /** An outcome that nobody waits for, with a time behind the clock. */
    private static void late(Signal slot, long ms, int number) {
        slot.type = SignalType.OUTCOME;
        slot.source = SourceId.OUTCOME;
        slot.sourceTimeMs = ms - 5;
        slot.sourceSeq = number;
        slot.value1 = 1_000_000 + number;
        slot.value2 = 1;
    }

    private static Signal claim(BenchNode node) {
        SignalIngress ingress = node.ingress();
        Signal slot = ingress.tryClaim();
        while (slot == null) {
            node.requireRunning();
            Thread.onSpinWait();
            slot = ingress.tryClaim();
        }
        return slot;
    }
}
