package conductor.journal;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.core.Decision;
import conductor.engine.ring.DecisionLog;
import conductor.engine.ring.EngineView;
import conductor.engine.ring.Layout;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Backups by another process while a node writes and syncs. For how long the writer was ever kept is printed and not judged: whatever
 * else runs on the machine keeps it, too. Beside it stands the same while another process only reads and calculates.
 */
@Tag("slow")
@Tag("one-jdk")
class BackupUnderLoadTest {
    private static final int BACKUPS = 3;
    private static final long QUIET_MS = 3_000;
    /** That are fed behind the last backup, so that there is something which it does not have. */
    private static final int SECONDS_BEHIND = 10;

    private static final long BETWEEN_SECONDS_NS = 500_000;

    @TempDir
    Path temporary;

    @Test
    void theNodeWritesOnAndEveryBackupLeadsToTheStateAtItsSequence() throws Exception {
        Path dataDir = temporary.resolve("data");
        // A thread each: the common pool of a small machine has one in all.
        ExecutorService threads = Executors.newCachedThreadPool();
        try (JournalDirectory directory = JournalDirectory.open(dataDir, Samples.config(), Samples.HASH_KEY)) {
            StallMeter meter = new StallMeter(directory.openDecisionLog());
            LiveNode node = new LiveNode(directory, meter, Layout.FUSED);
            JournalSync sync = directory.sync(node.view(), DurableMark.nothingYet());
            CompletableFuture<Void> syncing = CompletableFuture.runAsync(sync, threads);
            CompletableFuture<Void> backups =
                    CompletableFuture.runAsync(() -> backUp(dataDir, node.view(), meter), threads);
            AtomicInteger secondsBehind = new AtomicInteger();
            node.run(IntStream.iterate(
                            0,
                            second -> !backups.isDone() || secondsBehind.incrementAndGet() <= SECONDS_BEHIND,
                            second -> second + 1)
                    .peek(second -> LockSupport.parkNanos(BETWEEN_SECONDS_NS)));
            backups.join();
            sync.stop();
            syncing.join();
            for (int number = 1; number <= BACKUPS; number++) {
                judge(directory, number);
            }
        } finally {
            threads.shutdown();
        }
    }

    private void backUp(Path dataDir, EngineView view, StallMeter meter) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(QUIET_MS));
        meter.longestNs();
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(QUIET_MS));
        System.out.printf("between batches without a backup  longest %.1f ms%n", meter.longestNs() / 1e6);
        for (int number = 1; number <= BACKUPS; number++) {
            ChildJvm.runInBackground(BackupMain.class, dataDir.toString());
            System.out.printf("between batches during a mere replay   longest %.1f ms%n", meter.longestNs() / 1e6);
            long before = view.sequence();
            String said = ChildJvm.runInBackground(
                    BackupMain.class, dataDir.toString(), backup(number).toString());
            assertThat(said).contains("made in");
            long written = view.sequence() - before;
            assertThat(written).isPositive();
            System.out.printf(
                    "between batches during backup %d   longest %.1f ms, %,d signals written meanwhile, %s%n",
                    number, meter.longestNs() / 1e6, written, said);
        }
    }

    private void judge(JournalDirectory live, int number) {
        Path elsewhere = temporary.resolve("restored-" + number);
        Restore.Restored restored = Restore.run(backup(number), elsewhere, JournalFollower.NONE, ProgressListener.NONE);
        long sequence = restored.manifest().sequence();
        assertThat(sequence).isLessThan(live.signalMarks().sequence());
        assertThat(restored.replay().stateHash())
                .isEqualTo(Replay.run(live, sequence).stateHash());
        try (JournalDirectory directory = JournalDirectory.openReadOnly(elsewhere)) {
            JournalDiff diff = JournalDiff.of(live, directory, signal -> {}, ProgressListener.NONE);
            assertThat(diff.agree()).isTrue();
            assertThat(diff.b().signals()).isEqualTo(sequence + 1);
            assertThat(Verify.run(directory, ProgressListener.NONE).firstProblem())
                    .isNull();
        }
    }

    private Path backup(int number) {
        return temporary.resolve("backup-" + number);
    }

    /** Takes the longest time between two batches of the writer. */
    private static final class StallMeter implements DecisionLog {
        private final ChronicleDecisionLog log;
        private long lastNs;
        private volatile long longestNs;

        StallMeter(ChronicleDecisionLog log) {
            this.log = log;
        }

        @Override
        public void onDecision(Decision decision) {
            log.onDecision(decision);
        }

        @Override
        public void commit() {
            log.commit();
            long nowNs = System.nanoTime();
            if (lastNs != 0 && nowNs - lastNs > longestNs) {
                longestNs = nowNs - lastNs;
            }
            lastNs = nowNs;
        }

        @Override
        public void inputsAreCommittedBefore() {
            log.inputsAreCommittedBefore();
        }

        /** Since the last time it was asked. */
        long longestNs() {
            long longest = longestNs;
            longestNs = 0;
            return longest;
        }
    }
}
