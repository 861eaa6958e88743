package conductor.ops.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether a person watches: decides between bars and plain lines, short text and JSON logs. */
public final class Terminal {
    private static final Path STDOUT = Path.of("/proc/self/fd/1");
    private static final Path STDERR = Path.of("/proc/self/fd/2");

    private static final int USUAL_COLUMNS = 80;
    private static final int USUAL_LINES = 24;

    private Terminal() {}

    /** The width of the terminal in characters: what the launcher found in COLUMNS, else 80. */
    public static int columns() {
        String columns = System.getenv("COLUMNS");
        return columns != null && columns.matches("[1-9]\\d{1,3}") ? Integer.parseInt(columns) : USUAL_COLUMNS;
    }

    /** The height of the terminal in lines: what the launcher found in LINES, else 24. */
    public static int lines() {
        String lines = System.getenv("LINES");
        return lines != null && lines.matches("[1-9]\\d{1,3}") ? Integer.parseInt(lines) : USUAL_LINES;
    }

    /** Whether colours are wanted: not where the environment has NO_COLOR (no-color.org) or a dumb terminal. */
    public static boolean colours() {
        String no = System.getenv("NO_COLOR");
        return (no == null || no.isEmpty()) && !"dumb".equals(System.getenv("TERM"));
    }

    /** Whether standard output is a terminal. */
    public static boolean onStdout() {
        return isTerminal(STDOUT);
    }

    /** Whether standard error is a terminal. */
    public static boolean onStderr() {
        return isTerminal(STDERR);
    }

    private static boolean isTerminal(Path stream) {
        if (Files.exists(stream)) {
            try {
                String target = stream.toRealPath().toString();
                return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
            } catch (IOException e) {
                return false;
            }
        }
        return System.console() != null;
    }
}
