package conductor.ops.env;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The variables that commands go by, each with where it came from: those of the process, then those of {@code .env} files, which
 * fill in what is not set yet. A variable with an empty value counts as not set, but is remembered. Immutable.
 */
public final class Environment {
    private static final String SECRET_FILE = "_FILE";

    /**
     * One variable.
     *
     * @param name its name.
     * @param value its text, never blank.
     * @param origin {@code env NAME}, or with where it stands: {@code env NAME in /folder/.env:3}.
     */
    public record Variable(String name, String value, String origin) {}

    private final Map<String, Variable> variables;
    private final Map<String, String> blank;
    private final List<String> problems;

    private Environment(Map<String, Variable> variables, Map<String, String> blank, List<String> problems) {
        this.variables = Collections.unmodifiableMap(variables);
        this.blank = Collections.unmodifiableMap(blank);
        this.problems = List.copyOf(problems);
    }

    /** Only the given variables. */
    public static Environment of(Map<String, String> process) {
        Map<String, Variable> variables = new TreeMap<>();
        Map<String, String> blank = new TreeMap<>();
        process.forEach((name, value) -> {
            if (value.isBlank()) {
                blank.put(name, "env " + name);
            } else {
                variables.put(name, new Variable(name, value, "env " + name));
            }
        });
        return new Environment(variables, blank, List.of());
    }

    /** The variables of this process and of the {@code .env} file in its working folder, if there is one. */
    public static Environment here() {
        return of(System.getenv()).with(Path.of("").toAbsolutePath(), Set.of());
    }

    /**
     * These variables, and those of the {@code .env} file in a folder, if there is one, that are not among them.
     *
     * @param refused names that make no sense there; each found is a problem.
     */
    public Environment with(Path folder, Set<String> refused) {
        DotEnv file = DotEnv.read(folder.resolve(DotEnv.NAME));
        Map<String, Variable> all = new TreeMap<>(variables);
        Map<String, String> empty = new TreeMap<>(blank);
        List<String> found = new ArrayList<>(problems);
        found.addAll(file.problems());
        for (Variable variable : file.variables()) {
            if (variable.value().isBlank()) {
                empty.putIfAbsent(variable.name(), variable.origin());
            } else if (refused.contains(variable.name())) {
                found.add(variable.origin() + " has no effect there: it is read before this file is found.");
            } else {
                all.putIfAbsent(variable.name(), variable);
            }
        }
        return new Environment(all, empty, found);
    }

    /**
     * These variables, where each of the given ones may also be in a file that {@code NAME_FILE} names, so that a secret need not
     * stand in the environment.
     */
    public Environment withFilesOf(Collection<String> names) {
        Map<String, Variable> all = new TreeMap<>(variables);
        List<String> found = new ArrayList<>(problems);
        for (String name : names) {
            Variable file = variables.get(name + SECRET_FILE);
            if (file != null && variables.containsKey(name)) {
                found.add(variables.get(name).origin() + " and " + file.origin()
                        + " are both set. Leave one of them out.");
            } else if (file != null) {
                SecretFile.read(file, found)
                        .ifPresent(
                                value -> all.put(name, new Variable(name, value, file.origin() + ", " + file.value())));
            }
        }
        return new Environment(all, blank, found);
    }

    /** The value of a variable, if it is set. */
    public Optional<String> value(String name) {
        return Optional.ofNullable(variables.get(name)).map(Variable::value);
    }

    /** Where a variable with an empty value stands that nothing else sets, if there is one. */
    public Optional<String> blank(String name) {
        return variables.containsKey(name) ? Optional.empty() : Optional.ofNullable(blank.get(name));
    }

    /** All variables in the order of their names. */
    public Collection<Variable> variables() {
        return variables.values();
    }

    /** What is wrong with the files: sentences. */
    public List<String> problems() {
        return problems;
    }
}
