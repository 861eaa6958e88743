package conductor.ops.cli;

import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code conductor approve}. */
@Command(
        name = "approve",
        description = {
            "Approves a proposed intervention, which then goes out at once.",
            "The id is the decision_id of an agent.decision message, or of a DECISION entry of conductor.decisions.v1 in state"
                    + " PROPOSED. A proposal waits 60 s unless settings say otherwise; after that it has expired."
        })
final class ApproveCommand extends PersonCommand {
    @Parameters(index = "0", paramLabel = "DECISION_ID", description = "For example d-5e1f09c2-10422.")
    private String decision;

    @Option(names = "--session", paramLabel = "ID", description = "Refuses when the decision is not of this session.")
    private String session;

    @Override
    String type() {
        return "APPROVE";
    }

    @Override
    void fill(Map<String, Object> members) {
        members.put("decision_id", decision);
        putIfGiven(members, "session_id", session);
    }

    @Override
    String sentence() {
        return "Decision " + decision + " is approved.";
    }
}
