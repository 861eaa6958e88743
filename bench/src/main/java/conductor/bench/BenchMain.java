package conductor.bench;

import conductor.bench.presence.PresenceCommand;
import conductor.bench.simulate.SimulateCommand;
import conductor.ops.cli.ShortUsageError;
import conductor.ops.console.LogSetup;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code conductor bench}: what is measured, and beside which floor. */
@Command(
        name = "conductor bench",
        mixinStandardHelpOptions = true,
        description = "Measures this machine. Every figure stands beside its floor from the same run.",
        subcommands = {
            SmokeCommand.class,
            ThroughputCommand.class,
            ScaleCommand.class,
            SinkCommand.class,
            DetectionCommand.class,
            SeriesCommand.class,
            IngestCommand.class,
            GatewayCommand.class,
            LearningCommand.class,
            PresenceCommand.class,
            RecoveryCommand.class,
            LatencyCommand.class,
            LoadCommand.class,
            ReplayCommand.class,
            PartsCommand.class,
            FloorsCommand.class,
            StartupCommand.class,
            SimulateCommand.class,
            KillCommand.class,
            PeersCommand.class,
            HelpCommand.class
        })
public final class BenchMain implements Runnable {
    @Spec
    private CommandSpec spec;

    /** Runs a benchmark and ends the process with its exit code when that is not 0. */
    public static void main(String[] arguments) {
        LogSetup.warningsOnly();
        int code = commandLine().execute(arguments);
        if (code != 0) {
            System.exit(code);
        }
    }

    /** The command with all that is under it. */
    static CommandLine commandLine() {
        return new CommandLine(new BenchMain())
                .setParameterExceptionHandler(new ShortUsageError())
                .setCaseInsensitiveEnumValuesAllowed(true);
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
