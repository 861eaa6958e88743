package conductor.journal;

import static org.assertj.core.api.Assertions.assertThat;

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
            DocumentContext document = directory.signals().appender().writingDocument();
            for (int i = 0; i < 1_000; i++) {
                document.wire().bytes().writeLong(0x0101_0101_0101_0101L * (i % 100));
            }
            Runtime.getRuntime().halt(1);
        }
    }
}
