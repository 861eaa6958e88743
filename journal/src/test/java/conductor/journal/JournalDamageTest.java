package conductor.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import conductor.engine.core.Decision;
import conductor.engine.core.DecisionType;
import conductor.engine.core.Signal;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JournalDamageTest {
    private static final int BATCH = 8;
    private static final int LAST = 96;

    @TempDir
    Path dataDir;

    @BeforeEach
    void writeAJournal() {
        try (JournalDirectory directory = JournalDirectory.open(dataDir, Samples.config())) {
            Samples.append(directory.openSignalJournal(), 1, LAST, BATCH);
            ChronicleDecisionLog log = directory.openDecisionLog();
            for (int i = 1; i <= LAST; i++) {
                log.onDecision(Samples.decision(i % 2 == 0 ? DecisionType.SCORE : DecisionType.STATUS, (i + 1) / 2, i));
                if (i % BATCH == 0) {
                    log.commit();
                }
            }
        }
    }

    @Test
    void everySingleFlippedBitOfASignalBatchIsFound() {
        RollFileBytes file = RollFileBytes.of(dataDir, "signals");
        try (JournalDirectory directory = JournalDirectory.openReadOnly(dataDir);
                SignalReader reader = directory.openSignalReader()) {
            Signal signal = new Signal();
            for (int document = 0; document < file.documents(); document++) {
                for (int offset = file.start(document); offset < file.end(document); offset++) {
                    for (int bit = 0; bit < Byte.SIZE; bit++) {
                        file.flip(offset, bit);
                        reader.toStart();
                        assertThatThrownBy(() -> readAll(reader, signal))
                                .as("document %d, byte %d, bit %d", document, offset - file.start(document), bit)
                                .isInstanceOf(JournalCorruptException.class);
                        assertThat(reader.lastSequence()).isLessThanOrEqualTo((long) document * BATCH);
                        file.flip(offset, bit);
                    }
                }
            }
            reader.toStart();
            assertThat(readAll(reader, signal)).isEqualTo(LAST + 1);
        }
    }

    @Test
    void everySingleFlippedBitOfADecisionBatchIsFound() {
        RollFileBytes file = RollFileBytes.of(dataDir, "decisions");
        try (JournalDirectory directory = JournalDirectory.openReadOnly(dataDir);
                DecisionReader reader = directory.openDecisionReader()) {
            Decision decision = new Decision();
            int document = file.documents() / 2;
            for (int offset = file.start(document); offset < file.end(document); offset++) {
                for (int bit = 0; bit < Byte.SIZE; bit++) {
                    file.flip(offset, bit);
                    reader.toStart();
                    assertThatThrownBy(() -> readAll(reader, decision))
                            .as("byte %d, bit %d", offset - file.start(document), bit)
                            .isInstanceOf(JournalCorruptException.class);
                    file.flip(offset, bit);
                }
            }
            reader.toStart();
            assertThat(readAll(reader, decision)).isEqualTo(LAST);
        }
    }

    @Test
    void everyFlippedBitOfTheLibrarysOwnHeaderInTheMiddleIsFoundByReplayAndAtTheNextStart() {
        RollFileBytes file = RollFileBytes.of(dataDir, "signals");
        int header = file.start(file.documents() / 2) - Integer.BYTES;
        for (int bit = 0; bit < Integer.SIZE; bit++) {
            file.flip(header + bit / Byte.SIZE, bit % Byte.SIZE);
            try (JournalDirectory tool = JournalDirectory.openReadOnly(dataDir)) {
                assertThatThrownBy(() -> Replay.run(tool))
                        .as("bit %d", bit)
                        .isInstanceOf(JournalCorruptException.class);
            }
            JournalCorruptException e = catchThrowableOfType(JournalCorruptException.class, this::recover);
            assertThat(e).as("bit %d", bit).isNotNull();
            assertThat(e.position()).as("bit %d", bit).contains("document");
            file.flip(header + bit / Byte.SIZE, bit % Byte.SIZE);
        }
        try (JournalDirectory tool = JournalDirectory.openReadOnly(dataDir)) {
            assertThat(Replay.run(tool).sequence()).isEqualTo(LAST);
        }
    }

    private void recover() {
        try (JournalDirectory node = JournalDirectory.open(dataDir, Samples.config())) {
            Recovery.recover(node, node.openDecisionLog(), ProgressListener.NONE);
        }
    }

    @Test
    void whatStandsBehindTheLastCommitIsNeverRead() {
        RollFileBytes file = RollFileBytes.of(dataDir, "signals");
        int end = file.end(file.documents() - 1);
        for (int i = 0; i < 5_000; i++) {
            // The library's next header stands within these eight bytes; it is written last, so a crash leaves it 0.
            file.put(end + 8 + i, i * 31 + 7);
        }
        try (JournalDirectory node = JournalDirectory.open(dataDir, Samples.config())) {
            assertThat(node.signalMarks().sequence()).isEqualTo(LAST);
            Samples.append(node.openSignalJournal(), LAST + 1, LAST + 50, 3);
            try (SignalReader reader = node.openSignalReader()) {
                assertThat(readAll(reader, new Signal())).isEqualTo(LAST + 51);
            }
        }
    }

    /** The library goes by figures in the file's own head, which speak of what is not there any more. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 20, 40})
    void aFileOfSignalsThatWasCutOffStopsAStartThereAndNothingElseIsTouched(int before) throws IOException {
        RollFileBytes signals = RollFileBytes.of(dataDir, "signals");
        int document = signals.documents() / 2;
        long length = signals.end(document) + 12 - before;
        cut(signals.file(), length);
        Path decisions = RollFileBytes.of(dataDir, "decisions").file();
        byte[] decided = Files.readAllBytes(decisions);
        for (int start = 0; start < 2; start++) {
            JournalCorruptException e = catchThrowableOfType(
                    JournalCorruptException.class, () -> JournalDirectory.open(dataDir, Samples.config()));
            // A start makes the file as long as it was, so only the first one sees it by its length.
            assertThat(e)
                    .hasMessageContaining("'signals' is damaged at")
                    .hasMessageContaining(
                            start == 0
                                    ? "the file " + signals.file().getFileName() + " was cut off after " + length
                                            + " bytes"
                                    : "the file was cut off");
            assertThat(e.position()).contains("F.cq4, document ");
        }
        try (JournalDirectory tool = JournalDirectory.openReadOnly(dataDir)) {
            assertThatThrownBy(tool::condition).isInstanceOf(JournalCorruptException.class);
        }
        assertThat(Files.readAllBytes(decisions)).isEqualTo(decided);
        assertThat(dataDir.resolve("journal/decisions-aside-1")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 100, 300})
    void aFileThatWasCutOffInItsHeadIsDamageAndNoErrorOfTheLibrary(int length) throws IOException {
        cut(RollFileBytes.of(dataDir, "signals").file(), length);
        assertThatThrownBy(() -> JournalDirectory.open(dataDir, Samples.config()))
                .isInstanceOf(JournalCorruptException.class)
                .hasMessageContaining("'signals' is damaged at")
                .hasMessageContaining("was cut off after " + length + " bytes");
    }

    @Test
    void aFileOfDecisionsThatWasCutOffIsMadeAgain() throws IOException {
        RollFileBytes decisions = RollFileBytes.of(dataDir, "decisions");
        cut(decisions.file(), decisions.end(decisions.documents() / 2) - 5);
        try (JournalDirectory node = JournalDirectory.open(dataDir, Samples.config())) {
            assertThat(node.decisionMarks()).isEqualTo(DecisionMarks.NONE);
            assertThat(node.signalMarks().sequence()).isEqualTo(LAST);
        }
        assertThat(dataDir.resolve("journal/decisions-aside-1")).isDirectory();
    }

    private static void cut(Path file, long length) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(length);
        }
    }

    private static long readAll(SignalReader reader, Signal signal) {
        long count = 0;
        while (reader.next(signal)) {
            count++;
        }
        return count;
    }

    private static long readAll(DecisionReader reader, Decision decision) {
        long count = 0;
        while (reader.next(decision)) {
            count++;
        }
        return count;
    }
}
