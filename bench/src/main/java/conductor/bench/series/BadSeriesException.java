package conductor.bench.series;

import java.nio.file.Path;

/** What was given is no series, no folder of any, or no labels; the message is a sentence for whoever gave it. */
public final class BadSeriesException extends Exception {
    private static final long serialVersionUID = 1;
    private static final int LONGEST_QUOTE = 60;

    BadSeriesException(String message) {
        super(message);
    }

    BadSeriesException(Path file, int line, String why) {
        this(file + ", line " + line + ": " + why + ".");
    }

    /** A text as it was found, cut where it would fill the screen. */
    static String quote(Object text) {
        String all = String.valueOf(text);
        return all.length() <= LONGEST_QUOTE ? "'" + all + "'" : "'" + all.substring(0, LONGEST_QUOTE) + "...'";
    }
}
