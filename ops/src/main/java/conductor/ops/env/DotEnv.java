package conductor.ops.env;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A {@code .env} file: {@code NAME=value} a line, as shells and container tools read it. {@code export} may stand before the name,
 * the value may be quoted, {@code #} begins a comment at the start of a line or after a blank. Nothing is substituted.
 *
 * @param variables what it sets, in its order.
 * @param problems lines that are none of this, as sentences.
 */
record DotEnv(List<Environment.Variable> variables, List<String> problems) {
    static final String NAME = ".env";

    private static final Pattern LINE = Pattern.compile("(?:export\\s+)?([A-Za-z_][A-Za-z0-9_]*)\\s*=\\s*(.*)");
    private static final Pattern QUOTED = Pattern.compile("(?:'([^']*)'|\"([^\"]*)\")\\s*(?:#.*)?");

    /** Reads a file; one that is not there sets nothing. */
    static DotEnv read(Path file) {
        DotEnv read = new DotEnv(new ArrayList<>(), new ArrayList<>());
        if (Files.isRegularFile(file)) {
            try {
                read.lines(file, Files.readAllLines(file));
            } catch (IOException e) {
                read.problems.add(
                        "The file " + file + " cannot be read (" + e.getClass().getSimpleName() + ").");
            }
        }
        return read;
    }

    private void lines(Path file, List<String> lines) {
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                line(file + ":" + (i + 1), line);
            }
        }
    }

    /** The line itself is not repeated in a problem: it may hold a secret. */
    private void line(String position, String line) {
        Matcher parts = LINE.matcher(line);
        String value = parts.matches() ? value(parts.group(2)) : null;
        if (value == null) {
            problems.add("The line " + position + " is not NAME=value.");
        } else {
            String name = parts.group(1);
            variables.add(new Environment.Variable(name, value, "env " + name + " in " + position));
        }
    }

    /** The value without quotes and comment, or null when a quote is not closed. */
    private static String value(String text) {
        Matcher quoted = QUOTED.matcher(text);
        if (quoted.matches()) {
            return quoted.group(1) != null ? quoted.group(1) : quoted.group(2);
        }
        if (text.startsWith("'") || text.startsWith("\"")) {
            return null;
        }
        return text.startsWith("#") ? "" : text.replaceFirst("\\s+#.*", "").strip();
    }
}
