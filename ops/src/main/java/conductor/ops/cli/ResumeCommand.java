package conductor.ops.cli;

import conductor.gateway.json.Json;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code conductor resume}: takes back a pause. */
@Command(
        name = "resume",
        description = {
            "Allows automatic action again, within a second.",
            "An event that was paused by itself stays so until it is resumed by itself."
        })
final class ResumeCommand implements Callable<Integer> {
    @Mixin
    private GlobalOptions global;

    @Mixin
    private BrakeOptions brake;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("type", "RESUME");
        if (brake.event() != null) {
            members.put("event_id", brake.event());
        }
        Map<String, Object> answer = CommandSender.send(NodeRedis.of(global), brake.actor(), members);
        PrintWriter out = spec.commandLine().getOut();
        String sentence = "Automatic action is allowed again for " + brake.subject() + ".";
        return CommandAnswer.print(answer, sentence, global.json() ? Json.write(answer) : null, out);
    }
}
