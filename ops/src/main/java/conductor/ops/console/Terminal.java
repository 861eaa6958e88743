package conductor.ops.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether a person watches: decides between bars and plain lines, short text and JSON logs. */
public final class Terminal {
    private static final Path STDERR = Path.of("/proc/self/fd/2");

    private static final int USUAL_COLUMNS = 80;

    private Terminal() {}

    /** The width of the terminal in characters: what the launcher found in COLUMNS, else 80. */
    public static int columns() {
        String columns = System.getenv("COLUMNS");
        return columns != null && columns.matches("[1-9]\\d{1,3}") ? Integer.parseInt(columns) : USUAL_COLUMNS;
    }

    /** Whether standard error is a terminal. */
    public static boolean onStderr() {
        if (Files.exists(STDERR)) {
            try {
                String target = STDERR.toRealPath().toString();
                return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
            } catch (IOException e) {
                return false;
            }
        }
        return System.console() != null;
    }
}
