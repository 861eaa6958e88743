package conductor.ops.cli;

import conductor.gateway.json.Json;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code conductor pause}: the brake. */
@Command(
        name = "pause",
        description = {
            "Stops automatic action, within a second.",
            "Decisions are still made and recorded; what would go out by itself waits for a person instead: approve or reject"
                    + " it, or it expires when its time is up (60 s unless settings say otherwise)."
        })
final class PauseCommand implements Callable<Integer> {
    @Mixin
    private GlobalOptions global;

    @Mixin
    private BrakeOptions brake;

    @Option(
            names = "--for",
            paramLabel = "SPAN",
            converter = Spans.class,
            description = "Ends by itself after 90s, 15m, 2h or 1d (default: lasts until it is resumed).")
    private Duration span;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("type", "PAUSE");
        if (brake.event() != null) {
            members.put("event_id", brake.event());
        }
        if (span != null) {
            members.put("for_s", span.toSeconds());
        }
        Map<String, Object> answer = CommandSender.send(NodeRedis.of(global), brake.actor(), members);
        PrintWriter out = spec.commandLine().getOut();
        return CommandAnswer.print(answer, sentence(), global.json() ? Json.write(answer) : null, out);
    }

    private String sentence() {
        String until = span == null ? "until it is resumed" : "for " + span.toSeconds() + " s";
        return "Automatic action is paused for " + brake.subject() + ", " + until + ".";
    }
}
