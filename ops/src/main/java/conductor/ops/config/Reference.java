package conductor.ops.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** {@code reference.conf}: every setting, its default, its documentation and its environment variables. */
final class Reference {
    private static final String NAME = "reference.conf";
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{\\?([A-Z][A-Z0-9_]*)}");
    private static final Pattern DEFAULT = Pattern.compile("\\s*[a-z][a-z0-9-]*\\s*=\\s*([^$].*)");

    private Reference() {}

    /** Its content, unresolved. */
    static Config config() {
        return ConfigFactory.parseReader(reader());
    }

    /** The environment variables that set something. */
    static Set<String> variables() {
        Set<String> names = new LinkedHashSet<>();
        for (String line : lines()) {
            Matcher variable = VARIABLE.matcher(line);
            if (variable.find()) {
                names.add(variable.group(1));
            }
        }
        return names;
    }

    /**
     * All settings as a {@code .env} file in which everything is commented out: in the order and with the comments of
     * {@code reference.conf}.
     */
    static List<String> envExample() {
        List<String> out = new ArrayList<>();
        List<String> comments = new ArrayList<>();
        List<String> variables = new ArrayList<>();
        String value = "";
        for (String line : lines()) {
            Matcher variable = VARIABLE.matcher(line);
            Matcher byDefault = DEFAULT.matcher(line);
            if (variable.find()) {
                variables.add(variable.group(1));
            } else {
                flush(out, comments, variables, value);
                if (line.strip().startsWith("#")) {
                    comments.add(line.strip());
                } else if (line.isBlank()) {
                    comments.clear();
                } else if (byDefault.matches()) {
                    value = byDefault.group(1).strip();
                }
            }
        }
        flush(out, comments, variables, value);
        return out;
    }

    /** One setting: its own variable stands last in {@code reference.conf} and wins. */
    private static void flush(List<String> out, List<String> comments, List<String> variables, String value) {
        if (variables.isEmpty()) {
            return;
        }
        out.add("");
        out.addAll(comments);
        List<String> others = variables.subList(0, variables.size() - 1);
        if (!others.isEmpty()) {
            out.add("# Also " + String.join(", ", others) + ".");
        }
        out.add("#" + variables.get(variables.size() - 1) + "=" + value.replace("\"", ""));
        comments.clear();
        variables.clear();
    }

    private static List<String> lines() {
        try (BufferedReader lines = new BufferedReader(reader())) {
            return lines.lines().collect(Collectors.toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Reader reader() {
        return new InputStreamReader(
                Reference.class.getClassLoader().getResourceAsStream(NAME), StandardCharsets.UTF_8);
    }
}
