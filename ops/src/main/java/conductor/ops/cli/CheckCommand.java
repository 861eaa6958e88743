package conductor.ops.cli;

import conductor.gateway.json.Json;
import conductor.ops.check.Finding;
import conductor.ops.check.Readiness;
import conductor.ops.check.ReadinessChecks;
import conductor.ops.check.Verdict;
import conductor.ops.config.NodeConfig;
import java.io.PrintWriter;
import java.util.Map;
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
    public Integer call() {
        NodeConfig config = NodeConfig.bind(global.settings(Map.of()));
        ReadinessChecks checks = new ReadinessChecks(config.dataDir(), config.database());
        Readiness readiness = checks.look();
        if (fix && readiness.verdict() == Verdict.NEEDS_DATABASE_MIGRATION) {
            readiness = checks.migrateAndLook();
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
