package conductor.ops.cli;

import conductor.gateway.json.Json;
import conductor.journal.JournalDirectory;
import conductor.journal.JournalException;
import conductor.ops.config.ConfigError;
import conductor.ops.config.EnvExample;
import conductor.ops.config.FixedByJournal;
import conductor.ops.config.NodeConfig;
import conductor.ops.config.Secrets;
import conductor.ops.config.Settings;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code conductor config}: the settings. */
@Command(
        name = "config",
        description = "Shows and checks the settings.",
        mixinStandardHelpOptions = true,
        subcommands = {ConfigCommand.Show.class, ConfigCheckCommand.class, ConfigCommand.Example.class})
final class ConfigCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new picocli.CommandLine.ParameterException(
                spec.commandLine(), "Say what to do: conductor config show, check or env-example");
    }

    /** {@code conductor config env-example}: what {@code .env.example} holds. */
    @Command(
            name = "env-example",
            description = "Prints every setting as a line of a .env file, with its default, commented out.")
    static final class Example implements Callable<Integer> {
        @Option(
                names = {"-h", "--help"},
                usageHelp = true,
                description = "Shows this help.")
        private boolean help;

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() {
            spec.commandLine().getOut().print(EnvExample.text());
            spec.commandLine().getOut().flush();
            return ExitCode.OK;
        }
    }

    /** {@code conductor config show}: every effective value and where it came from; a wrong one is exit code 2. */
    @Command(name = "show", description = "Prints every effective value and where it came from; secrets are hidden.")
    static final class Show implements Callable<Integer> {
        @Mixin
        private GlobalOptions global;

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() {
            Settings settings = global.settings(SettingFlags.given(spec));
            PrintWriter out = spec.commandLine().getOut();
            Settings shown = inForce(settings);
            if (global.json()) {
                out.println(Json.write(Map.of("settings", toMap(shown))));
            } else {
                table(shown, out);
            }
            out.flush();
            settings.warnings().forEach(spec.commandLine().getErr()::println);
            NodeConfig.bind(settings);
            return ExitCode.OK;
        }

        /** With what a journal that is there has fixed; settings that are wrong, or a journal that cannot be read, are shown as told. */
        private static Settings inForce(Settings settings) {
            NodeConfig config;
            try {
                config = NodeConfig.bind(settings);
            } catch (ConfigError e) {
                return settings; // said after the table
            }
            try (JournalDirectory journal = JournalDirectory.openReadOnly(config.dataDir())) {
                return FixedByJournal.inForce(settings, config.engineDefaults(), journal.engineConfig());
            } catch (JournalException e) {
                return settings;
            }
        }

        private static Map<String, Object> toMap(Settings settings) {
            Map<String, Object> all = new LinkedHashMap<>();
            for (Settings.Entry entry : settings.entries()) {
                Map<String, Object> one = new LinkedHashMap<>();
                one.put("value", Secrets.redact(entry.key(), entry.value()));
                one.put("origin", entry.origin());
                all.put(entry.key(), one);
            }
            return all;
        }

        private static void table(Settings settings, PrintWriter out) {
            for (Settings.Entry entry : settings.entries()) {
                String value = Secrets.redact(entry.key(), entry.value());
                out.printf("%-50s %-44s %s%n", entry.key(), value.isEmpty() ? "(empty)" : value, entry.origin());
            }
        }
    }
}
