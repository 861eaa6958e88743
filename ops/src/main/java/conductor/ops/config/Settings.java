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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The effective value of every setting and where it came from: flag over environment over file over the default in
 * {@code reference.conf}. Values are text here; {@link NodeConfig#bind} gives them types and ranges. Immutable.
 */
public final class Settings {
    /** Environment variable that names the configuration file when no flag does. */
    public static final String FILE_VARIABLE = "CONDUCTOR_CONFIG_FILE";

    /** Variables with our prefix that the launcher and the log read themselves. */
    private static final Set<String> NO_SETTINGS = Set.of(
            FILE_VARIABLE, "CONDUCTOR_JAVA_OPTS", "CONDUCTOR_NO_BUILD", "CONDUCTOR_LOG_FORMAT", "CONDUCTOR_LOG_LEVEL");

    /** The environment is an argument, so that the environment of a test cannot leak in. */
    private static final ConfigResolveOptions ONLY_GIVEN_VARIABLES =
            ConfigResolveOptions.defaults().setUseSystemEnvironment(false);

    private static final String ENV = "env ";
    private static final String FLAG = "flag ";
    private static final String DEFAULT = "default";

    /**
     * One setting.
     *
     * @param key its path, for example {@code engine.ring-size}.
     * @param value its text.
     * @param origin {@code flag --x}, {@code env X}, {@code file:line} or {@code default}.
     * @param help the first line of its comment in {@code reference.conf}.
     */
    public record Entry(String key, String value, String origin, String help) {
        /** Whether nobody set it. */
        public boolean isDefault() {
            return origin.equals(DEFAULT);
        }
    }

    private final Map<String, Entry> entries;
    private final List<String> warnings;

    private Settings(Map<String, Entry> entries, List<String> warnings) {
        this.entries = Collections.unmodifiableMap(entries);
        this.warnings = List.copyOf(warnings);
    }

    /** The defaults alone, with the help text of every setting. */
    public static Settings defaults() {
        return load(Map.of(), Map.of(), null);
    }

    /**
     * Reads all layers.
     *
     * @param flags settings given on the command line, by key.
     * @param environment the process environment.
     * @param file the configuration file, or null to take the one that {@value #FILE_VARIABLE} names, if any.
     * @throws ConfigError when the file cannot be read or has a key that does not exist.
     */
    public static Settings load(Map<String, String> flags, Map<String, String> environment, Path file) {
        Config reference = ConfigFactory.parseResources(Settings.class.getClassLoader(), "reference.conf");
        Config defaults = reference.resolve(ONLY_GIVEN_VARIABLES);
        Config withEnvironment =
                environmentLayer(environment).withFallback(reference).resolve(ONLY_GIVEN_VARIABLES);
        Config fromFile = fileLayer(file != null ? file : fileOf(environment), defaults);
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
            entries.put(key, new Entry(key, text(value), origin, help(each.getValue())));
        }
        return new Settings(entries, unknownVariables(environment, defaults));
    }

    /** The flag of a key: {@code --engine-ring-size} for {@code engine.ring-size}. */
    public static String flagOf(String key) {
        return "--" + key.replace('.', '-');
    }

    /** The environment variable of a key: {@code CONDUCTOR_ENGINE_RING_SIZE} for {@code engine.ring-size}. */
    public static String variableOf(String key) {
        return "CONDUCTOR_" + key.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
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

    private static Config environmentLayer(Map<String, String> environment) {
        Config layer = ConfigFactory.empty();
        for (Map.Entry<String, String> variable : environment.entrySet()) {
            String name = variable.getKey();
            boolean ours = name.startsWith("CONDUCTOR_") || name.equals("REDIS_URL") || name.equals("PORT");
            if (ours && !variable.getValue().isBlank()) {
                layer = layer.withValue(name, ConfigValueFactory.fromAnyRef(variable.getValue(), ENV + name));
            }
        }
        return layer;
    }

    private static Path fileOf(Map<String, String> environment) {
        String name = environment.getOrDefault(FILE_VARIABLE, "");
        return name.isBlank() ? null : Path.of(name);
    }

    private static Config fileLayer(Path file, Config known) {
        if (file == null) {
            return ConfigFactory.empty();
        }
        if (!Files.isReadable(file)) {
            throw new ConfigError("The configuration file " + file
                    + " cannot be read. Check the path given by --config or " + FILE_VARIABLE + ".");
        }
        try {
            Config config = ConfigFactory.parseFile(file.toFile()).resolve();
            for (Map.Entry<String, ConfigValue> entry : config.entrySet()) {
                if (!known.hasPath(entry.getKey())) {
                    throw unknownKey(entry.getKey(), entry.getValue(), known);
                }
            }
            return config;
        } catch (ConfigException e) {
            throw new ConfigError("The configuration file " + file + " is not valid: " + e.getMessage());
        }
    }

    private static ConfigError unknownKey(String key, ConfigValue value, Config known) {
        List<String> keys = known.entrySet().stream().map(Map.Entry::getKey).collect(Collectors.toList());
        return new ConfigError(key + " = " + text(value) + " (from " + position(value.origin())
                + ") is no setting. Did you mean " + NearestName.of(key, keys)
                + "? `" + Launcher.command() + " config show` lists all of them.");
    }

    private static List<String> unknownVariables(Map<String, String> environment, Config known) {
        List<String> names =
                known.entrySet().stream().map(e -> variableOf(e.getKey())).collect(Collectors.toList());
        List<String> warnings = new ArrayList<>();
        for (String name : environment.keySet()) {
            if (name.startsWith("CONDUCTOR_") && !names.contains(name) && !NO_SETTINGS.contains(name)) {
                warnings.add("The environment variable " + name + " is no setting and has no effect. Did you mean "
                        + NearestName.of(name, names) + "?");
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
        List<String> comments = value.origin().comments();
        return comments.isEmpty() ? "" : comments.get(0).strip();
    }
}
