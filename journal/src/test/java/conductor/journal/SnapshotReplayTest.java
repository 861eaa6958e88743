package conductor.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import conductor.engine.core.Engine;
import conductor.engine.core.EngineConfig;
import conductor.engine.core.Signal;
import conductor.engine.core.StateReader;
import conductor.engine.core.StateWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From every snapshot the journal ends where it ends from its beginning, and no damaged snapshot is ever used. */
class SnapshotReplayTest {
    private static final int EVERY = 83;

    @TempDir
    Path dataDir;

    @Test
    void fromASnapshotAtAnySignalTheJournalEndsInTheSameState() throws Exception {
        try (JournalDirectory directory = JournalDirectory.open(dataDir, Samples.config())) {
            new LiveNode(directory).run(0, 420);
            ReplayResult whole = Replay.run(directory);
            EngineConfig config = directory.engineConfig();
            SnapshotFolder folder = new SnapshotFolder(dataDir);
            int snapshots = 0;
            try (SignalReader reader = directory.openSignalReader()) {
                Engine engine = new Engine(config, decision -> {});
                Signal signal = new Signal();
                while (reader.next(signal)) {
                    engine.onSignal(signal);
                    if (signal.sequence % EVERY == 0 || signal.sequence == whole.sequence()) {
                        Path file = folder.write(engine, JournalFollower.NONE, config, reader.documentIndex());
                        assertSame(
                                SnapshotReplay.from(directory, file, JournalFollower.NONE, ProgressListener.NONE),
                                whole);
                        snapshots++;
                    }
                }
            }
            assertThat(whole.scores()).isGreaterThan(100);
            assertThat(snapshots).isGreaterThan(20);
            assertThat(folder.list()).hasSize(SnapshotFolder.KEPT);
        }
    }

    @Test
    void aSnapshotIsMadeFromTheNewestOneThatIsWhole() throws Exception {
        try (JournalDirectory directory = JournalDirectory.open(dataDir, Samples.config())) {
            LiveNode node = new LiveNode(directory);
            node.run(0, 120);
            SnapshotFolder folder = new SnapshotFolder(dataDir);
            SnapshotReplay.Made first =
                    SnapshotReplay.make(directory, folder, JournalFollower.NONE, ProgressListener.NONE);
            assertThat(first.from()).isNull();
            assertSame(first.replay(), Replay.run(directory));
            Path other = dataDir.resolve("snapshots").resolve("state-8000000000000000000.snapshot");
            Files.copy(first.file(), other);
            flip(other, (int) Files.size(other) / 2);

            SnapshotReplay.Made second =
                    SnapshotReplay.make(directory, folder, JournalFollower.NONE, ProgressListener.NONE);

            assertThat(second.from()).isEqualTo(first.file());
            assertThat(second.unusable()).singleElement().asString().contains("checksum of its state differs");
            assertSame(second.replay(), first.replay());
        }
    }

    @Test
    void noFlippedBitAndNoCutIsOverlooked() throws Exception {
        Path whole = made();
        byte[] bytes = Files.readAllBytes(whole);
        Path damaged = dataDir.resolve("state-1.snapshot");
        Random random = new Random(11);
        try (JournalDirectory directory = JournalDirectory.openReadOnly(dataDir)) {
            for (int i = 0; i < 300; i++) {
                byte[] copy = bytes.clone();
                int at = i < 130 ? i : random.nextInt(copy.length);
                copy[at] ^= (byte) (1 << random.nextInt(8));
                Files.write(damaged, copy);
                assertUnusable(directory, damaged);
            }
            for (int length : new int[] {0, 1, 127, 128, 129, bytes.length / 2, bytes.length - 1, bytes.length + 1}) {
                Files.write(damaged, Arrays.copyOf(bytes, length));
                assertUnusable(directory, damaged);
            }
            Files.write(damaged, bytes);
            assertSame(
                    SnapshotReplay.from(directory, damaged, JournalFollower.NONE, ProgressListener.NONE),
                    Replay.run(directory));
        }
    }

    @Test
    void aSnapshotOfAnotherJournalIsRefused() throws Exception {
        Path file = made();
        EngineConfig other = EngineConfig.defaults(77);
        assertThatThrownBy(() -> SnapshotFile.restore(file, other, decision -> {}, JournalFollower.NONE))
                .isInstanceOf(SnapshotException.class)
                .hasMessageContaining("belongs to another journal");
    }

