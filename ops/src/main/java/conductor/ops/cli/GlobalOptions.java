package conductor.ops.cli;

import conductor.ops.config.NodeConfig;
import conductor.ops.config.Settings;
import conductor.ops.env.Environment;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** Options that every command takes, mixed into each of them. */
public final class GlobalOptions {
    /** Form of what is printed on standard output. */
    public enum Output {
        TABLE,
        JSON
    }

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "Folder of the journal, the embedded Redis and node.json (default: conductor-data here).")
    private String dataDir;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Configuration file (default: the one that CONDUCTOR_CONFIG_FILE names).")
    private Path configFile;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "table|json",
            defaultValue = "table",
            description = "Form of the output (default: ${DEFAULT-VALUE}). JSON is one object on standard output.")
    private Output output;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this help.")
    private boolean help;

    /** All settings, with flags of the command given on top of the global ones. */
    public Settings settings(Map<String, String> flags) {
        return Settings.load(withDataDir(flags), Environment.here(), configFile);
    }

    /** Like {@link #settings}, but what is wrong is left to {@link Settings#problems()}. */
    Settings settingsWithProblems(Map<String, String> flags) {
        return Settings.read(withDataDir(flags), Environment.here(), configFile);
    }

    private Map<String, String> withDataDir(Map<String, String> flags) {
        Map<String, String> all = new HashMap<>(flags);
        if (dataDir != null) {
            all.put("data-dir", dataDir);
        }
        return all;
    }

    /** The data folder, absolute. */
    public Path dataDir() {
        return NodeConfig.dataDir(settings(Map.of()));
    }

    /** Whether the output is to be JSON. */
    public boolean json() {
        return output == Output.JSON;
    }
}
