package conductor.ops.cli;

import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code conductor reject}. */
@Command(
        name = "reject",
        description = {
            "Refuses a proposed intervention, or an automatic one that is not published yet.",
            "Nothing goes out and nothing is learned from it. The id is as in approve."
        })
final class RejectCommand extends PersonCommand {
    @Parameters(index = "0", paramLabel = "DECISION_ID", description = "For example d-5e1f09c2-10422.")
    private String decision;

    @Option(names = "--session", paramLabel = "ID", description = "Refuses when the decision is not of this session.")
    private String session;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why, in up to 500 characters, for the record.")
    private String reason;

    @Override
    String type() {
        return "REJECT";
    }

    @Override
    void fill(Map<String, Object> members) {
        members.put("decision_id", decision);
        putIfGiven(members, "session_id", session);
        putIfGiven(members, "reason", reason);
    }

    @Override
    String sentence() {
        return "Decision " + decision + " is rejected.";
    }
}
