package conductor.ops.cli;

import ch.qos.logback.classic.LoggerContext;
import conductor.ops.config.ConfigError;
import conductor.ops.node.Version;
import java.util.Map;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;

/** The {@code conductor} command. {@code conductor help} lists what it does; {@link ExitCode} says what it answers. */
@Command(
        name = "conductor",
        description = "Watches live sessions and acts on them within microseconds.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.VersionText.class,
        subcommands = {
            StatusCommand.class,
            BenchCommand.class,
            ConfigCommand.class,
            VersionCommand.class,
            HelpCommand.class
        },
        footer = {"", "Start here:  conductor run", "Every setting: conductor config show"})
public final class Main {
    @Mixin
    private GlobalOptions global;

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] args) {
        int exitCode = run(args);
        ILoggerFactory logs = LoggerFactory.getILoggerFactory();
        if (logs instanceof LoggerContext context) {
            context.stop();
        }
        System.exit(exitCode);
    }

    /** Runs one command and returns its exit code. */
    public static int run(String... args) {
        return commandLine().execute(args);
    }

    static CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(new Main());
        SettingFlags.addTo(commandLine
                .getSubcommands()
                .get("config")
                .getSubcommands()
                .get("show")
                .getCommandSpec());
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.setExecutionExceptionHandler((error, command, parsed) -> failed(error, command));
        return commandLine;
    }

    GlobalOptions global() {
        return global;
    }

    /** The options given before or after the name of a subcommand. */
    static GlobalOptions globalOf(CommandLine.Model.CommandSpec spec) {
        return ((Main) spec.root().userObject()).global();
    }

    private static int failed(Exception error, CommandLine command) throws Exception {
        String message = error.getMessage();
        if (error instanceof CommandFailure failure) {
            command.getErr().println(message);
            return failure.exitCode();
        }
        if (error instanceof ConfigError) {
            command.getErr().println(message);
            return ExitCode.USAGE;
        }
        LoggerFactory.getLogger(Main.class).debug("The command failed", error);
        command.getErr().println(message == null ? error.toString() : message);
        return ExitCode.FAILURE;
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
