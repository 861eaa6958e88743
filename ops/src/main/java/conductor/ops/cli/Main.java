package conductor.ops.cli;

import conductor.journal.JournalCorruptException;
import conductor.journal.JournalException;
import conductor.ops.config.ConfigError;
import conductor.ops.console.LogSetup;
import conductor.ops.feed.FeedCommand;
import conductor.ops.node.Version;
import conductor.ops.simulate.DemoCommand;
import conductor.ops.simulate.SimulateCommand;
import java.util.Map;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;

/** The {@code conductor} command. {@code conductor help} lists what it does; {@link ExitCode} says what it answers. */
@Command(
        name = "conductor",
        description = "Watches live sessions and acts on them.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.VersionText.class,
        subcommands = {
            RunCommand.class,
            GatewayCommand.class,
            TokenCommand.class,
            FeedCommand.class,
            DemoCommand.class,
            SimulateCommand.class,
            StatusCommand.class,
            CheckCommand.class,
            TopCommand.class,
            PauseCommand.class,
            ResumeCommand.class,
            ApproveCommand.class,
            RejectCommand.class,
            TriggerCommand.class,
            ModeCommand.class,
            SwitchCommand.class,
            SettingsCommand.class,
            ReportCommand.class,
            JournalCommand.class,
            SnapshotCommand.class,
            DlqCommand.class,
            DbCommand.class,
            ConfigCommand.class,
            BenchCommand.class,
            VersionCommand.class,
            HelpCommand.class
        },
        footer = {"", "Start here:  conductor demo, then conductor run", "Every setting: conductor config show"})
public final class Main {
    private static final String RUN = "run";

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] args) {
        int exitCode = run(args);
        LogSetup.stop();
        System.exit(exitCode);
    }

    /** Runs one command and returns its exit code. */
    public static int run(String... args) {
        String[] ordered = GlobalFirst.behindTheCommand(args);
        return (ordered.length > 0 && ordered[0].equals(RUN) ? nodeOnly() : commandLine()).execute(ordered);
    }

    static int execute(CommandLine commandLine, String... args) {
        return commandLine.execute(GlobalFirst.behindTheCommand(args));
    }

    /** A node that starts does without the other commands: to describe them all takes a quarter of its start. */
    static CommandLine nodeOnly() {
        CommandLine commandLine = new CommandLine(new Node());
        SettingFlags.addTo(commandLine.getSubcommands().get(RUN).getCommandSpec(), SettingFlags::ofNode);
        return prepared(commandLine);
    }

    /** The {@code conductor} command with one subcommand. */
    @Command(name = "conductor", subcommands = RunCommand.class)
    private static final class Node {}

    static CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(new Main());
        SettingFlags.addTo(commandLine.getSubcommands().get(RUN).getCommandSpec(), SettingFlags::ofNode);
        SettingFlags.addTo(commandLine.getSubcommands().get("gateway").getCommandSpec(), SettingFlags::ofGateway);
        CommandLine config = commandLine.getSubcommands().get("config");
        SettingFlags.addTo(config.getSubcommands().get("show").getCommandSpec(), key -> true);
        SettingFlags.addTo(config.getSubcommands().get("check").getCommandSpec(), key -> true);
        return prepared(commandLine);
    }

    private static CommandLine prepared(CommandLine commandLine) {
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.setParameterExceptionHandler(new ShortUsageError());
        commandLine.setExecutionExceptionHandler((error, command, parsed) -> failed(error, command));
        return commandLine;
    }

    private static int failed(Exception error, CommandLine command) {
        LoggerFactory.getLogger(Main.class).debug("The command failed", error);
        String message = error.getMessage();
        command.getErr().println(message == null ? error.toString() : message);
        if (error instanceof CommandFailure failure) {
            return failure.exitCode();
        }
        if (error instanceof ConfigError) {
            return ExitCode.USAGE;
        }
        return error instanceof JournalException journal ? exitCode(journal) : ExitCode.FAILURE;
    }

    private static int exitCode(JournalException error) {
        if (error instanceof JournalCorruptException) {
            return ExitCode.VERIFICATION_FAILED;
        }
        return switch (error.code()) {
            case JournalException.DIVERGED, JournalException.BACKUP -> ExitCode.VERIFICATION_FAILED;
            case JournalException.MISSING, JournalException.TARGET -> ExitCode.USAGE;
            default -> ExitCode.FAILURE;
        };
    }

    /** The line that {@code --version} prints. */
    static final class VersionText implements IVersionProvider {
        @Override
        public String[] getVersion() {
            Map<String, Object> version = Version.toMap();
            return new String[] {"conductor " + version.get("version") + " (Java " + version.get("java") + ")"};
        }
    }
}
