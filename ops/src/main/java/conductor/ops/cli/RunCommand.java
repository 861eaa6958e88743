package conductor.ops.cli;

import conductor.ops.config.NodeConfig;
import conductor.ops.config.Settings;
import conductor.ops.console.LogSetup;
import conductor.ops.node.ConductorNode;
import conductor.ops.node.StopSignals;
import conductor.ops.node.StoppedWhileStarting;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code conductor run}: the node, until a signal stops it. */
@Command(
        name = "run",
        description =
                "Runs the node. Without REDIS_URL and DATABASE_URL it starts an embedded Redis and PostgreSQL under the data folder."
                        + " A database is not waited for.",
        sortOptions = false,
        usageHelpAutoWidth = true)
final class RunCommand implements Callable<Integer> {
    @Mixin
    private GlobalOptions global;

    @Option(
            names = "--take-over",
            description = "Puts another node that writes the same Redis out and takes its place. That node stops.")
    private boolean takeOver;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        if (!global.json()) {
            LogSetup.mayUseStdout();
        }
        Settings settings = global.settings(SettingFlags.given(spec));
        NodeConfig config = NodeConfig.bind(settings);
        settings.warnings().forEach(spec.commandLine().getErr()::println);
        StopSignals signals = StopSignals.install();
        ConductorNode node;
        try {
            node = ConductorNode.start(config, settings, takeOver, signals::asked);
        } catch (StoppedWhileStarting e) {
            return ExitCode.OK;
        }
        try (node) {
            node.announce(spec.commandLine().getOut(), global.json());
            if (!node.watch(signals)) {
                StopSignals.startDeadline();
            }
        }
        if (!node.hasLetGo()) {
            LogSetup.stop();
            Runtime.getRuntime().halt(ExitCode.FAILURE);
        }
        return node.failure() == null ? ExitCode.OK : ExitCode.FAILURE;
    }
}
