package conductor.journal;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.core.Engine;
import conductor.engine.ring.EngineView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A second engine beside the live one: it proves its state, and writes it to disk. */
class ShadowTest {
    private static final int HALF_S = 150;
    private static final int WHOLE_S = 300;
    private static final long NEVER_MS = 3_600_000;
    /** Also for catching up in the end: a busy machine may let nobody run for longer than a node has. */
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(60);

    @TempDir
    Path dataDir;

    @Test
    void itWritesWhileTheNodeRunsAndEverySnapshotLeadsToTheNodesState() throws Exception {
        Ran ran = run(0, WHOLE_S, SnapshotRhythm.everyMs(0), UnaryOperator.identity(), (second, stats) -> {
            if (second == HALF_S) {
                await(() -> stats.snapshots() > 0);
            }
        });

        assertThat(ran.stats().divergence()).isNull();
        assertThat(ran.stats().failure()).isNull();
        assertThat(ran.stats().comparisons()).isPositive();
        assertThat(ran.stats().snapshots()).isGreaterThan(1);
        assertThat(ran.stats().sequence()).isEqualTo(ran.live().sequence());
        try (JournalDirectory directory = JournalDirectory.openReadOnly(dataDir)) {
            for (Path snapshot : new SnapshotFolder(dataDir).list()) {
                ReplayResult result =
                        SnapshotReplay.from(directory, snapshot, JournalFollower.NONE, ProgressListener.NONE);
                assertThat(result.stateHash()).isEqualTo(ran.live().stateHash());
            }
        }
    }

    @Test
    void theLastSnapshotLeavesNothingToReplayForTheNextStartNorForItsShadow() throws Exception {
        Ran before = run(0, HALF_S, NEVER_MS, UnaryOperator.identity());
        assertThat(before.stats().snapshots()).isEqualTo(1);
        assertThat(before.stats().snapshotSequence()).isEqualTo(before.live().sequence());
        try (JournalDirectory directory = open()) {
            RecoveryReport report = Recovery.recover(
                            directory,
                            new SnapshotFolder(dataDir),
                            directory.openDecisionLog(),
                            ProgressListener.NONE,
                            JournalFollower.NONE)
                    .report();
            assertThat(report.signalsReplayed()).isZero();
            assertThat(report.lastSequence()).isEqualTo(before.live().sequence());
        }

        Ran after = run(HALF_S, WHOLE_S, NEVER_MS, UnaryOperator.identity());

        assertThat(after.stats().divergence()).isNull();
        assertThat(after.stats().snapshotSequence()).isEqualTo(after.live().sequence());
        assertThat(new SnapshotFolder(dataDir).list()).hasSize(2);
    }

    @Test
    void anEndDoesNotWaitForASnapshotThatIsWrittenAtAPace() throws Exception {
        Ran ran = run(0, HALF_S, new SnapshotRhythm(0, 1), UnaryOperator.identity(), (second, stats) -> {
            if (second == HALF_S - 1) {
                await(this::isMakingASnapshot);
                assertThat(stats.snapshots()).isZero();
            }
        });

        assertThat(ran.stats().failure()).isNull();
        assertThat(ran.stats().snapshots()).isEqualTo(2);
        assertThat(ran.stats().snapshotSequence()).isEqualTo(ran.live().sequence());
    }

    @Test
    void aNodeInAnotherStateThanItsJournalLeadsToIsAnAlarmAndGetsNoSnapshot() throws Exception {
        Ran ran = run(0, HALF_S, 0, figures -> () -> {
            EngineView.Figures live = figures.get();
            return live == null || live.sequence() < 100 ? null : withHash(live, live.stateHash() ^ 1);
        });

        assertThat(ran.stats().divergence())
                .contains("Replay differs from what the node did: after sequence", "the node had state");
        assertThat(ran.stats().comparisons()).isZero();
        assertThat(ran.stats().snapshots()).isZero();
        assertThat(new SnapshotFolder(dataDir).list()).isEmpty();
    }

    @Test
    void whatIsNotDurableYetIsInNoSnapshot() throws Exception {
        Ran ran = run(0, HALF_S, 0, figures -> () -> null);

        assertThat(ran.stats().sequence()).isEqualTo(-1);
        assertThat(new SnapshotFolder(dataDir).list()).isEmpty();
    }

    @Test
    void aDiskThatRefusesCostsASnapshotAndNothingElse() throws Exception {
        Files.writeString(new SnapshotFolder(dataDir).folder(), "a file where the folder should be");

        Ran ran = run(0, HALF_S, 0, UnaryOperator.identity());

        assertThat(ran.stats().failure()).isNull();
        assertThat(ran.stats().snapshotFailures()).isPositive();
        assertThat(ran.stats().snapshotProblem()).contains("Cannot keep snapshots");
        assertThat(ran.stats().sequence()).isEqualTo(ran.live().sequence());
    }

    private record Ran(Engine live, ShadowStats stats) {}

    private boolean isMakingASnapshot() {
        String[] names = new SnapshotFolder(dataDir).folder().toFile().list();
        return names != null && Arrays.stream(names).anyMatch(name -> name.endsWith(SnapshotFile.MAKING));
    }

    /** Feeds a node that has a shadow; both have ended. */
    private Ran run(int fromS, int untilS, long intervalMs, UnaryOperator<Supplier<EngineView.Figures>> durable)
            throws InterruptedException, IOException {
        return run(fromS, untilS, SnapshotRhythm.everyMs(intervalMs), durable, (second, stats) -> {});
    }

    /** @param before every second that is fed. */
    private Ran run(
            int fromS,
            int untilS,
            SnapshotRhythm rhythm,
            UnaryOperator<Supplier<EngineView.Figures>> durable,
            BiConsumer<Integer, ShadowStats> before)
            throws InterruptedException, IOException {
        try (JournalDirectory directory = open()) {
            LiveNode node = new LiveNode(directory);
            Shadow shadow = new Shadow(
                    directory,
                    new SnapshotFolder(dataDir),
                    JournalFollower.NONE,
                    durable.apply(() -> node.view().figures()),
                    rhythm);
            Thread thread = new Thread(shadow, "shadow");
            thread.start();
            Engine live =
                    node.run(IntStream.range(fromS, untilS).peek(second -> before.accept(second, shadow.stats())));
            shadow.stop(PATIENCE_NS);
            thread.join();
            return new Ran(live, shadow.stats());
        }
    }

    private static void await(BooleanSupplier reached) {
        long giveUpNs = System.nanoTime() + PATIENCE_NS;
        while (!reached.getAsBoolean()) {
            assertThat(System.nanoTime() - giveUpNs).isNegative();
            LockSupport.parkNanos(1_000_000);
        }
    }

    private JournalDirectory open() {
        return JournalDirectory.open(dataDir, Samples.config(), Samples.HASH_KEY);
    }

    private static EngineView.Figures withHash(EngineView.Figures f, long stateHash) {
        return new EngineView.Figures(
                f.sequence(),
                stateHash,
                f.signals(),
                f.inferred(),
                f.decisions(),
                f.scores(),
                f.engineTimeMs(),
                f.deadLetters(),
                f.duplicates(),
                f.withoutEffect(),
                f.refused(),
                f.refusedNames(),
                f.lateOutcomes(),
                f.repeatedEntries(),
                f.missingSignals(),
                f.saturatedCounts(),
                f.sessionRows(),
                f.pausedUntilMs(),
                f.doubtedMs(),
                f.cursorTimeMs(),
                f.cursorSeq(),
                f.cursorKnown());
    }
}
