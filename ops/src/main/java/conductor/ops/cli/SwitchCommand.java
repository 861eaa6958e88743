package conductor.ops.cli;

import conductor.engine.core.Switch;
import java.util.Iterator;
import java.util.Map;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code conductor switch}. */
@Command(
        name = "switch",
        description = {
            "Switches a part of the running node off or on, for all scopes; the journal has it. While presence.routing is off no operator is offered"
                    + " anything and items wait, while presence.abandon is off idle sessions stay open, and so on.",
            "What was left out meanwhile is made up for when the part is on again."
        })
final class SwitchCommand extends PersonCommand {
    /** What may be asked for. */
    enum Wanted {
        ON,
        OFF
    }

    /** The names, for completion and for the usage text. */
    static final class Names implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return IntStream.range(0, Switch.COUNT).mapToObj(Switch::name).iterator();
        }
    }

    @Parameters(
            index = "0",
            paramLabel = "NAME",
            completionCandidates = Names.class,
            description = "One of ${COMPLETION-CANDIDATES}.")
    private String name;

    @Parameters(index = "1", paramLabel = "on|off", description = "How it is to be.")
    private Wanted wanted;

    @Override
    String type() {
        return "SET_SWITCH";
    }

    @Override
    void fill(Map<String, Object> members) {
        members.put("name", name);
        members.put("on", wanted == Wanted.ON);
    }

    @Override
    String sentence() {
        return name + " is " + (wanted == Wanted.ON ? "on" : "off") + ".";
    }
}