    @Test
    void whatADeadProcessLeftIsRemovedAndNeverTakenForASnapshot() throws Exception {
        Path file = made();
        Path unfinished = Files.createFile(file.resolveSibling("state-0000000000000000001.snapshot.making"));
        try (JournalDirectory directory = JournalDirectory.openReadOnly(dataDir)) {
            SnapshotFolder folder = new SnapshotFolder(dataDir);
            assertThat(folder.list()).containsExactly(file);

            SnapshotReplay.make(directory, folder, JournalFollower.NONE, ProgressListener.NONE);

            assertThat(unfinished).doesNotExist();
            assertThat(names()).containsExactly(file.getFileName().toString());
        }
    }

    @Test
    void aFolderThatCannotBeWrittenSaysWhy() throws Exception {
        Path file = made();
        Files.delete(file);
        Files.delete(file.getParent());
        Files.createFile(file.getParent());
        try (JournalDirectory directory = JournalDirectory.openReadOnly(dataDir)) {
            assertThatThrownBy(() -> SnapshotReplay.make(
                            directory, new SnapshotFolder(dataDir), JournalFollower.NONE, ProgressListener.NONE))
                    .isInstanceOf(JournalException.class)
                    .hasMessageContaining("Cannot keep snapshots in " + file.getParent());
        }
    }

    @Test
    void aFullDiskLeavesTheOlderSnapshotsAndNothingHalf() throws Exception {
        Path file = made();
        FollowerOfAFullDisk full = new FollowerOfAFullDisk();
        try (JournalDirectory directory = JournalDirectory.openReadOnly(dataDir)) {
            Files.move(file, file.resolveSibling("state-0000000000000000001.snapshot"));
            SnapshotFolder folder = new SnapshotFolder(dataDir);
            EngineConfig config = directory.engineConfig();
            Engine engine = new Engine(config, decision -> {});
            assertThatThrownBy(() -> folder.write(engineAtGenesis(directory, engine), full, config, 0))
                    .isInstanceOf(JournalException.class)
                    .hasMessageContaining("Cannot write the snapshot")
                    .hasMessageContaining("No space left");
            assertThat(names()).containsExactly("state-0000000000000000001.snapshot");
        }
    }

    private static Engine engineAtGenesis(JournalDirectory directory, Engine engine) {
        try (SignalReader reader = directory.openSignalReader()) {
            Signal genesis = new Signal();
            reader.next(genesis);
            engine.onSignal(genesis);
            return engine;
        }
    }

    /** Says what the disk says, as {@link StateFileWriter} passes it on. */
    private static final class FollowerOfAFullDisk implements JournalFollower {
        @Override
        public void note(Signal signal) {
            // Follows nothing.
        }

        @Override
        public void clear() {
            // Follows nothing.
        }

        @Override
        public void write(StateWriter out) {
            throw new UncheckedIOException(new IOException("No space left on device"));
        }

        @Override
        public void read(StateReader in) {
            // Follows nothing.
        }
    }

    private Path made() throws InterruptedException {
        try (JournalDirectory directory = JournalDirectory.open(dataDir, Samples.config())) {
            new LiveNode(directory).run(0, 60);
            return SnapshotReplay.make(
                            directory, new SnapshotFolder(dataDir), JournalFollower.NONE, ProgressListener.NONE)
                    .file();
        }
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(dataDir.resolve("snapshots"))) {
            return files.map(file -> file.getFileName().toString()).collect(Collectors.toList());
        }
    }

    private static void flip(Path file, int at) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[at] ^= 4;
        Files.write(file, bytes);
    }

    private static void assertUnusable(JournalDirectory directory, Path file) {
        assertThatThrownBy(() -> SnapshotReplay.from(directory, file, JournalFollower.NONE, ProgressListener.NONE))
                .isInstanceOf(SnapshotException.class)
                .hasMessageContaining(file + " cannot be used: ");
    }

    private static void assertSame(ReplayResult a, ReplayResult b) {
        assertThat(a.stateHashHex()).isEqualTo(b.stateHashHex());
        assertThat(List.of(a.sequence(), a.signals(), a.inferred(), a.decisions(), a.scores(), a.engineTimeMs()))
                .isEqualTo(
                        List.of(b.sequence(), b.signals(), b.inferred(), b.decisions(), b.scores(), b.engineTimeMs()));
    }
}
