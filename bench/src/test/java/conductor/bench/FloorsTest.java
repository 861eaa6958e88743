package conductor.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FloorsTest {
    @TempDir
    private Path folder;

    @Test
    void aRawQueueIsWrittenAndRemoved() throws IOException {
        assertThat(Floors.chronicleAppendNs(folder, 130.4, 3_000, 2)).isPositive();
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
    }

    /** Opening and closing a document costs more than the copy of a record, so a document a record costs a multiple. */
    @Test
    void aDocumentARecordCostsAMultipleOfDocumentsOfMany() throws IOException {
        double one = Floors.chronicleAppendNs(folder, 64, 1, 100_000, 5);
        double many = Floors.chronicleAppendNs(folder, 64, 128, 100_000, 5);
        assertThat(one / many).isGreaterThan(2);
    }
}
