package conductor.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import conductor.engine.core.Decision;
import conductor.engine.core.Signal;
import conductor.engine.ring.EngineView;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Level {@code host}: what leaves the node stays behind what the disk has. */
class JournalSyncTest {
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(60);

    @TempDir
    Path dataDir;

    @Test
    void nothingCountsBeforeTheDiskHasIt() throws Exception {
        Semaphore disk = new Semaphore(0);
        Forcer held = file -> {
            disk.acquireUninterruptibly();
            Forcer.SYSTEM.force(file);
        };
        try (JournalDirectory directory = JournalDirectory.open(dataDir, Samples.config())) {
            DurableMark mark = DurableMark.nothingYet();
            LiveNode node = new LiveNode(directory);
            JournalSync sync = directory.sync(node.view(), mark, held);
            CompletableFuture<Void> running = CompletableFuture.runAsync(sync);
            node.run(0, 120);
            try (DecisionReader egress = directory.openDecisionReader(mark)) {
                assertThat(egress.next(new Decision())).isFalse();
                assertThat(mark.figures(node.view())).isNull();

                disk.release(1_000_000);
                awaitUntil(() -> sync.stats().durableSequence() == node.view().sequence());

                EngineView.Figures durable = mark.figures(node.view());
                assertThat(durable.sequence()).isEqualTo(node.view().sequence());
                assertThat(readAll(egress)).isEqualTo(durable.decisions() + durable.scores());
            }
            sync.stop();
            running.get(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void whatCountsIsAlwaysWithinWhatWasForcedBefore() throws Exception {
        AtomicInteger forces = new AtomicInteger();
        try (JournalDirectory directory = JournalDirectory.open(dataDir, Samples.config())) {
            DurableMark mark = DurableMark.nothingYet();
            LiveNode node = new LiveNode(directory);
            Forcer watching = file -> {
                // The mark may not be ahead of what was written when the force before this one began.
                EngineView.Figures durable = mark.figures(node.view());
                if (durable != null) {
                    assertThat(durable.sequence())
                            .isLessThanOrEqualTo(node.view().sequence());
                }
                forces.incrementAndGet();
                Forcer.SYSTEM.force(file);
            };
            JournalSync sync = directory.sync(node.view(), mark, watching);
            CompletableFuture<Void> running = CompletableFuture.runAsync(sync);
            node.run(0, 300);
            sync.stop();
            running.get(60, TimeUnit.SECONDS);
            assertThat(mark.figures(node.view()).sequence())
                    .isEqualTo(node.view().sequence());
            assertThat(sync.stats().syncs()).isPositive();
            assertThat(forces.get()).isGreaterThanOrEqualTo((int) sync.stats().syncs());
        }
    }

    @Test
    void aSyncThatFailsIsNotTriedAgainAndNothingMoreCounts() throws Exception {
        AtomicInteger forces = new AtomicInteger();
        try (JournalDirectory directory = JournalDirectory.open(dataDir, Samples.config())) {
            DurableMark mark = DurableMark.nothingYet();
            LiveNode node = new LiveNode(directory);
            Forcer broken = file -> {
                if (forces.incrementAndGet() > 6) {
                    throw new IOException("Input/output error");
                }
            };
            JournalSync sync = directory.sync(node.view(), mark, broken);
            CompletableFuture<Void> running = CompletableFuture.runAsync(sync);
            node.run(0, 300);
            Throwable thrown = catchThrowable(() -> running.get(60, TimeUnit.SECONDS));
            assertThat(thrown).hasRootCauseMessage("Input/output error");
            assertThat(thrown.getCause())
                    .isInstanceOfSatisfying(
                            JournalException.class, e -> assertThat(e.code()).isEqualTo(JournalException.SYNC));
            assertThat(forces.get()).isEqualTo(7);
            long counted = mark.records();
            assertThat(counted).isLessThan(node.view().figures().scores());
        }
    }

    @Test
    void aDiskThatStallsDelaysWhatLeavesAndLosesNothing() throws Exception {
        AtomicInteger forces = new AtomicInteger();
        Forcer stalling = file -> {
            int force = forces.incrementAndGet();
            if (force == 6 || force == 12) {
                LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(2));
            }
            Forcer.SYSTEM.force(file);
        };
        try (JournalDirectory directory = JournalDirectory.open(dataDir, Samples.config())) {
            DurableMark mark = DurableMark.nothingYet();
            LiveNode node = new LiveNode(directory);
            JournalSync sync = directory.sync(node.view(), mark, stalling);
            CompletableFuture<Void> running = CompletableFuture.runAsync(sync);
            node.run(0, 600);
            sync.stop();
            running.get(60, TimeUnit.SECONDS);
            assertThat(sync.stats().longestNs()).isGreaterThanOrEqualTo(TimeUnit.SECONDS.toNanos(2));
            try (DecisionReader egress = directory.openDecisionReader(mark)) {
                EngineView.Figures end = node.view().figures();
                assertThat(readAll(egress)).isEqualTo(end.decisions() + end.scores());
            }
        }
    }

    @Test
    void theFileOfADayThatIsOverIsForcedBeforeTheNextOneCounts() throws Exception {
        RecordingForcer forcer = new RecordingForcer();
        long[] nowMs = {1_772_446_500_000L};
        try (JournalDirectory directory = JournalDirectory.open(dataDir, Samples.config(), null, () -> nowMs[0]);
                SyncedQueue queue = new SyncedQueue(
                        directory.signals().folder(), directory.signals().written(), forcer)) {
            ChronicleSignalJournal journal = directory.openSignalJournal();
            Samples.append(journal, 1, 10, 4);
            queue.force();
            int before = forcer.forces;
            Samples.append(journal, 11, 20, 4);
            nowMs[0] += TimeUnit.DAYS.toMillis(1);
            Samples.append(journal, 21, 30, 4);
            queue.force();
            // The old day's file, the folder with the new name, the new day's file.
            assertThat(forcer.forces - before).isEqualTo(3);
            assertThat(queue.unforcedBytes()).isZero();
            try (SignalReader reader = directory.openSignalReader()) {
                Signal signal = new Signal();
                while (reader.next(signal)) {
                    assertThat(signal.sequence).isLessThanOrEqualTo(30);
                }
                assertThat(reader.lastSequence()).isEqualTo(30);
            }
        }
    }

    private static final class RecordingForcer implements Forcer {
        private int forces;

        @Override
        public void force(FileChannel file) throws IOException {
            forces++;
            Forcer.SYSTEM.force(file);
        }
    }

    private static long readAll(DecisionReader reader) {
        Decision decision = new Decision();
        long read = 0;
        while (reader.next(decision)) {
            read++;
        }
        return read;
    }

    private static void awaitUntil(BooleanSupplier condition) {
        long startNs = System.nanoTime();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - startNs).isLessThan(PATIENCE_NS);
            LockSupport.parkNanos(1_000_000);
        }
    }
}
