package conductor.ops.cli;

import conductor.gateway.json.Json;
import conductor.journal.JournalDirectory;
import conductor.journal.JournalException;
import conductor.ops.config.ConfigError;
import conductor.ops.config.FixedByJournal;
import conductor.ops.config.NodeConfig;
import conductor.ops.config.Settings;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code conductor config check}: whether a node could start with these settings; every error at once, exit code 0 or 2. */
@Command(
        name = "check",
        description =
                "Says everything that is wrong with the settings and where it stands; exit code 2 when something is.")
final class ConfigCheckCommand implements Callable<Integer> {
    @Mixin
    private GlobalOptions global;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Settings settings = global.settingsWithProblems(SettingFlags.given(spec));
        List<String> errors = new ArrayList<>(settings.problems());
        errors.addAll(settings.warnings());
        List<String> notes = new ArrayList<>();
        try {
            NodeConfig config = NodeConfig.bind(settings);
            config.journal().note().ifPresent(notes::add);
            againstTheJournal(settings, config);
        } catch (ConfigError e) {
            errors.addAll(e.problems());
        }
        PrintWriter out = spec.commandLine().getOut();
        if (global.json()) {
            out.println(Json.write(toMap(settings, errors, notes)));
        } else if (errors.isEmpty()) {
            out.println(
                    "The settings are usable: " + set(settings) + " of " + count(settings) + " are not the defaults.");
        } else {
            errors.forEach(out::println);
        }
        if (!global.json()) {
            notes.forEach(out::println);
        }
        out.flush();
        return errors.isEmpty() ? ExitCode.OK : ExitCode.USAGE;
    }

    /** A journal that is there fixes what decides; one that cannot be read is not this command's business. */
    private static void againstTheJournal(Settings settings, NodeConfig config) {
        try (JournalDirectory journal = JournalDirectory.openReadOnly(config.dataDir())) {
            FixedByJournal.check(settings, config.engineDefaults(), journal.engineConfig());
        } catch (JournalException e) {
            return;
        }
    }

    private static Map<String, Object> toMap(Settings settings, List<String> errors, List<String> notes) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("ok", errors.isEmpty());
        map.put("settings", count(settings));
        map.put("not_default", set(settings));
        map.put("errors", errors);
        map.put("notes", notes);
        return map;
    }

    private static long count(Settings settings) {
        return StreamSupport.stream(settings.entries().spliterator(), false).count();
    }

    private static long set(Settings settings) {
        return StreamSupport.stream(settings.entries().spliterator(), false)
                .filter(entry -> !entry.isDefault())
                .count();
    }
}
