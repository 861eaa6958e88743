package conductor.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Makes recaps however few records there are, for tests of other packages too. */
public final class RecapMaker {
    private RecapMaker() {}

    public static void make(JournalDirectory directory, RecordPosition position) {
        directory.recaps().keep(position, 1);
    }

    public static List<Path> list(JournalDirectory directory) {
        return directory.recaps().list();
    }

    public static void remove(JournalDirectory directory) {
        for (Path file : list(directory)) {
            try {
                Files.delete(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
