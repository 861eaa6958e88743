package conductor.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import conductor.engine.core.EngineConfig;
import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import net.openhft.chronicle.queue.impl.TableStore;
import net.openhft.chronicle.queue.impl.single.TableStoreWriteLock;
import net.openhft.chronicle.queue.impl.table.Metadata;
import net.openhft.chronicle.queue.impl.table.SingleTableBuilder;
import net.openhft.chronicle.threads.BusyTimedPauser;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalDirectoryTest {
    @TempDir
    Path dataDir;

    @Test
    void aNewJournalBeginsWithTheGenesisRecord() {
        EngineConfig config = Samples.config();
        try (JournalDirectory directory = JournalDirectory.open(dataDir, config);
                SignalReader reader = directory.openSignalReader()) {
            Signal genesis = new Signal();
            assertThat(reader.next(genesis)).isTrue();
            assertThat(genesis.sequence).isZero();
            assertThat(genesis.type).isEqualTo(SignalType.GENESIS);
            assertThat(genesis.value1).isEqualTo(config.hash());
            assertThat(genesis.value2).isEqualTo(EngineConfig.LOGIC_VERSION);
            assertThat(genesis.payload.getStringWithoutLengthUtf8(0, genesis.payloadLength))
                    .isEqualTo(config.toText());
            assertThat(reader.next(genesis)).isFalse();
        }
    }

    @Test
    void anExistingJournalKeepsItsConfiguration() {
        JournalDirectory.open(dataDir, Samples.config()).close();
        try (JournalDirectory directory = JournalDirectory.open(dataDir, EngineConfig.defaults(1))) {
            assertThat(directory.engineConfig()).isEqualTo(Samples.config());
            assertThat(directory.signalMarks().sequence()).isZero();
        }
        try (JournalDirectory directory = JournalDirectory.openReadOnly(dataDir)) {
            assertThat(directory.engineConfig()).isEqualTo(Samples.config());
        }
    }

    @Test
    void theHashKeyIsSecretAndStays() throws IOException {
        JournalDirectory.open(dataDir, Samples.config()).close();
        Path file = dataDir.resolve("journal/hash.key");
        byte[] key = Files.readAllBytes(file);
        assertThat(key).hasSize(16);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        JournalDirectory.open(dataDir, Samples.config()).close();
        assertThat(Files.readAllBytes(file)).isEqualTo(key);
    }

    @Test
    void twoJournalsHaveDifferentHashKeys() throws IOException {
        JournalDirectory.open(dataDir.resolve("a"), Samples.config()).close();
        JournalDirectory.open(dataDir.resolve("b"), Samples.config()).close();
        assertThat(Files.readAllBytes(dataDir.resolve("a/journal/hash.key")))
                .isNotEqualTo(Files.readAllBytes(dataDir.resolve("b/journal/hash.key")));
    }

    @Test
    void aGivenHashKeyIsUsed() {
        UnsafeBuffer id = new UnsafeBuffer(new byte[15]);
        for (int i = 0; i < id.capacity(); i++) {
            id.putByte(i, (byte) i);
        }
        try (JournalDirectory directory = JournalDirectory.open(dataDir, Samples.config(), Samples.HASH_KEY)) {
            // The test vector of the SipHash paper, appendix A.
            assertThat(directory.keyHash().hash(id, 0, id.capacity())).isEqualTo(0xa129ca6149be45e5L);
        }
        JournalDirectory.open(dataDir, Samples.config(), Samples.HASH_KEY).close();
    }

    @Test
    void anotherHashKeyThanTheJournalsIsRefused() {
        JournalDirectory.open(dataDir, Samples.config()).close();
        assertCode(
                JournalException.HASH_KEY,
                () -> JournalDirectory.open(dataDir, Samples.config(), Samples.HASH_KEY)
                        .close());
    }

    @Test
    void aLostHashKeyIsNotReplacedByANewOne() throws IOException {
        JournalDirectory.open(dataDir, Samples.config()).close();
        Files.delete(dataDir.resolve("journal/hash.key"));
        assertCode(
                JournalException.HASH_KEY,
                () -> JournalDirectory.open(dataDir, Samples.config()).close());
        assertThat(dataDir.resolve("journal/hash.key")).doesNotExist();
    }

    @Test
    void readingWhereThereIsNoJournalSaysSoAndCreatesNothing() {
        assertCode(
                JournalException.MISSING,
                () -> JournalDirectory.openReadOnly(dataDir.resolve("nowhere")).close());
        assertThat(dataDir.resolve("nowhere")).doesNotExist();
    }

    @Test
    void aJournalWhoseSignalsAreGoneIsRefused() throws IOException {
        try (JournalDirectory directory = JournalDirectory.open(dataDir, Samples.config())) {
            ChronicleDecisionLog log = directory.openDecisionLog();
            log.onDecision(Samples.decision(2, 1, 0));
            log.commit();
        }
        for (Path file : QueueFiles.rollFiles(dataDir.resolve("journal/signals"))) {
            Files.delete(file);
        }
        assertThatThrownBy(() -> JournalDirectory.open(dataDir, Samples.config()))
                .isInstanceOf(JournalCorruptException.class);
    }

    @Test
    void theSignalsQueueHasOneWriter() {
        try (JournalDirectory directory = JournalDirectory.open(dataDir, Samples.config())) {
            directory.openSignalJournal();
            assertThatThrownBy(directory::openSignalJournal).isInstanceOf(IllegalStateException.class);
            try (JournalDirectory tool = JournalDirectory.openReadOnly(dataDir)) {
                assertThatThrownBy(tool::openSignalJournal).isInstanceOf(IllegalStateException.class);
                assertThatThrownBy(tool::openDecisionLog).isInstanceOf(IllegalStateException.class);
            }
        }
    }

    @Test
    void aProcessThatDiedWhileItCreatedAFileLeavesNothingThatDisturbs() throws IOException {
        Path signals = dataDir.resolve("journal/signals");
        Files.createDirectories(signals);
        Files.write(signals.resolve(QueueFiles.METADATA), new byte[100]);
        JournalDirectory.open(dataDir, Samples.config()).close();
        Files.write(signals.resolve(QueueFiles.rollFile(40_000)), new byte[] {0, 0, 0, (byte) 0x80, 1, 2, 3});
        try (JournalDirectory directory = JournalDirectory.open(dataDir, Samples.config())) {
            Samples.append(directory.openSignalJournal(), 1, 10, 3);
            assertThat(directory.signalMarks().sequence()).isEqualTo(10);
        }
        assertThat(QueueFiles.rollFiles(signals)).hasSize(1);
    }

    @Test
    void aStaleLockOfTheLibraryIsReleasedAlsoWhenItsProcessNumberIsInUseAgain() {
        JournalDirectory.open(dataDir, Samples.config()).close();
        Path table = dataDir.resolve("journal/signals").resolve(QueueFiles.METADATA);
        try (TableStore<?> store = SingleTableBuilder.binary(table.toFile(), Metadata.NoMeta.INSTANCE)
                .readOnly(false)
                .build()) {
            // It notes the number of this process, which is alive, as the first process of every container is.
            new TableStoreWriteLock(store, BusyTimedPauser::new, 0L).lock();
            new TableStoreWriteLock(store, BusyTimedPauser::new, 0L, TableStoreWriteLock.APPEND_LOCK_KEY).lock();
        }
        try (JournalDirectory directory = JournalDirectory.open(dataDir, Samples.config())) {
            Samples.append(directory.openSignalJournal(), 1, 10, 3);
            assertThat(directory.signalMarks().sequence()).isEqualTo(10);
        }
    }

    @Test
    void aJournalWithoutItsDecisionsCanBeReadAndGetsThemBack() throws IOException {
        JournalDirectory.open(dataDir, Samples.config()).close();
        Path decisions = dataDir.resolve("journal/decisions");
        Files.delete(decisions.resolve(QueueFiles.METADATA));
        Files.delete(decisions);
        try (JournalDirectory tool = JournalDirectory.openReadOnly(dataDir)) {
            assertThat(tool.decisionMarks().seq()).isZero();
            assertThat(Verify.run(tool, ProgressListener.NONE).ok()).isTrue();
        }
        JournalDirectory.open(dataDir, Samples.config()).close();
        assertThat(decisions).isDirectory();
    }

    private static void assertCode(String code, Runnable opening) {
        JournalException e = catchThrowableOfType(JournalException.class, opening::run);
        assertThat(e).isNotNull();
        assertThat(e.code()).isEqualTo(code);
    }
}
