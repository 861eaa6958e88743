package conductor.ops.cli;

import conductor.ops.config.ConfigError;
import conductor.ops.config.Settings;
import conductor.ops.console.Launcher;
import conductor.ops.node.NodeFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** The Redis of the node of the data folder: the one that the settings name, else the one that {@code node.json} names. */
final class NodeRedis {
    private NodeRedis() {}

    /**
     * Its address.
     *
     * @throws CommandFailure when neither names one.
     */
    static String of(GlobalOptions global) {
        Settings settings = global.settings(Map.of());
        String url = settings.entry("redis.url").value().strip();
        return url.isEmpty() ? ofNode(global.dataDir()) : checked(url);
    }

    private static String ofNode(Path dataDir) {
        try {
            return NodeFile.read(dataDir).map(NodeFile::redisUri).orElseThrow(() -> unknown(dataDir, ""));
        } catch (IOException e) {
            throw unknown(dataDir, " that can be read (" + e.getMessage() + ")");
        }
    }

    private static CommandFailure unknown(Path dataDir, String detail) {
        return new CommandFailure(
                ExitCode.NOT_REACHABLE,
                "No Redis is known: there is no node.json in " + dataDir + detail + ". Start the node first ("
                        + Launcher.command() + " run), name its folder with --data-dir, or set REDIS_URL.");
    }

    private static String checked(String url) {
        if (!url.matches("rediss?://\\S+")) {
            throw new ConfigError("redis.url is no address of a Redis; it looks like redis://host:6379.");
        }
        return url;
    }
}
