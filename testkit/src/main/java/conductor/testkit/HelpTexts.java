package conductor.testkit;

import java.util.ArrayList;
import java.util.IllegalFormatException;
import java.util.List;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/** What is wrong with the help texts of a command and of those under it. */
public final class HelpTexts {
    private static final Pattern END = Pattern.compile("[.:]$");

    private HelpTexts() {}

    /** One line for each text that a user would see broken. */
    public static List<String> problems(CommandLine command) {
        List<String> problems = new ArrayList<>();
        add(command, problems);
        return problems;
    }

    private static void add(CommandLine command, List<String> problems) {
        CommandSpec spec = command.getCommandSpec();
        String name = spec.qualifiedName();
        formats(name, spec.usageMessage().description(), problems);
        sentences(name, spec.usageMessage().description(), problems);
        sentences(name, spec.usageMessage().footer(), problems);
        for (ArgSpec argument : spec.args()) {
            formats(name + " " + argument.paramLabel(), argument.description(), problems);
        }
        command.getSubcommands().values().forEach(each -> add(each, problems));
    }

    /** A lone per cent sign makes the library complain on standard error and print the text raw. */
    private static void formats(String of, String[] lines, List<String> problems) {
        for (String line : lines) {
            try {
                String.format(line);
            } catch (IllegalFormatException e) {
                problems.add(of + " is no format: " + line);
            }
        }
    }

    /** A list of commands shows the first line of each, and narrow screens break lines again that the text breaks: a sentence stays on one. */
    private static void sentences(String of, String[] lines, List<String> problems) {
        for (String line : lines) {
            boolean table = line.isEmpty() || line.contains("  ") || line.equals(lines[lines.length - 1]);
            if (!table && !END.matcher(line).find()) {
                problems.add(of + " breaks off: " + line);
            }
        }
    }
}
