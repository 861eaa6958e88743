package conductor.journal;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.core.Signal;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalRollTest {
    private static final long DAY_MS = JournalClock.DAY_MS;
    private static final long FIRST_DAY = 20_500;

    @TempDir
    Path dataDir;

    private final AtomicLong wallClockMs = new AtomicLong(FIRST_DAY * DAY_MS + 1);

    @Test
    void everyDayHasItsFileAndReadersFollow() {
        try (JournalDirectory directory = open();
                JournalDirectory tool = JournalDirectory.openReadOnly(dataDir);
                SignalReader reader = directory.openSignalReader();
                SignalReader toolReader = tool.openSignalReader()) {
            ChronicleSignalJournal journal = directory.openSignalJournal();
            for (int day = 0; day < 4; day++) {
                Samples.append(journal, day * 10 + 1, day * 10 + 10, 3);
                assertReadTo(reader, day * 10 + 10);
                assertReadTo(toolReader, day * 10 + 10);
                assertThat(directory.signalMarks().sequence()).isEqualTo(day * 10 + 10);
                assertThat(tool.signalMarks().sequence()).isEqualTo(day * 10 + 10);
                wallClockMs.addAndGet(day == 1 ? 3 * DAY_MS : DAY_MS);
            }
        }
        assertThat(QueueFiles.rollFiles(dataDir.resolve("journal/signals"))).hasSize(4);
        try (JournalDirectory directory = open()) {
            assertThat(directory.signalMarks().sequence()).isEqualTo(40);
            assertThat(directory.openSignalJournal().lastSequence()).isEqualTo(40);
        }
    }

    @Test
    void aClockThatIsSetBackDoesNotReopenAnEarlierDay() {
        wallClockMs.addAndGet(2 * DAY_MS);
        try (JournalDirectory directory = open()) {
            ChronicleSignalJournal journal = directory.openSignalJournal();
            Samples.append(journal, 1, 10, 3);
            wallClockMs.addAndGet(-2 * DAY_MS);
            Samples.append(journal, 11, 20, 3);
        }
        try (JournalDirectory directory = open();
                SignalReader reader = directory.openSignalReader()) {
            Samples.append(directory.openSignalJournal(), 21, 30, 3);
            assertReadTo(reader, 30);
        }
        assertThat(QueueFiles.rollFiles(dataDir.resolve("journal/signals")))
                .singleElement()
                .asString()
                .endsWith(QueueFiles.rollFile(FIRST_DAY + 2));
    }

    private JournalDirectory open() {
        return JournalDirectory.open(dataDir, Samples.config(), null, wallClockMs::get);
    }

    private static void assertReadTo(SignalReader reader, long sequence) {
        Signal signal = new Signal();
        while (reader.next(signal)) {
            assertThat(signal.sequence).isLessThanOrEqualTo(sequence);
        }
        assertThat(reader.lastSequence()).isEqualTo(sequence);
    }
}
