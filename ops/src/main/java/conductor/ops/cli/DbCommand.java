package conductor.ops.cli;

import conductor.gateway.json.Json;
import conductor.journal.sink.DatabaseUrl;
import conductor.journal.sink.Migrations;
import conductor.ops.config.NodeConfig;
import conductor.ops.config.Settings;
import conductor.ops.console.Launcher;
import conductor.ops.node.NodeFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code conductor db}: the tables of the database. */
@Command(
        name = "db",
        description = "Brings the tables of the database to this version, or says how they are.",
        mixinStandardHelpOptions = true)
final class DbCommand implements Runnable {
    private static final String CONNECTION_ERRORS = "08";
    private static final String STARTING_OR_STOPPING = "57P";

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do: conductor db migrate or status");
    }

    @Command(name = "migrate", description = "Creates or changes the tables; does nothing where nothing is missing.")
    int migrate(
            @Mixin GlobalOptions global,
            @Option(
                            names = "--database-url",
                            paramLabel = "URL",
                            description = "The database. Default: the setting, else the node's own.")
                    String url) {
        return run(global, url, Migrations::migrate);
    }

    @Command(name = "status", description = "Says which migrations are applied and which are missing; changes nothing.")
    int status(
            @Mixin GlobalOptions global,
            @Option(
                            names = "--database-url",
                            paramLabel = "URL",
                            description = "The database. Default: the setting, else the node's own.")
                    String url) {
        return run(global, url, Migrations::status);
    }

    private interface Work {
        Migrations.Report on(DatabaseUrl url) throws SQLException;
    }

    private int run(GlobalOptions global, String option, Work work) {
        DatabaseUrl url = url(global, option);
        try {
            print(url, work.on(url), global.json());
            return ExitCode.OK;
        } catch (SQLException e) {
            throw new CommandFailure(
                    unreachable(e) ? ExitCode.NOT_REACHABLE : ExitCode.FAILURE, url + ": " + e.getMessage());
        }
    }

    private static boolean unreachable(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            String state = cause instanceof SQLException sql ? sql.getSQLState() : null;
            if (state != null && (state.startsWith(CONNECTION_ERRORS) || state.startsWith(STARTING_OR_STOPPING))) {
                return true;
            }
        }
        return false;
    }

    private static DatabaseUrl url(GlobalOptions global, String option) {
        Settings settings = global.settings(option == null ? Map.of() : Map.of("database.url", option));
        return NodeConfig.database(settings).url().orElseGet(() -> ownOf(NodeConfig.dataDir(settings)));
    }

    private static DatabaseUrl ownOf(Path dataDir) {
        try {
            return NodeFile.read(dataDir)
                    .flatMap(node -> Optional.ofNullable(node.database()))
                    .map(DatabaseUrl::parse)
                    .orElseThrow(() -> new CommandFailure(
                            ExitCode.USAGE,
                            "No database is named, and no node with one of its own runs on " + dataDir
                                    + ". Set DATABASE_URL or --database-url, or start a node there ("
                                    + Launcher.command() + " run)."));
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.FAILURE, "Cannot read node.json in " + dataDir + ": " + e.getMessage());
        }
    }

    private void print(DatabaseUrl url, Migrations.Report report, boolean json) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.write(toMap(url, report)));
        } else {
            out.printf("%-12s %s%n", "database", url);
            out.printf("%-12s %s%n", "storage", report.storage().text());
            report.steps()
                    .forEach(step -> out.printf(
                            "%-12s %-10s %s, %s%n",
                            step.part(), "V" + step.version(), step.description(), step.state()));
            report.notes().forEach(out::println);
            out.println(report.current() ? "Nothing is missing." : "Migrations are missing: conductor db migrate");
        }
        out.flush();
    }

    private static Map<String, Object> toMap(DatabaseUrl url, Migrations.Report report) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("database", url.toString());
        map.put("storage", report.storage().text());
        map.put("current", report.current());
        map.put("applied", report.applied());
        map.put("migrations", report.steps().stream().map(DbCommand::toMap).toList());
        map.put("notes", List.copyOf(report.notes()));
        return map;
    }

    private static Map<String, Object> toMap(Migrations.Step step) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("part", step.part());
        map.put("version", step.version());
        map.put("description", step.description());
        map.put("state", step.state());
        return map;
    }
}
