package conductor.ops.cli;

import conductor.gateway.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that a person gives to the running node about a decision, a session or an event: sent, and its answer waited for. */
abstract class PersonCommand implements Callable<Integer> {
    @Mixin
    private GlobalOptions global;

    @Mixin
    private ActorOption sender;

    @Spec
    private CommandSpec spec;

    /** The type on the wire. */
    abstract String type();

    /** Adds what the command has beside its type; what is null is left out. */
    abstract void fill(Map<String, Object> members);

    /** What is so when the node said yes. */
    abstract String sentence();

    @Override
    public final Integer call() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("type", type());
        fill(members);
        Map<String, Object> answer = CommandSender.send(NodeRedis.of(global), sender.actor(), members);
        String json = global.json() ? Json.write(answer) : null;
        return CommandAnswer.print(answer, sentence(), json, spec.commandLine().getOut());
    }

    static void putIfGiven(Map<String, Object> members, String name, Object value) {
        if (value != null) {
            members.put(name, value);
        }
    }
}
