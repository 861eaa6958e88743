package conductor.ops.cli;

import conductor.ops.config.Settings;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** One flag for every setting of {@code reference.conf}, so that flags and settings cannot drift apart. */
final class SettingFlags {
    private static final String DATA_DIR = "data-dir";
    private static final String GATEWAY = "gateway.";

    private SettingFlags() {}

    /** Whether a setting is one of a node. */
    static boolean ofNode(String key) {
        return !key.startsWith(GATEWAY);
    }

    /** Whether a setting is one of a gateway, which needs to know besides where Redis and the database are. */
    static boolean ofGateway(String key) {
        return key.startsWith(GATEWAY) || key.equals("redis.url") || key.equals("database.url");
    }

    /** Adds the flags of settings, with their comments as help. */
    static void addTo(CommandSpec spec, Predicate<String> wanted) {
        for (Settings.Entry entry : Settings.defaults().entries()) {
            if (!entry.key().equals(DATA_DIR) && wanted.test(entry.key())) {
                spec.addOption(OptionSpec.builder(Settings.flagOf(entry.key()))
                        .paramLabel("VALUE")
                        .type(String.class)
                        .description(entry.help().replace("%", "%%")
                                + (entry.value().isEmpty() ? "" : " Default: " + entry.value()))
                        .build());
            }
        }
    }

    /** The settings given as flags of this command, by key. */
    static Map<String, String> given(CommandSpec spec) {
        Map<String, String> flags = new HashMap<>();
        for (Settings.Entry entry : Settings.defaults().entries()) {
            OptionSpec option = spec.findOption(Settings.flagOf(entry.key()));
            if (option != null && !entry.key().equals(DATA_DIR) && option.getValue() != null) {
                flags.put(entry.key(), option.getValue());
            }
        }
        return flags;
    }
}
