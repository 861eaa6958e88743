package conductor.ops.cli;

import conductor.gateway.json.Json;
import conductor.journal.JournalDirectory;
import conductor.journal.Verify;
import conductor.journal.VerifyResult;
import conductor.ops.console.Progress;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code conductor journal verify}: checks every byte and that the decisions follow from the signals. */
@Command(
        name = "verify",
        description =
                "Checks every record and that the decisions follow from the signals; exit code 4 when they do not.")
final class JournalVerifyCommand implements Callable<Integer> {
    @Mixin
    private GlobalOptions global;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        VerifyResult result;
        try (JournalDirectory directory = JournalReading.openToVerify(global.dataDir());
                Progress progress = Progress.start("Verifying", -1)) {
            result = Verify.run(directory, progress::update);
        }
        PrintWriter out = spec.commandLine().getOut();
        if (global.json()) {
            out.println(Json.write(toMap(result)));
        } else {
            print(result, out);
        }
        out.flush();
        return result.ok() ? ExitCode.OK : ExitCode.VERIFICATION_FAILED;
    }

    private static Map<String, Object> toMap(VerifyResult result) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("ok", result.ok());
        map.put("records", result.records());
        map.put("by_type", result.byType());
        map.put("by_stream", result.bySource());
        map.put("decisions_compared", result.decisionsCompared());
        map.put("decisions_missing", result.decisionsMissing());
        if (result.replay() != null) {
            map.putAll(JournalReading.figures(result.replay()));
        }
        VerifyResult.Problem problem = result.firstProblem();
        if (problem != null) {
            Map<String, Object> first = new LinkedHashMap<>();
            first.put("queue", problem.queue());
            first.put("position", problem.position());
            first.put("code", problem.code());
            first.put("what", problem.what());
            map.put("first_problem", first);
        }
        return map;
    }

    private static void print(VerifyResult result, PrintWriter out) {
        out.printf("%-20s %,d%n", "records", result.records());
        result.byType().forEach((type, count) -> out.printf("  %-18s %,d%n", type, count));
        out.printf("%-20s %,d%n", "decisions compared", result.decisionsCompared());
        out.printf("%-20s %,d%n", "decisions missing", result.decisionsMissing());
        if (result.replay() != null) {
            out.printf("%-20s %s%n", "state hash", result.replay().stateHashHex());
        }
        VerifyResult.Problem problem = result.firstProblem();
        out.println(
                problem == null
                        ? "The journal is right."
                        : "WRONG in " + problem.queue() + " at " + problem.position() + ": " + problem.what());
    }
}
