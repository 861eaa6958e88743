package conductor.ops.cli;

import conductor.engine.core.SourceId;
import conductor.gateway.json.Json;
import conductor.gateway.redis.CommandClient;
import conductor.ops.console.Launcher;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** Gives a command of this terminal to the node and says clearly when nobody answers. */
final class CommandSender {
    private static final Duration WAIT = Duration.ofSeconds(5);

    private CommandSender() {}

    /**
     * Sends and waits up to 5 s.
     *
     * @param members what the command has beside its id and its sender.
     * @return the record of the answer.
     * @throws CommandFailure when Redis or the node does not answer.
     */
    static Map<String, Object> send(String redisUri, String actor, Map<String, Object> members) {
        String id = "cli-" + UUID.randomUUID();
        Map<String, Object> command = new LinkedHashMap<>();
        command.put("command_id", id);
        command.put("actor", actor);
        command.putAll(members);
        try {
            return Json.read(
                    CommandClient.send(redisUri, id, Json.write(command), WAIT).orElseThrow(CommandSender::nobody));
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.NOT_REACHABLE, e.getMessage() + ".");
        }
    }

    private static CommandFailure nobody() {
        return new CommandFailure(
                ExitCode.NOT_REACHABLE,
                "No node answered within " + WAIT.toSeconds() + " s. The command stands in "
                        + SourceId.stream(SourceId.COMMAND) + " and counts as soon as a node reads it; see `"
                        + Launcher.command() + " status`.");
    }
}
