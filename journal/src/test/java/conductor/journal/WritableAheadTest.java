package conductor.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.agrona.BufferUtil;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WritableAheadTest {
    private static final int DAY = 20_500;
    private static final int PAGE = 4_096;
    private static final int LENGTH = 16 << 20;
    /** Field of a thread's {@code stat} behind its name: page faults that no disk was needed for. */
    private static final int MINOR_FAULTS = 7;

    @TempDir
    Path folder;

    private final WritePosition written = new WritePosition();
    private final WritableAhead ahead = new WritableAhead(written);
    private MappedByteBuffer file;

    @BeforeEach
    void aSparseFile() throws IOException {
        try (RandomAccessFile sparse = new RandomAccessFile(folder.resolve("f").toFile(), "rw")) {
            sparse.setLength(LENGTH);
            file = sparse.getChannel().map(FileChannel.MapMode.READ_WRITE, 0, LENGTH);
        }
    }

    private void mapped(int cycle, long end) {
        written.mapped(new WrittenMapping(cycle, BufferUtil.address(file), 0, end));
    }

    @Test
    void nothingIsDoneBeforeTheFirstCommit() {
        assertThat(ahead.run()).isZero();
    }

    @Test
    void theWriterTakesNoFaultWhereItWasMadeWritable() throws IOException {
        mapped(DAY, LENGTH);
        written.set(DAY, 10 * PAGE + 100);
        assertThat(ahead.run()).isEqualTo(WritableAhead.LEAST);
        int pages = (int) (WritableAhead.LEAST / PAGE);
        long faultsAhead = faultsOfWriting(10, 10 + pages);
        long faultsBeyond = faultsOfWriting(10 + pages, 10 + 2 * pages);
        assertThat(faultsBeyond).isGreaterThanOrEqualTo(pages);
        assertThat(faultsAhead).isLessThan(pages / 2);
        assertThat(file.get(10 * PAGE)).isOne();
        assertThat(file.get(9 * PAGE)).isZero();
    }

    @Test
    void theWindowGrowsWithWhatIsWrittenAndShrinksAgainAndEndsWithTheMapping() {
        mapped(DAY, LENGTH);
        written.set(DAY, 8);
        assertThat(ahead.run()).isEqualTo(WritableAhead.LEAST);
        assertThat(ahead.run()).isZero();
        written.set(DAY, 8 + (256 << 10));
        assertThat(ahead.run()).isEqualTo(1 << 20);
        written.set(DAY, 16 + (256 << 10));
        assertThat(ahead.run()).isBetween(WritableAhead.LEAST, (1L << 20) - 1);
        written.set(DAY, LENGTH - 100 * PAGE);
        assertThat(ahead.run()).isEqualTo(100 * PAGE);
    }

    @Test
    void aMappingOfAnotherFileOrOneThatIsGoneIsLeftAlone() {
        mapped(DAY - 1, LENGTH);
        written.set(DAY, 8);
        assertThat(ahead.run()).isZero();
        written.mapped(new WrittenMapping(DAY, PAGE, 0, LENGTH));
        assertThat(ahead.run()).isZero();
        mapped(DAY, LENGTH);
        written.set(DAY, 16);
        assertThat(ahead.run()).isEqualTo(WritableAhead.LEAST);
    }

    @Test
    void aKernelThatDoesNotKnowTheAdviceIsAskedOnce() {
        // What it answers then it also answers to an address within a page.
        written.mapped(new WrittenMapping(DAY, BufferUtil.address(file) + 1, 0, LENGTH));
        written.set(DAY, 8);
        assertThat(ahead.run()).isZero();
        mapped(DAY, LENGTH);
        written.set(DAY, 16);
        assertThat(ahead.run()).isZero();
    }

    @Test
    void theLibrarysOwnMappingIsFound() throws IOException {
        try (JournalDirectory directory = JournalDirectory.open(folder.resolve("journal"), Samples.config())) {
            Samples.append(directory.openSignalJournal(), 1, 1_000, 10);
            WritePosition position = directory.signals().written();
            assertThat(new WritableAhead(position).run()).isEqualTo(WritableAhead.LEAST);
            assertThat(position.mapping().start()).isZero();
            assertThat(position.mapping().end()).isGreaterThan(WritePosition.offset(position.read()));
        }
        try (JournalDirectory directory = JournalDirectory.open(folder.resolve("journal"), Samples.config())) {
            assertThat(directory.signalMarks().sequence()).isEqualTo(1_000);
        }
    }

    private long faultsOfWriting(int firstPage, int endPage) throws IOException {
        long before = minorFaults();
        for (int page = firstPage; page < endPage; page++) {
            file.put(page * PAGE, (byte) 1);
        }
        return minorFaults() - before;
    }

    private static long minorFaults() throws IOException {
        String stat = Files.readString(Path.of("/proc/thread-self/stat"));
        return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[MINOR_FAULTS]);
    }
}
