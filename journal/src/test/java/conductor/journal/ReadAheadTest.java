package conductor.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadAheadTest {
    private static final int DAY = 20_500;
    private static final int MIB = 1 << 20;

    @TempDir
    Path folder;

    private final WritePosition written = new WritePosition();

    @Test
    void cycleAndOffsetOfAPositionComeBackAsTheyWereSet() {
        written.set(DAY, 123_456_789_012L);
        assertThat(WritePosition.cycle(written.read())).isEqualTo(DAY);
        assertThat(WritePosition.offset(written.read())).isEqualTo(123_456_789_012L);
    }

    @Test
    void nothingIsReadBeforeTheFirstCommit() throws IOException {
        try (ReadAhead ahead = new ReadAhead(folder, written)) {
            assertThat(ahead.run()).isZero();
        }
    }

    @Test
    void everyByteOfTheWindowIsReadOnceAndNoneBeyondTheFile() throws IOException {
        rollFile(DAY, 20 * MIB);
        try (ReadAhead ahead = new ReadAhead(folder, written)) {
            written.set(DAY, MIB);
            assertThat(ahead.run()).isEqualTo(ReadAhead.WINDOW);
            assertThat(ahead.run()).isZero();
            written.set(DAY, 2 * MIB);
            assertThat(ahead.run()).isEqualTo(MIB);
            written.set(DAY, 19 * MIB);
            assertThat(ahead.run()).isEqualTo(MIB);
        }
    }

    @Test
    void aNewRollFileIsFollowed() throws IOException {
        rollFile(DAY, MIB);
        rollFile(DAY + 1, 3 * MIB);
        try (ReadAhead ahead = new ReadAhead(folder, written)) {
            written.set(DAY, MIB / 2);
            assertThat(ahead.run()).isEqualTo(MIB / 2);
            written.set(DAY + 1, MIB);
            assertThat(ahead.run()).isEqualTo(2 * MIB);
        }
    }

    @Test
    void theKeeperFollowsAJournalThatIsWrittenAndEnds() {
        try (JournalDirectory directory = JournalDirectory.open(folder, Samples.config());
                JournalKeeper keeper = directory.startKeeper()) {
            Samples.append(directory.openSignalJournal(), 1, 1_000, 10);
            assertThat(WritePosition.offset(directory.signals().written().read()))
                    .isPositive();
            assertThat(keeper).isNotNull();
        }
        try (JournalDirectory directory = JournalDirectory.open(folder, Samples.config())) {
            assertThat(directory.signalMarks().sequence()).isEqualTo(1_000);
        }
    }

    private void rollFile(int day, int length) throws IOException {
        Files.write(folder.resolve(QueueFiles.rollFile(day)), new byte[length]);
    }
}
