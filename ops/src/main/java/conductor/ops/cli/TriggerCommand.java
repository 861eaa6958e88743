package conductor.ops.cli;

import conductor.gateway.json.Json;
import java.io.IOException;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code conductor trigger}. */
@Command(
        name = "trigger",
        description = {
            "Sends an intervention to a session now, whatever the agent thinks.",
            "The limits of the session and its event count, and allowed_interventions of the event; nothing is learned from it.",
            "Without --content it is taken from the templates. As JSON:",
            "  POLL         {\"question\":\"...\",\"options\":[\"...\",\"...\"],\"duration\":60}",
            "  BROADCAST    {\"message\":\"...\"}",
            "  NOTIFICATION {\"title\":\"...\",\"body\":\"...\",\"priority\":\"high|medium|low\",",
            "                \"suggested_action\":\"...\"}",
            "  GAMIFICATION {\"action\":\"START_CHALLENGE\",\"template\":\"QA_SPRINT\",",
            "                \"name\":\"...\",\"description\":\"...\",\"duration_minutes\":10,",
            "                \"rewards\":{\"first\":60,\"second\":35,\"third\":20}}"
        })
final class TriggerCommand extends PersonCommand {
    /** The interventions. */
    enum Intervention {
        POLL,
        BROADCAST,
        NOTIFICATION,
        GAMIFICATION
    }

    @Parameters(index = "0", paramLabel = "SESSION", description = "Id of an open session.")
    private String session;

    @Parameters(index = "1", paramLabel = "TYPE", description = "POLL, BROADCAST, NOTIFICATION or GAMIFICATION.")
    private Intervention type;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why, in up to 500 characters, for the record.")
    private String reason;

    @Option(names = "--content", paramLabel = "JSON", description = "What it says (default: from the templates).")
    private String content;

    @Override
    String type() {
        return "TRIGGER";
    }

    @Override
    void fill(Map<String, Object> members) {
        members.put("session_id", session);
        members.put("intervention_type", type.name());
        putIfGiven(members, "reason", reason);
        putIfGiven(members, "content", content == null ? null : parsed());
    }

    private Map<String, Object> parsed() {
        try {
            return Json.read(content);
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.USAGE, "--content is no JSON object: " + firstLine(e.getMessage()));
        }
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse("it is empty");
    }

    @Override
    String sentence() {
        return "A " + type + " goes to session " + session + ".";
    }
}
