package conductor.bench.simulate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A scenario in a text file, so that a failure can be kept, looked at, and run again:
 *
 * <pre>
 *  # what was broken
 *  seed 17
 *  rules true 64 8 …
 *  INPUT 3f…          a step a line: its kind and its draw in hex
 * </pre>
 */
final class ReplayFile {
    private static final int HEX = 16;

    private ReplayFile() {}

    static void write(Path file, Scenario scenario, Violation violation) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add("# " + violation.getMessage().replaceAll("\\s+", " "));
        lines.add("seed " + scenario.seed());
        lines.add("rules " + scenario.rules().toText());
        scenario.steps().forEach(step -> lines.add(step.kind() + " " + Long.toHexString(step.draw())));
        Files.write(file, lines);
    }

    /** @throws IllegalArgumentException naming the line that is wrong. */
    static Scenario read(Path file) throws IOException {
        long seed = 0;
        Rules rules = null;
        List<Step> steps = new ArrayList<>();
        int number = 0;
        for (String line : Files.readAllLines(file)) {
            number++;
            int space = line.indexOf(' ');
            String word = space < 0 ? line : line.substring(0, space);
            String rest = line.substring(space + 1);
            try {
                switch (word) {
                    case "#", "" -> {
                        // For people.
                    }
                    case "seed" -> seed = Long.parseLong(rest);
                    case "rules" -> rules = Rules.parse(rest);
                    default -> steps.add(new Step(kind(word), Long.parseUnsignedLong(rest, HEX)));
                }
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "Line " + number + " of " + file + " is none of a replay file: " + e.getMessage() + ".", e);
            }
        }
        if (rules == null) {
            throw new IllegalArgumentException("There is no line of rules in " + file + ": it is no replay file.");
        }
        return new Scenario(seed, rules, List.copyOf(steps));
    }

    private static StepKind kind(String word) {
        for (StepKind kind : StepKind.values()) {
            if (kind.name().equals(word)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("'" + word + "' is no kind of step");
    }
}
