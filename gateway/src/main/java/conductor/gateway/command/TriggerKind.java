package conductor.gateway.command;

import conductor.engine.core.Arm;
import conductor.engine.core.Payload;
import conductor.engine.core.SignalType;
import conductor.gateway.content.ContentRules;

/** TRIGGER: an intervention that a person wants, with content of its own or from the templates. */
final class TriggerKind implements CommandKind {
    private static final String ALLOWED = "POLL, BROADCAST, NOTIFICATION or GAMIFICATION";

    @Override
    public Command read(CommandFields fields) throws RefusedCommand {
        byte[] session = fields.id(Commands.SESSION);
        int arm = arm(fields.word(Commands.INTERVENTION, ALLOWED));
        byte[] payload = new CommandPayload()
                .session(session)
                .reason(fields.prose(Commands.REASON, VerdictKind.REASON_CHARACTERS, Payload.REASON_MAX))
                .content(content(arm, fields.object(Commands.CONTENT)))
                .encode(fields);
        return new Command(SignalType.TRIGGER, arm, Command.NONE, session, payload);
    }

    private static int arm(String name) throws RefusedCommand {
        for (int arm = Arm.POLL; arm <= Arm.GAMIFICATION; arm++) {
            if (Arm.name(arm).equals(name)) {
                return arm;
            }
        }
        throw new RefusedCommand(Commands.INTERVENTION + " must be " + ALLOWED + ".");
    }

    private static byte[] content(int arm, byte[] json) throws RefusedCommand {
        if (json.length == 0) {
            return json;
        }
        try {
            return ContentRules.canonical(arm, json);
        } catch (ContentRules.Refused e) {
            throw new RefusedCommand("The content is not allowed: " + e.getMessage() + ".");
        }
    }
}
