package conductor.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import conductor.engine.core.Decision;
import conductor.engine.core.DecisionType;
import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JournalRoundTripTest {
    @TempDir
    Path dataDir;

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 64, 128, 1000})
    void signalsComeBackAsTheyWereWrittenInBatchesOfAnySize(int batch) {
        try (JournalDirectory directory = JournalDirectory.open(dataDir, Samples.config())) {
            Samples.append(directory.openSignalJournal(), 1, 1_000, batch);
            assertSignals(directory, 1_000);
        }
        try (JournalDirectory directory = JournalDirectory.open(dataDir, Samples.config())) {
            assertThat(directory.signalMarks()).isEqualTo(new SignalMarks(1_000, 2_000));
            assertSignals(directory, 1_000);
        }
    }

    @Test
    void anAppendThatDoesNotFollowTheLastSequenceIsRefused() {
        try (JournalDirectory directory = JournalDirectory.open(dataDir, Samples.config())) {
            ChronicleSignalJournal journal = directory.openSignalJournal();
            assertThat(journal.lastSequence()).isZero();
            assertThatThrownBy(() -> journal.append(Samples.signal(2))).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> journal.append(Samples.signal(0))).isInstanceOf(IllegalStateException.class);
            journal.append(Samples.signal(1));
            journal.commit();
            assertSignals(directory, 1);
        }
    }

    @Test
    void anotherRunAppendsBehindTheFirst() {
        for (int run = 0; run < 3; run++) {
            try (JournalDirectory directory = JournalDirectory.open(dataDir, Samples.config())) {
                ChronicleSignalJournal journal = directory.openSignalJournal();
                assertThat(journal.lastSequence()).isEqualTo(run * 50L);
                Samples.append(journal, run * 50L + 1, run * 50L + 50, 16);
            }
        }
        try (JournalDirectory directory = JournalDirectory.openReadOnly(dataDir)) {
            assertSignals(directory, 150);
        }
    }

    @Test
    void whatIsNotCommittedIsNotThereForReaders() {
        try (JournalDirectory directory = JournalDirectory.open(dataDir, Samples.config());
                SignalReader reader = directory.openSignalReader()) {
            ChronicleSignalJournal journal = directory.openSignalJournal();
            Signal read = new Signal();
            assertThat(reader.next(read)).isTrue();
            journal.append(Samples.signal(1));
            assertThat(reader.next(read)).isFalse();
            journal.commit();
            assertThat(reader.next(read)).isTrue();
            assertThat(read.sequence).isEqualTo(1);
            assertThat(reader.next(read)).isFalse();
        }
    }

    @Test
    void aToolReadsOnWhileANodeWritesAndThroughTheGrowthOfTheFile() {
        int recordsOfAFile = 50_000;
        try (JournalDirectory node = JournalDirectory.open(dataDir, Samples.config());
                JournalDirectory tool = JournalDirectory.openReadOnly(dataDir);
                SignalReader reader = tool.openSignalReader()) {
            ChronicleSignalJournal journal = node.openSignalJournal();
            Signal written = Samples.signal(0);
            written.payloadLength = Signal.PAYLOAD_CAPACITY;
            Signal read = new Signal();
            assertThat(reader.next(read)).isTrue();
            for (int sequence = 1; sequence <= recordsOfAFile; sequence++) {
                written.sequence = sequence;
                journal.append(written);
                if (sequence % 100 == 0) {
                    journal.commit();
                    while (reader.next(read)) {
                        assertThat(read.payloadLength).isEqualTo(Signal.PAYLOAD_CAPACITY);
                    }
                }
            }
            assertThat(reader.lastSequence()).isEqualTo(recordsOfAFile);
            assertThat(reader.next(read)).isFalse();
            assertThat(Listing.of(tool).signals().sizeBytes()).isGreaterThan(100_000_000L);
        }
    }

    @Test
    void decisionsComeBackAsTheyWereWritten() {
        try (JournalDirectory directory = JournalDirectory.open(dataDir, Samples.config())) {
            ChronicleDecisionLog log = directory.openDecisionLog();
            writeDecisions(log, 300);
            assertDecisions(directory, 300);
        }
        try (JournalDirectory directory = JournalDirectory.openReadOnly(dataDir)) {
            assertThat(directory.decisionMarks().seq()).isEqualTo(100);
            assertThat(directory.decisionMarks().scoreSeq()).isEqualTo(200);
            assertDecisions(directory, 300);
        }
    }

    private static void writeDecisions(ChronicleDecisionLog log, int count) {
        for (int i = 0; i < count; i++) {
            log.onDecision(decision(i));
            if (i % 13 == 0) {
                log.commit();
            }
        }
        log.commit();
    }

    /** Two scores, then one of another type. */
    private static Decision decision(int i) {
        return i % 3 == 2
                ? Samples.decision(DecisionType.DECISION, i / 3 + 1, i)
                : Samples.decision(DecisionType.SCORE, i / 3 * 2 + i % 3 + 1, i);
    }

    private static void assertDecisions(JournalDirectory directory, int count) {
        try (DecisionReader reader = directory.openDecisionReader()) {
            Decision read = new Decision();
            for (int round = 0; round < 2; round++) {
                for (int i = 0; i < count; i++) {
                    assertThat(reader.next(read)).isTrue();
                    Decision written = decision(i);
                    assertThat(read)
                            .usingRecursiveComparison()
                            .ignoringFields("payload")
                            .isEqualTo(written);
                    assertThat(read.payload.getStringWithoutLengthUtf8(0, read.payloadLength))
                            .isEqualTo(written.payload.getStringWithoutLengthUtf8(0, written.payloadLength));
                }
                assertThat(reader.next(read)).isFalse();
                reader.toStart();
            }
        }
    }

    private static void assertSignals(JournalDirectory directory, long last) {
        try (SignalReader reader = directory.openSignalReader()) {
            Signal read = new Signal();
            assertThat(reader.next(read)).isTrue();
            assertThat(read.type).isEqualTo(SignalType.GENESIS);
            for (long sequence = 1; sequence <= last; sequence++) {
                assertThat(reader.next(read)).isTrue();
                Signal written = Samples.signal(sequence);
                assertThat(read)
                        .usingRecursiveComparison()
                        .ignoringFields("payload")
                        .isEqualTo(written);
                assertThat(read.payload.getStringWithoutLengthUtf8(0, read.payloadLength))
                        .isEqualTo(written.payload.getStringWithoutLengthUtf8(0, written.payloadLength));
            }
            assertThat(reader.next(read)).isFalse();
        }
    }
}
