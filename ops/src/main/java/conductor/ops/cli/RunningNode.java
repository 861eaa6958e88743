package conductor.ops.cli;

import conductor.ops.console.Launcher;
import conductor.ops.node.NodeClient;
import conductor.ops.node.NodeFile;
import java.io.IOException;
import java.nio.file.Path;

/** The node of a data folder, for commands that ask it something. */
final class RunningNode {
    private RunningNode() {}

    /**
     * What its {@code GET /status} answers.
     *
     * @throws CommandFailure with exit code 3 and the way to start one when no node runs on the folder.
     */
    static String status(Path dataDir) {
        NodeFile node;
        try {
            node = NodeFile.read(dataDir).orElseThrow(() -> notRunning(dataDir, "there is no node.json in it"));
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.NOT_REACHABLE, NodeFile.unreadable(dataDir, e));
        }
        try {
            return NodeClient.status(node);
        } catch (IOException e) {
            throw notRunning(dataDir, e.getMessage());
        }
    }

    private static CommandFailure notRunning(Path dataDir, String why) {
        return new CommandFailure(
                ExitCode.NOT_REACHABLE,
                "No node is running on " + dataDir + ": " + why + ". Start it with `" + Launcher.command()
                        + " run --data-dir " + dataDir + "`.");
    }
}
