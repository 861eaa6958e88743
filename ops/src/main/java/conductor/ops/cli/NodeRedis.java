package conductor.ops.cli;

import conductor.ops.config.NodeConfig;
import conductor.ops.config.Settings;
import conductor.ops.node.NodeFile;
import conductor.ops.node.RedisAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** The Redis of the node of the data folder, for commands that cannot do without. */
final class NodeRedis {
    private NodeRedis() {}

    /**
     * Its address.
     *
     * @throws CommandFailure when none is known.
     */
    static String of(GlobalOptions global) {
        Settings settings = global.settings(Map.of());
        Path dataDir = NodeConfig.dataDir(settings);
        try {
            return RedisAddress.find(null, settings, dataDir)
                    .orElseThrow(() -> new CommandFailure(ExitCode.NOT_REACHABLE, RedisAddress.unknown(dataDir)));
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.NOT_REACHABLE, NodeFile.unreadable(dataDir, e));
        }
    }
}
