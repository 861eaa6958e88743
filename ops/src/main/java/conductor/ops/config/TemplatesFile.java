package conductor.ops.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigResolveOptions;
import conductor.gateway.content.OwnTemplates;
import conductor.journal.json.TemplateSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads a file with templates of the operator's own: HOCON, of which JSON is a part. */
final class TemplatesFile {
    /** So many languages the engine tells apart. */
    private static final int LANGUAGES_MAX = 16;

    private TemplatesFile() {}

    /**
     * The shipped templates with those of the file behind them.
     *
     * @param key the setting that names the file.
     * @throws ConfigError with a sentence for everything that is wrong in it.
     */
    static TemplateSet read(String key, String name) {
        Path file = Path.of(name);
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw new ConfigError("The templates file " + file + " of " + key + " cannot be read. Check the path.");
        }
        List<String> problems = new ArrayList<>();
        TemplateSet set = OwnTemplates.behindTheShipped(
                members(file), problem -> problems.add("The templates file " + file + ": " + problem + "."));
        if (set.languages().size() > LANGUAGES_MAX) {
            problems.add(
                    "The templates file " + file + " has every list in more than " + LANGUAGES_MAX + " languages.");
        }
        if (!problems.isEmpty()) {
            throw new ConfigError(problems);
        }
        return set;
    }

    private static Map<String, Object> members(Path file) {
        try {
            return ConfigFactory.parseFile(file.toFile())
                    .resolve(ConfigResolveOptions.defaults().setUseSystemEnvironment(false))
                    .root()
                    .unwrapped();
        } catch (ConfigException e) {
            throw new ConfigError("The templates file " + file + " is not valid: " + e.getMessage());
        }
    }
}
