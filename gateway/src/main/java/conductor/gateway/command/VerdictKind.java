package conductor.gateway.command;

import conductor.engine.core.Payload;
import conductor.gateway.OwnIds;
import java.nio.charset.StandardCharsets;

/**
 * APPROVE and REJECT. An id that is none of this engine's decisions has number 0, of which the engine says that it does not know it.
 */
final class VerdictKind implements CommandKind {
    static final int REASON_CHARACTERS = 500;

    private final int type;
    private final OwnIds decisions;

    VerdictKind(int type, String engineName) {
        this.type = type;
        this.decisions = new OwnIds('d', engineName);
    }

    @Override
    public Command read(CommandFields fields) throws RefusedCommand {
        byte[] id = fields.word(Commands.DECISION, "the id of a decision, as agent.decision gave it")
                .getBytes(StandardCharsets.UTF_8);
        byte[] session = fields.idOrNone(Commands.SESSION);
        byte[] reason = fields.prose(Commands.REASON, REASON_CHARACTERS, Payload.REASON_MAX);
        byte[] payload = new CommandPayload().session(session).reason(reason).encode(fields);
        return new Command(type, decisions.number(id, 0, id.length), Command.NONE, session, payload);
    }
}
