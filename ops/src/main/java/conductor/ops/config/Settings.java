package conductor.ops.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import conductor.ops.console.Launcher;
import conductor.ops.console.LogSetup;
import conductor.ops.env.Environment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The effective value of every setting and where it came from: flag over environment over {@code .env} over file over the default in
 * {@code reference.conf}. Values are text here; {@link NodeConfig#bind} gives them types and ranges. Immutable.
 */
public final class Settings {
    /** Environment variable that names the configuration file when no flag does. */
    public static final String FILE_VARIABLE = "CONDUCTOR_CONFIG_FILE";

    /** Variables with our prefix that the launcher and the log read themselves. */
    private static final Set<String> NO_SETTINGS = Set.of(
            FILE_VARIABLE,
            "CONDUCTOR_JAVA_OPTS",
            "CONDUCTOR_NO_BUILD",
            LogSetup.FORMAT_VARIABLE,
            LogSetup.LEVEL_VARIABLE);

    /** Those of the build and its tests. */
    private static final List<String> OF_TESTS = List.of("CONDUCTOR_CI", "CONDUCTOR_TEST");

    /** The environment is an argument, so that the environment of a test cannot leak in. */
    private static final ConfigResolveOptions ONLY_GIVEN_VARIABLES =
            ConfigResolveOptions.defaults().setUseSystemEnvironment(false);

    private static final String ENV = "env ";
    private static final String FLAG = "flag ";
    private static final String DEFAULT = "default";
    private static final String DATA_DIR = "data-dir";
    private static final String INTERVENTIONS = "decisioning.default.allowed-interventions";

    /** Variables that are read before the data folder is known. */
    private static final Set<String> NOT_IN_DATA_DIR =
            Set.of(variableOf(DATA_DIR), FILE_VARIABLE, LogSetup.FORMAT_VARIABLE, LogSetup.LEVEL_VARIABLE);

    /** What orchestrators set for a service of the name {@code conductor}. */
    private static final Pattern ORCHESTRATOR =
            Pattern.compile("CONDUCTOR_(SERVICE_(HOST|PORT.*)|PORT(_\\d+_(TCP|UDP).*)?)");

    /**
     * One setting.
     *
     * @param key its path, for example {@code engine.ring-size}.
     * @param value its text.
     * @param origin {@code flag --x}, {@code env X} (with the {@code .env} it stands in), {@code file:line}, {@code journal} or
     *     {@code default}.
     * @param defaultValue its text when nobody sets it.
     * @param help its comment in {@code reference.conf}, on one line.
     */
    public record Entry(String key, String value, String origin, String defaultValue, String help) {
        /** Whether nobody set it. */
        public boolean isDefault() {
            return origin.equals(DEFAULT);
        }
    }

    private final Map<String, Entry> entries;
    private final List<String> warnings;
    private final List<String> problems;

    private Settings(Map<String, Entry> entries, List<String> warnings, List<String> problems) {
        this.entries = Collections.unmodifiableMap(entries);
        this.warnings = List.copyOf(warnings);
        this.problems = List.copyOf(problems);
    }

    /** The defaults alone, with the help text of every setting. */
    public static Settings defaults() {
        return load(Map.of(), Map.of(), null);
    }

    /** All layers under the given variables and no {@code .env} of the working folder. */
    public static Settings load(Map<String, String> flags, Map<String, String> environment, Path file) {
        return load(flags, Environment.of(environment), file);
    }

    /**
     * Reads all layers.
     *
     * @param flags settings given on the command line, by key.
     * @param environment variables; those of a {@code .env} in the data folder are added.
     * @param file the configuration file, or null to take the one that {@value #FILE_VARIABLE} names, if any.
     * @throws ConfigError with everything that cannot be read and every key that does not exist.
     */
    public static Settings load(Map<String, String> flags, Environment environment, Path file) {
        Settings settings = read(flags, environment, file);
        if (!settings.problems.isEmpty()) {
            throw new ConfigError(settings.problems);
        }
        return settings;
    }

    /** Like {@link #load(Map, Environment, Path)}, but what is wrong is left to {@link #problems()}. */
    public static Settings read(Map<String, String> flags, Environment environment, Path file) {
        Settings settings = layers(flags, environment, file);
        Path dataDir = Path.of(settings.entry(DATA_DIR).value()).toAbsolutePath();
        if (dataDir.equals(Path.of("").toAbsolutePath())) {
            return settings;
        }
        return layers(flags, environment.with(dataDir, NOT_IN_DATA_DIR), file);
    }

    private static Settings layers(Map<String, String> flags, Environment given, Path file) {
        Environment environment = given.withFilesOf(Reference.variables());
        List<String> problems = new ArrayList<>(environment.problems());
        problems.addAll(LogSetup.problems(environment));
        if (!flags.containsKey(INTERVENTIONS)) {
            environment.blank(variableOf(INTERVENTIONS)).ifPresent(origin -> problems.add(noInterventions(origin)));
        }
        Config defaults = Reference.config().resolve(ONLY_GIVEN_VARIABLES);
        Config withEnvironment =
                environmentLayer(environment).withFallback(Reference.config()).resolve(ONLY_GIVEN_VARIABLES);
        Config fromFile = fileLayer(file != null ? file : fileOf(environment), defaults, problems);
        Map<String, Entry> entries = new TreeMap<>();
        for (Map.Entry<String, ConfigValue> each : defaults.entrySet()) {
            String key = each.getKey();
            ConfigValue value = each.getValue();
            String origin = DEFAULT;
            ConfigValue environmentValue = withEnvironment.getValue(key);
            if (flags.containsKey(key)) {
                value = ConfigValueFactory.fromAnyRef(flags.get(key));
                origin = FLAG + flagOf(key);
            } else if (environmentValue.origin().description().startsWith(ENV)) {
                value = environmentValue;
                origin = environmentValue.origin().description();
            } else if (fromFile.hasPath(key)) {
                value = fromFile.getValue(key);
                origin = position(value.origin());
            }
            entries.put(key, new Entry(key, text(value), origin, text(each.getValue()), help(each.getValue())));
        }
        return new Settings(entries, unknownVariables(environment, defaults), problems);
    }

    /** The flag of a key: {@code --engine-ring-size} for {@code engine.ring-size}. */
    public static String flagOf(String key) {
        return "--" + key.replace('.', '-');
    }

    /** The environment variable of a key: {@code CONDUCTOR_ENGINE_RING_SIZE} for {@code engine.ring-size}. */
    public static String variableOf(String key) {
        return "CONDUCTOR_" + key.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
    }

    /** These with other values, by key, of one origin. */
    Settings with(Map<String, String> values, String origin) {
        Map<String, Entry> all = new TreeMap<>(entries);
        values.forEach((key, value) ->
                all.computeIfPresent(key, (k, was) -> new Entry(k, value, origin, was.defaultValue(), was.help())));
        return new Settings(all, warnings, problems);
    }

    /** All settings in the order of their keys. */
    public Iterable<Entry> entries() {
        return entries.values();
    }

    /** One setting; the key must exist. */
    public Entry entry(String key) {
        Entry entry = entries.get(key);
        if (entry == null) {
            throw new IllegalArgumentException("no setting " + key);
        }
        return entry;
    }

    /** Whether there is such a setting. */
    public boolean has(String key) {
        return entries.containsKey(key);
    }

    /** What is odd but no error: environment variables with our prefix that name no setting. */
    public List<String> warnings() {
        return warnings;
    }

    /** What cannot be read and which keys do not exist: sentences. */
    public List<String> problems() {
        return problems;
    }

    private static Config environmentLayer(Environment environment) {
        Set<String> known = Reference.variables();
        Config layer = ConfigFactory.empty();
        for (Environment.Variable variable : environment.variables()) {
            if (known.contains(variable.name())) {
                layer = layer.withValue(
                        variable.name(), ConfigValueFactory.fromAnyRef(variable.value(), variable.origin()));
            }
        }
        return layer;
    }

    private static Path fileOf(Environment environment) {
        return environment.value(FILE_VARIABLE).map(Path::of).orElse(null);
    }

    private static Config fileLayer(Path file, Config known, List<String> problems) {
        if (file == null) {
            return ConfigFactory.empty();
        }
        if (!Files.isReadable(file)) {
            problems.add("The configuration file " + file + " cannot be read. Check the path given by --config or "
                    + FILE_VARIABLE + ".");
            return ConfigFactory.empty();
        }
        try {
            Config config = ConfigFactory.parseFile(file.toFile()).resolve();
            Set<String> keys = keys(known);
            config.entrySet().stream()
                    .filter(entry -> !keys.contains(entry.getKey()))
                    .sorted(Comparator.comparing(
                            entry -> entry.getValue().origin().lineNumber()))
                    .forEach(entry -> problems.add(unknownKey(entry.getKey(), entry.getValue(), keys)));
            return config;
        } catch (ConfigException e) {
            problems.add("The configuration file " + file + " is not valid: " + e.getMessage());
            return ConfigFactory.empty();
        }
    }

    /** The value is left out: under the name of no setting it may be anything, a password too. */
    private static String unknownKey(String key, ConfigValue value, Set<String> keys) {
        String sentence = key + " (from " + position(value.origin()) + ") is ";
        List<String> members = keys.stream()
                .filter(name -> name.startsWith(key + "."))
                .sorted()
                .collect(Collectors.toList());
        sentence += members.isEmpty()
                ? "no setting. Did you mean " + NearestName.of(key, new ArrayList<>(keys)) + "?"
                : "a section and takes no value of its own; it holds " + String.join(", ", members) + ".";
        return sentence + " `" + Launcher.command() + " config show` lists all of them.";
    }

    private static Set<String> keys(Config settings) {
        return settings.entrySet().stream().map(Map.Entry::getKey).collect(Collectors.toSet());
    }

    /** Everywhere else empty means the default, or the default is empty; here it would allow what it seems to forbid. */
    private static String noInterventions(String origin) {
        return origin + " is empty, and so counts as not set. Write none to allow no interventions, or leave it out.";
    }

    private static List<String> unknownVariables(Environment environment, Config settings) {
        List<String> names =
                settings.entrySet().stream().map(e -> variableOf(e.getKey())).collect(Collectors.toList());
        List<String> warnings = new ArrayList<>();
        for (Environment.Variable variable : environment.variables()) {
            String name = variable.name();
            String plain = name.endsWith("_FILE") ? name.substring(0, name.length() - "_FILE".length()) : name;
            boolean known = names.contains(plain)
                    || NO_SETTINGS.contains(name)
                    || OF_TESTS.stream().anyMatch(name::startsWith)
                    || ORCHESTRATOR.matcher(name).matches();
            if (name.startsWith("CONDUCTOR_") && !known) {
                warnings.add("The environment variable " + variable.origin().substring(ENV.length())
                        + " is no setting and has no effect. Did you mean " + NearestName.of(name, names) + "?");
            }
        }
        return warnings;
    }

    private static String position(ConfigOrigin origin) {
        String file = origin.filename() == null ? origin.description() : origin.filename();
        return origin.lineNumber() < 0 ? file : file + ":" + origin.lineNumber();
    }

    private static String text(ConfigValue value) {
        if (value.valueType() == ConfigValueType.LIST) {
            return ((List<?>) value.unwrapped()).stream().map(String::valueOf).collect(Collectors.joining(","));
        }
        return String.valueOf(value.unwrapped());
    }

    private static String help(ConfigValue value) {
        return value.origin().comments().stream().map(String::strip).collect(Collectors.joining(" "));
    }
}
