package conductor.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import conductor.engine.core.Engine;
import conductor.engine.core.Signal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whichever signal is asked for, and wherever reading for it begins, it is the one that the journal holds. */
class CauseReaderTest {
    private static final int EVERY = 83;
    private static final long FIRST_DAY = 20_500;
    private static final int DAYS = 6;

    @TempDir
    Path dataDir;

    @Test
    void everySignalIsFoundForwardsBackwardsAndInAnyOrder() throws Exception {
        try (JournalDirectory directory = JournalDirectory.open(dataDir, Samples.config())) {
            new LiveNode(directory).run(0, 120);
            List<Signal> all = all(directory);
            try (CauseReader causes = directory.openCauseReader()) {
                for (int i = 0; i < all.size(); i++) {
                    finds(causes, all.get(i));
                    finds(causes, all.get(i));
                }
                for (int i = all.size() - 1; i >= 0; i -= 7) {
                    finds(causes, all.get(i));
                }
                Random random = new Random(1);
                for (int i = 0; i < 100; i++) {
                    finds(causes, all.get(random.nextInt(all.size())));
                }
            }
        }
    }

    @Test
    void whatLiesBeforeASnapshotIsNotReadForWhatLiesBehindIt() throws Exception {
        try (JournalDirectory directory = JournalDirectory.open(dataDir, Samples.config())) {
            new LiveNode(directory).run(0, 420);
            List<Signal> all = all(directory);
            snapshots(directory);
            List<Path> there = new SnapshotFolder(dataDir).list();
            assertThat(there).hasSize(SnapshotFolder.KEPT);
            long newest = SnapshotFile.header(there.get(0)).sequence();
            long oldest = SnapshotFile.header(there.get(2)).sequence();
            Files.write(there.get(1), new byte[] {1, 2, 3});
            RollFileBytes signals = RollFileBytes.of(dataDir, "signals");
            signals.flip(signals.start(1) + Frames.HEADER_LENGTH + Frames.RECORD_OFFSET, 3);
            for (long wanted : new long[] {newest + 1, newest, oldest + 1, all.size() - 1}) {
                try (CauseReader causes = directory.openCauseReader()) {
                    finds(causes, all.get((int) wanted));
                }
            }
            try (CauseReader causes = directory.openCauseReader()) {
                finds(causes, all.get(all.size() - 1));
                finds(causes, all.get((int) oldest + 1));
                assertThatThrownBy(() -> causes.find(oldest, new Signal())).isInstanceOf(JournalCorruptException.class);
            }
        }
    }

    @Test
    void whatTheJournalDoesNotHoldIsNotFoundAndWhatComesLaterIs() {
        try (ScriptedNode node = new ScriptedNode(dataDir, Samples.config()).open("a")) {
            List<Signal> before = all(node.directory());
            try (CauseReader causes = node.directory().openCauseReader()) {
                assertThat(causes.find(before.size(), new Signal())).isFalse();
                finds(causes, before.get(before.size() - 1));
                node.lively(5, "a");
                finds(causes, all(node.directory()).get(before.size()));
            }
        }
    }

    @Test
    void aReaderUnderWhichDaysAreRemovedGoesOnWhereTheJournalBeginsNow() throws Exception {
        AtomicLong wallClockMs = new AtomicLong();
        for (int day = 0; day < DAYS; day++) {
            wallClockMs.set((FIRST_DAY + day) * JournalClock.DAY_MS + 1);
            try (JournalDirectory directory = open(wallClockMs)) {
                new LiveNode(directory).run(day * 60, (day + 1) * 60);
            }
            try (JournalDirectory directory = open(wallClockMs)) {
                Path made = SnapshotReplay.make(
                                directory, new SnapshotFolder(dataDir), JournalFollower.NONE, ProgressListener.NONE)
                        .file();
                directory.keepDay(made, SnapshotFile.header(made));
            }
        }
        try (JournalDirectory directory = open(wallClockMs);
                CauseReader causes = directory.openCauseReader();
                CauseReader alone = new CauseReader(directory::openSignalReader, List::of)) {
            List<Signal> all = all(directory);
            finds(causes, all.get(5));
            finds(alone, all.get(5));
            RecordPosition everything = new RecordPosition(Long.MAX_VALUE, Long.MAX_VALUE);
            Retention retention =
                    new Retention(directory, new SnapshotFolder(dataDir), 2, Map.of("the sink", () -> everything));
            retention.run();
            List<Signal> left = all(directory);
            assertThat(left).isNotEmpty().hasSizeLessThan(all.size() - 10);
            for (Signal signal : left) {
                finds(causes, signal);
                finds(alone, signal);
            }
            assertThat(causes.find(5, new Signal())).isFalse();
            finds(causes, left.get(0));
        }
    }

    private JournalDirectory open(AtomicLong wallClockMs) {
        return JournalDirectory.open(dataDir, Samples.config(), Samples.HASH_KEY, wallClockMs::get);
    }

    private static void finds(CauseReader causes, Signal wanted) {
        Signal found = new Signal();
        assertThat(causes.find(wanted.sequence, found)).isTrue();
        assertThat(found.sequence).isEqualTo(wanted.sequence);
        assertThat(found.type).isEqualTo(wanted.type);
        assertThat(found.subjectKey).isEqualTo(wanted.subjectKey);
        assertThat(found.payloadLength).isEqualTo(wanted.payloadLength);
    }

    private static List<Signal> all(JournalDirectory directory) {
        List<Signal> all = new ArrayList<>();
        try (SignalReader reader = directory.openSignalReader()) {
            Signal signal = new Signal();
            while (reader.next(signal)) {
                all.add(signal);
                signal = new Signal();
            }
        }
        return all;
    }

    private void snapshots(JournalDirectory directory) {
        SnapshotFolder folder = new SnapshotFolder(dataDir);
        try (SignalReader reader = directory.openSignalReader()) {
            Engine engine = new Engine(directory.engineConfig(), decision -> {});
            Signal signal = new Signal();
            while (reader.next(signal)) {
                engine.onSignal(signal);
                if (signal.sequence % EVERY == 0) {
                    folder.write(engine, JournalFollower.NONE, directory.engineConfig(), reader.documentIndex());
                }
            }
        }
    }
}
