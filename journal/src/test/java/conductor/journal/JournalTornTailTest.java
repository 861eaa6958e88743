package conductor.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import conductor.engine.core.Signal;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import net.openhft.chronicle.wire.DocumentContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JournalTornTailTest {
    @TempDir
    Path dataDir;

    @ParameterizedTest
    @ValueSource(strings = {"between-batches", "in-a-batch", "in-a-document"})
    void aProcessThatDiesLeavesItsCommittedBatchesAndTheNextOneGoesOnQuietly(String where) {
        for (int life = 0; life < 2; life++) {
            assertThat(ChildJvm.run(Dying.class, List.of(), dataDir.toString(), where))
                    .isEqualTo("from " + life * 100);
        }
        try (JournalDirectory directory = JournalDirectory.open(dataDir, Samples.config());
                SignalReader reader = directory.openSignalReader()) {
            assertThat(directory.signalMarks().sequence()).isEqualTo(200);
            Signal signal = new Signal();
            while (reader.next(signal)) {
                assertThat(signal.sequence).isLessThanOrEqualTo(200);
            }
            assertThat(reader.lastSequence()).isEqualTo(200);
        }
    }

    @Test
    void aTornLastBatchKeepsItsWholeRecordsAndIsWrittenOn() {
        try (JournalDirectory directory = JournalDirectory.open(dataDir, Samples.config())) {
            Samples.append(directory.openSignalJournal(), 1, 64, 16);
        }
        RollFileBytes file = RollFileBytes.of(dataDir, "signals");
        int last = file.documents() - 1;
        int length = file.end(last) - file.start(last);
        for (int i = 1; i <= length / 3; i++) {
            file.put(file.end(last) - i, 0);
        }
        long kept;
        try (JournalDirectory directory = JournalDirectory.open(dataDir, Samples.config())) {
            kept = directory.signalMarks().sequence();
            assertThat(kept).isBetween(49L, 63L);
        }
        try (JournalDirectory directory = JournalDirectory.open(dataDir, Samples.config());
                SignalReader reader = directory.openSignalReader()) {
            assertThat(directory.signalMarks().sequence()).isEqualTo(kept);
            Samples.append(directory.openSignalJournal(), (int) kept + 1, 200, 16);
            Signal signal = new Signal();
            while (reader.next(signal)) {
                assertThat(signal.sequence).isLessThanOrEqualTo(200);
            }
            assertThat(reader.lastSequence()).isEqualTo(200);
            assertThat(directory.signalMarks().sequence()).isEqualTo(200);
        }
    }

    @Test
    void aTornLastBatchOfDecisionsIsDerivedAgain() throws InterruptedException {
        long decisions;
        long scores;
        try (JournalDirectory directory = JournalDirectory.open(dataDir, Samples.config())) {
            LiveNode node = new LiveNode(directory);
            node.run(0, 300);
            decisions = node.view().figures().decisions();
            scores = node.view().figures().scores();
        }
        RollFileBytes file = RollFileBytes.of(dataDir, "decisions");
        int last = file.documents() - 1;
        for (int at = file.start(last) + 20; at < file.end(last); at++) {
            file.put(at, 0);
        }
        try (JournalDirectory directory = JournalDirectory.open(dataDir, Samples.config())) {
            DecisionMarks before = directory.decisionMarks();
            assertThat(before.seq() + before.scoreSeq()).isLessThan(decisions + scores);
            ChronicleDecisionLog log = directory.openDecisionLog();
            Recovery.recover(directory, log, ProgressListener.NONE);
            assertThat(log.lastSeq()).isEqualTo(decisions);
            assertThat(log.lastScoreSeq()).isEqualTo(scores);
            assertThat(directory.decisionMarks().seq()).isEqualTo(decisions);
        }
        try (JournalDirectory tool = JournalDirectory.openReadOnly(dataDir)) {
            VerifyResult verified = Verify.run(tool, ProgressListener.NONE);
            assertThat(verified.ok()).isTrue();
        }
    }

    @Test
    void aVoidingDocumentThatVoidsNothingIsDamage() {
        try (JournalDirectory directory = JournalDirectory.open(dataDir, Samples.config())) {
            Samples.append(directory.openSignalJournal(), 1, 64, 16);
        }
        RollFileBytes file = RollFileBytes.of(dataDir, "signals");
        int last = file.documents() - 1;
        int at = file.end(last) - 20;
        byte saved = file.at(at);
        file.put(at, saved + 1);
        try (JournalDirectory directory = JournalDirectory.open(dataDir, Samples.config())) {
            assertThat(directory.signalMarks().sequence()).isLessThan(64);
        }
        file.put(at, saved);
        try (JournalDirectory tool = JournalDirectory.openReadOnly(dataDir);
                SignalReader reader = tool.openSignalReader()) {
            Signal signal = new Signal();
            assertThatThrownBy(() -> {
                        while (reader.next(signal)) {
                            assertThat(signal.sequence).isLessThanOrEqualTo(64);
                        }
                    })
                    .isInstanceOf(JournalCorruptException.class);
        }
    }

    @Test
    void aFileThatEndsWithTheLastBatchIsWrittenOn() throws IOException {
        try (JournalDirectory directory = JournalDirectory.open(dataDir, Samples.config())) {
            Samples.append(directory.openSignalJournal(), 1, 10, 4);
        }
        RollFileBytes bytes = RollFileBytes.of(dataDir, "signals");
        try (FileChannel channel = FileChannel.open(bytes.file(), StandardOpenOption.WRITE)) {
            channel.truncate(bytes.end(bytes.documents() - 1));
        }
        try (JournalDirectory tool = JournalDirectory.openReadOnly(dataDir)) {
            assertThat(tool.signalMarks().sequence()).isEqualTo(10);
        }
        try (JournalDirectory directory = JournalDirectory.open(dataDir, Samples.config());
                SignalReader reader = directory.openSignalReader()) {
            Samples.append(directory.openSignalJournal(), 11, 20, 4);
            Signal signal = new Signal();
            while (reader.next(signal)) {
                assertThat(signal.sequence).isBetween(0L, 20L);
            }
            assertThat(reader.lastSequence()).isEqualTo(20);
        }
    }

    /** Commits a hundred signals and dies without closing anything, at the named place. */
    static final class Dying {
        public static void main(String[] arguments) {
            JournalDirectory directory = JournalDirectory.open(Path.of(arguments[0]), Samples.config());
            ChronicleSignalJournal journal = directory.openSignalJournal();
            directory.openDecisionLog();
            long last = journal.lastSequence();
            System.out.println("from " + last);
            Samples.append(journal, last + 1, last + 100, 7);
            if (arguments[1].equals("in-a-batch")) {
                journal.append(Samples.signal(last + 101));
            } else if (arguments[1].equals("in-a-document")) {
                dieInADocument(directory);
            }
            Runtime.getRuntime().halt(1);
        }

        /** Holds the library's write lock and leaves bytes where the next document will be. */
        private static void dieInADocument(JournalDirectory directory) {
            DocumentContext document = directory.signals().excerptAppender().writingDocument();
            for (int i = 0; i < 1_000; i++) {
                document.wire().bytes().writeLong(0x0101_0101_0101_0101L * (i % 100));
            }
            Runtime.getRuntime().halt(1);
        }
    }
}
