package conductor.ops.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** How long the journal's files are together. The newest ones are extended in blocks, so they are longer than what they hold. */
final class JournalSize {
    private JournalSize() {}

    /** Bytes of all files in a folder and below; 0 while files come and go under our eyes. */
    static long bytes(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        } catch (IOException | UncheckedIOException e) {
            return 0;
        }
    }
}
