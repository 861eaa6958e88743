package conductor.ops.cli;

import conductor.journal.sink.DatabaseUrl;
import conductor.journal.sink.Migrations;
import conductor.ops.check.Finding;
import conductor.ops.check.Readiness;
import conductor.ops.check.ReadinessChecks;
import conductor.ops.check.Verdict;
import conductor.ops.config.NodeConfig;
import conductor.ops.config.Settings;
import conductor.ops.json.Json;
import conductor.ops.node.NodeFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code conductor check}: one verdict, every finding behind it, and the command that mends each. */
@Command(
        name = "check",
        description = {
            "Says whether the node of the data folder is ready, and everything that keeps it from that.",
            "Exit codes: 0 READY, 1 NEEDS_SESSION_CLEANUP, 2 wrong use or settings, 3 NEEDS_DATABASE_MIGRATION, 4 NOT_READY."
        })
final class CheckCommand implements Callable<Integer> {
    @Mixin
    private GlobalOptions global;

    @Option(
            names = "--fix",
            description = "Runs what is safe, the missing migrations (they only add), and checks again.")
    private boolean fix;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, SQLException {
        Settings settings = global.settings(Map.of());
        NodeConfig.bind(settings);
        Path dataDir = NodeConfig.dataDir(settings);
        Optional<DatabaseUrl> database = database(settings, dataDir);
        ReadinessChecks checks = new ReadinessChecks(dataDir, database);
        Readiness readiness = checks.look();
        if (fix && readiness.verdict() == Verdict.NEEDS_DATABASE_MIGRATION) {
            Migrations.migrate(database.orElseThrow());
            readiness = checks.look();
        }
        PrintWriter out = spec.commandLine().getOut();
        if (global.json()) {
            out.println(Json.write(readiness.toMap()));
        } else {
            print(readiness, out);
        }
        out.flush();
        return readiness.verdict().exitCode();
    }

    /** The database that the settings name, else the running node's own. */
    private static Optional<DatabaseUrl> database(Settings settings, Path dataDir) throws IOException {
        Optional<DatabaseUrl> named = NodeConfig.database(settings).url();
        return named.isPresent()
                ? named
                : NodeFile.read(dataDir).map(NodeFile::database).map(DatabaseUrl::parse);
    }

    private static void print(Readiness readiness, PrintWriter out) {
        for (Finding finding : readiness.findings()) {
            out.printf("%-16s %-14s %s%n", finding.check(), finding.result(), finding.detail());
            if (finding.mend() != null) {
                out.printf("%-16s %-14s %s%n", "", "mend:", finding.mend());
            }
        }
        out.println(readiness.verdict());
    }
}
