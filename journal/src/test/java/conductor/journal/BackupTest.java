package conductor.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import conductor.engine.core.Engine;
import conductor.journal.json.Templates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupTest {
    private static final int SECONDS = 90;

    @TempDir
    Path temporary;

    private Path dataDir;
    private Path backup;
    private Path restored;

    @BeforeEach
    void folders() {
        dataDir = temporary.resolve("data");
        backup = temporary.resolve("backup");
        restored = temporary.resolve("restored");
    }

    @Test
    void whatIsRestoredIsTheSameToTheLastRecordAndGoesOn() throws Exception {
        long hash = run(dataDir, 0, SECONDS).stateHash();
        snapshot();

        BackupManifest manifest = make().manifest();
        Restore.Restored back = restore();

        assertThat(manifest.stateHash()).isEqualTo(hash);
        assertThat(back.replay().stateHash()).isEqualTo(hash);
        assertThat(back.replay().sequence()).isEqualTo(manifest.sequence());
        assertThat(diff().same()).isTrue();
        assertThat(Files.readAllBytes(restored.resolve("journal/hash.key"))).isEqualTo(Samples.HASH_KEY);
        try (JournalDirectory directory = JournalDirectory.openReadOnly(restored)) {
            assertThat(Verify.run(directory, ProgressListener.NONE).firstProblem())
                    .isNull();
            assertThat(Replay.run(directory).stateHash()).isEqualTo(hash);
            List<Path> snapshots = new SnapshotFolder(restored).list();
            assertThat(snapshots).hasSize(1);
            assertThat(SnapshotReplay.from(directory, snapshots.get(0), JournalFollower.NONE, ProgressListener.NONE)
                            .stateHash())
                    .isEqualTo(hash);
        }
        assertThat(run(restored, SECONDS, 2 * SECONDS).stateHash())
                .isEqualTo(run(dataDir, SECONDS, 2 * SECONDS).stateHash());
    }

    @Test
    void documentsOfSeveralDaysKeepTheirPlaces() throws Exception {
        AtomicLong wallMs = new AtomicLong(1_772_446_500_000L);
        for (int day = 0; day < 3; day++) {
            try (JournalDirectory directory =
                    JournalDirectory.open(dataDir, Samples.config(), Samples.HASH_KEY, wallMs::get)) {
                new LiveNode(directory).run(day * 30, day * 30 + 30);
            }
            snapshot();
            wallMs.addAndGet(JournalClock.DAY_MS);
        }

        BackupManifest manifest = make().manifest();
        restore();

        assertThat(manifest.in("signals")).hasSize(3);
        assertThat(QueueFiles.rollFiles(restored.resolve("journal/signals"))).hasSize(3);
        assertThat(diff().same()).isTrue();
        try (JournalDirectory directory = JournalDirectory.openReadOnly(restored)) {
            for (Path snapshot : new SnapshotFolder(restored).list()) {
                assertThat(SnapshotReplay.from(directory, snapshot, JournalFollower.NONE, ProgressListener.NONE)
                                .stateHash())
                        .isEqualTo(manifest.stateHash());
            }
        }
    }

    @Test
    void aVoidedTailStaysVoided() throws Exception {
        run(dataDir, 0, SECONDS);
        RollFileBytes signals = RollFileBytes.of(dataDir, "signals");
        signals.flip(signals.end(signals.documents() - 1) - 20, 3);
        SignalMarks whole;
        try (JournalDirectory directory = JournalDirectory.open(dataDir, Samples.config())) {
            whole = directory.signalMarks();
        }

        BackupManifest atTheTear = make().manifest();
        restore();

        assertThat(atTheTear.sequence()).isEqualTo(whole.sequence());
        assertThat(diff().same()).isTrue();
        run(dataDir, SECONDS, SECONDS + 30);
        backup = temporary.resolve("later backup");
        restored = temporary.resolve("restored later");
        assertThat(make().manifest().sequence()).isGreaterThan(whole.sequence());
        restore();
        assertThat(diff().same()).isTrue();
    }

    @Test
    void templatesAndTheFactThatThereWereAnyComeAlong() throws Exception {
        run(dataDir, 0, 10);
        try (JournalDirectory directory = JournalDirectory.openReadOnly(dataDir)) {
            directory.templates().keep(Templates.BUILT_IN);
            assertThat(directory.templates().used()).isTrue();
        }

        make();
        restore();

        try (JournalDirectory directory = JournalDirectory.openReadOnly(restored)) {
            assertThat(directory.templates().used()).isTrue();
        }
    }

    @Test
    void noFlippedBitAndNoMissingFileIsOverlookedAndItsNameIsSaid() throws Exception {
        run(dataDir, 0, 30);
        snapshot();
        BackupManifest manifest = make().manifest();
        Random random = new Random(7);
        for (BackupManifest.Entry entry : manifest.files()) {
            Path file = backup.resolve(entry.name());
            byte[] bytes = Files.readAllBytes(file);
            byte[] flipped = bytes.clone();
            flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, flipped);
            assertRefused(file);
            Files.write(file, Arrays.copyOf(bytes, bytes.length - 1));
            assertRefused(file);
            Files.delete(file);
            assertRefused(file);
            Files.write(file, bytes);
        }
        Path file = backup.resolve(BackupManifest.NAME);
        byte[] bytes = Files.readAllBytes(file);
        for (int i = 0; i < bytes.length; i++) {
            byte[] flipped = bytes.clone();
            flipped[i] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, flipped);
            assertRefused(file);
        }
        Files.delete(file);
        assertThatThrownBy(this::restore).hasMessageContaining("one that was not finished");
        assertThat(restored).doesNotExist();
        Files.write(file, bytes);
        assertThat(restore().replay().stateHash()).isEqualTo(manifest.stateHash());
    }

    @Test
    void nothingIsWrittenOver() throws Exception {
        run(dataDir, 0, 10);
        Files.createDirectories(backup);
        make();
        assertThatThrownBy(this::make)
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("There is something in " + backup + " already");
        Files.createDirectories(restored);
        Path mine = Files.writeString(restored.resolve("mine"), "mine");
        assertThatThrownBy(this::restore)
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("There is something in " + restored + " already");
        assertThat(mine).hasContent("mine");
    }

    @Test
    void aDamagedJournalIsNotBackedUp() throws Exception {
        run(dataDir, 0, SECONDS);
        RollFileBytes signals = RollFileBytes.of(dataDir, "signals");
        signals.flip(signals.end(signals.documents() / 2) - 20, 3);

        assertThatThrownBy(this::make).isInstanceOf(JournalCorruptException.class);
        assertThat(backup).doesNotExist();
    }

    @Test
    void theSecretIsForItsOwnerOnly() throws Exception {
        run(dataDir, 0, 10);
        make();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(backup.resolve("hash.key"))))
                .isEqualTo("rw-------");
    }

    private void assertRefused(Path file) {
        assertThatThrownBy(this::restore)
                .isInstanceOf(JournalException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("Nothing was restored");
        assertThat(restored).doesNotExist();
    }

    private static Engine run(Path folder, int from, int until) throws InterruptedException {
        try (JournalDirectory directory = JournalDirectory.open(folder, Samples.config(), Samples.HASH_KEY)) {
            return new LiveNode(directory).run(from, until);
        }
    }

    private void snapshot() {
        try (JournalDirectory directory = JournalDirectory.openReadOnly(dataDir)) {
            SnapshotReplay.make(directory, new SnapshotFolder(dataDir), JournalFollower.NONE, ProgressListener.NONE);
        }
    }

    private Backup.Made make() {
        return Backup.make(dataDir, backup, JournalFollower.NONE, ProgressListener.NONE);
    }

    private Restore.Restored restore() {
        return Restore.run(backup, restored, JournalFollower.NONE, ProgressListener.NONE);
    }

    private JournalDiff diff() {
        try (JournalDirectory a = JournalDirectory.openReadOnly(dataDir);
                JournalDirectory b = JournalDirectory.openReadOnly(restored)) {
            return JournalDiff.of(a, b, signal -> {}, ProgressListener.NONE);
        }
    }
}
