package conductor.journal;

import java.nio.file.Path;
import java.util.List;

/** Where one can begin to read a journal. Asked again each time, since a node removes days and writes recaps while readers are open. */
interface JournalStart {
    /** With the first record, and nowhere else. */
    JournalStart FIRST_RECORD = new JournalStart() {
        @Override
        public List<Path> recaps() {
            return List.of();
        }

        @Override
        public Beginning beginning() {
            return null;
        }
    };

    /** Recaps of its decisions, newest first, whatever their state. */
    List<Path> recaps();

    /** Where it begins, null = with its first record. */
    Beginning beginning();
}
