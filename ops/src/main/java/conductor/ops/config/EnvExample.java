package conductor.ops.config;

import java.util.List;

/** The text of {@code .env.example}: every setting as a variable with its default, commented out, and how such a file is used. */
public final class EnvExample {
    private static final List<String> HEAD = List.of(
            "# Settings of the conductor as environment variables, with their defaults. Made by `conductor config env-example`.",
            "# Copy it to .env in the folder that commands are called in, or in the data folder, and take the # away where a value",
            "# is to change. Flags win over the environment, the environment over .env here, that over .env in the data folder, that over",
            "# the file of --config, that over the defaults. `conductor config show` says where each value came from.",
            "# NAME_FILE instead of NAME reads the value from a file, for secrets.",
            "",
            "# Configuration file (HOCON: `a.b-c = value`).",
            "#CONDUCTOR_CONFIG_FILE=",
            "",
            "# Logs: text or json (empty = text on a terminal, JSON elsewhere), and the least level TRACE, DEBUG, INFO, WARN, ERROR.",
            "# Not in the data folder, which is found too late for them.",
            "#CONDUCTOR_LOG_FORMAT=",
            "#CONDUCTOR_LOG_LEVEL=INFO");

    private EnvExample() {}

    /** All of the file. */
    public static String text() {
        return String.join("\n", HEAD) + "\n" + String.join("\n", Reference.envExample()) + "\n";
    }
}
