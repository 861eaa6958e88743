package conductor.ops.cli;

import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code conductor mode}. */
@Command(
        name = "mode",
        description = {
            "Sets who decides in one session: MANUAL (a person always), SEMI_AUTO (a person where confidence is low), AUTO.",
            "It goes before the mode of the session's event, until the session closes or is given back with 'event'."
        })
final class ModeCommand extends PersonCommand {
    /** What may be asked for; {@code EVENT} is the mode of the event. */
    enum Wanted {
        MANUAL,
        SEMI_AUTO,
        AUTO,
        EVENT
    }

    @Parameters(index = "0", paramLabel = "SESSION", description = "Id of an open session.")
    private String session;

    @Parameters(
            index = "1",
            paramLabel = "MANUAL|SEMI_AUTO|AUTO|event",
            description = "The mode, or event for that of the event.")
    private Wanted mode;

    @Override
    String type() {
        return "SET_MODE";
    }

    @Override
    void fill(Map<String, Object> members) {
        members.put("session_id", session);
        members.put("mode", mode == Wanted.EVENT ? null : mode.name());
    }

    @Override
    String sentence() {
        String own = "Session " + session + " is in mode " + mode + ".";
        return mode == Wanted.EVENT ? "Session " + session + " follows the mode of its event." : own;
    }
}
