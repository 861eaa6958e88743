package conductor.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import conductor.engine.core.Decision;
import conductor.engine.core.Engine;
import conductor.engine.core.Signal;
import conductor.engine.ring.EngineView;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Level {@code host}: what leaves the node stays behind what the disk has. */
class JournalSyncTest {
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(60);
    private static final long STALL_NS = TimeUnit.SECONDS.toNanos(2);
    private static final int OVERTAKEN = 10;

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
                awaitUntil(() -> sequence(mark, node.view()) == node.view().sequence());

                EngineView.Figures durable = mark.figures(node.view());
                assertThat(durable.sequence()).isEqualTo(node.view().sequence());
                assertThat(readAll(egress)).isEqualTo(durable.decisions() + durable.scores());
            }
            sync.stop();
            running.get(60, TimeUnit.SECONDS);
        }
    }

    /**
     * While a queue is forced the engine goes on writing. What it writes then may be on the disk or not, so it may not count when the
     * sync is over; and nothing may count before both queues were forced.
     */
    @Test
    void whatIsWrittenWhileASyncRunsCountsWithTheNextOneOnly() throws Exception {
        try (JournalDirectory directory = JournalDirectory.open(dataDir, Samples.config())) {
            DurableMark mark = DurableMark.nothingYet();
            LiveNode node = new LiveNode(directory);
            List<Long> begun = new ArrayList<>();
            List<Long> counted = new ArrayList<>();
            AtomicBoolean ended = new AtomicBoolean();
            Forcer slow = file -> {
                begun.add(node.view().sequence());
                counted.add(sequence(mark, node.view()));
                Forcer.SYSTEM.force(file);
                awaitUntil(() -> ended.get() || node.view().sequence() > begun.get(0));
            };
            try (JournalSync sync = directory.sync(node.view(), mark, slow)) {
                AtomicInteger overtaken = new AtomicInteger();
                CompletableFuture<Void> feeding = CompletableFuture.runAsync(() -> {
                    try {
                        feedUntil(node, () -> overtaken.get() >= OVERTAKEN);
                    } finally {
                        ended.set(true);
                    }
                });
                while (!ended.get()) {
                    long before = sequence(mark, node.view());
                    begun.clear();
                    counted.clear();
                    sync.sync();
                    if (!begun.isEmpty()) {
                        assertThat(counted).containsOnly(before);
                        assertThat(sequence(mark, node.view())).isLessThanOrEqualTo(begun.get(0));
                        overtaken.addAndGet(node.view().sequence() > begun.get(0) ? 1 : 0);
                    }
                }
                feeding.get();
                sync.sync();
                assertThat(overtaken).hasValueGreaterThanOrEqualTo(OVERTAKEN);
                assertThat(sequence(mark, node.view())).isEqualTo(node.view().sequence());
            }
        }
    }

    private static long sequence(DurableMark mark, EngineView view) {
        EngineView.Figures durable = mark.figures(view);
        return durable == null ? -1 : durable.sequence();
    }

    /** Seconds of a conference for as long as it takes, however late the other thread runs. */
    private static void feedUntil(LiveNode node, BooleanSupplier enough) {
        try {
            node.run(IntStream.iterate(0, second -> !enough.getAsBoolean(), second -> second + 1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The same, but every ten of them wait until the disk has what was written by then, or refuses: so it is asked many times. */
    private static Engine feedInStepWith(JournalSync sync, LiveNode node, BooleanSupplier refused)
            throws InterruptedException {
        return node.run(IntStream.range(0, 300).peek(second -> {
            if (second % 10 == 0) {
                awaitUntil(() -> refused.getAsBoolean()
                        || sync.stats().durableSequence() == node.view().sequence());
            }
        }));
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
            feedInStepWith(sync, node, () -> forces.get() > 6);
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
    void afterASyncThatFailedTheNextStartWritesTheNewestFilesAnewAndLosesNothing() throws Exception {
        AtomicInteger forces = new AtomicInteger();
        long sequence;
        try (JournalDirectory directory = JournalDirectory.open(dataDir, Samples.config())) {
            LiveNode node = new LiveNode(directory);
            Forcer broken = file -> {
                if (forces.incrementAndGet() > 6) {
                    throw new IOException("Input/output error");
                }
            };
            JournalSync sync = directory.sync(node.view(), DurableMark.nothingYet(), broken);
            CompletableFuture<Void> running = CompletableFuture.runAsync(sync);
            sequence = feedInStepWith(sync, node, () -> forces.get() > 6).sequence();
            assertThat(catchThrowable(() -> running.get(60, TimeUnit.SECONDS))).isNotNull();
        }
        Path journal = dataDir.resolve("journal");
        assertThat(journal.resolve("sync-failed")).exists();
        Path day = newest(journal.resolve("signals"));
        Object before = Files.readAttributes(day, BasicFileAttributes.class).fileKey();
        long size = Files.size(day);
        Path unfinished = Files.writeString(day.resolveSibling("20200101F.cq4.anew"), "what a killed start has left");
        byte[] content = Files.readAllBytes(day);
        assertThatThrownBy(() -> FailedSync.mend(journal, file -> {
                    throw new IOException("Input/output error");
                }))
                .isInstanceOfSatisfying(
                        JournalException.class, e -> assertThat(e.code()).isEqualTo(JournalException.SYNC));
        assertThat(journal.resolve("sync-failed")).exists();
        assertThat(Files.list(journal.resolve("signals")))
                .filteredOn(f -> f.toString().endsWith(".anew"))
                .containsExactly(unfinished);
        FailedSync.mend(journal, Forcer.SYSTEM);
        assertThat(Files.readAllBytes(day)).isEqualTo(content);
        try (JournalDirectory directory = JournalDirectory.open(dataDir, Samples.config())) {
            assertThat(journal.resolve("sync-failed")).doesNotExist();
            assertThat(Files.readAttributes(day, BasicFileAttributes.class).fileKey())
                    .isNotEqualTo(before);
            assertThat(Files.size(day)).isEqualTo(size);
            assertThat(unfinished).doesNotExist();
            assertThat(Recovery.recover(directory, directory.openDecisionLog(), ProgressListener.NONE)
                            .engine()
                            .sequence())
                    .isEqualTo(sequence);
        }
    }

    private static Path newest(Path queue) {
        List<Path> files = QueueFiles.rollFiles(queue);
        return files.get(files.size() - 1);
    }

    @Test
    void aDiskThatStallsDelaysWhatLeavesAndLosesNothing() throws Exception {
        AtomicInteger forces = new AtomicInteger();
        Forcer stalling = file -> {
            int force = forces.incrementAndGet();
            if (force == 2 || force == 5) {
                stall();
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
            assertThat(sync.stats().longestNs()).isGreaterThanOrEqualTo(STALL_NS);
            try (DecisionReader egress = directory.openDecisionReader(mark)) {
                EngineView.Figures end = node.view().figures();
                assertThat(readAll(egress)).isEqualTo(end.decisions() + end.scores());
            }
        }
    }

    private static void stall() {
        long untilNs = System.nanoTime() + STALL_NS;
        for (long leftNs = STALL_NS; leftNs > 0; leftNs = untilNs - System.nanoTime()) {
            LockSupport.parkNanos(leftNs);
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
