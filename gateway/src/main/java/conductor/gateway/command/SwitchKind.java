package conductor.gateway.command;

import conductor.engine.core.SignalType;
import conductor.engine.core.Switch;

/** SET_SWITCH: a part of the node is switched on or off, for all scopes. A name that the engine does not know is its to answer. */
final class SwitchKind implements CommandKind {
    @Override
    public Command read(CommandFields fields) throws RefusedCommand {
        int number = Switch.parse(fields.word(Commands.NAME, "the name of a switch, such as presence.routing"));
        if (!fields.isPresent(Commands.ON)) {
            throw new RefusedCommand("on must be true or false.");
        }
        long on = fields.flag(Commands.ON) ? 1 : 0;
        byte[] payload = new CommandPayload().encode(fields);
        return new Command(SignalType.SET_SWITCH, number, on, Command.NONE, Command.NONE, payload);
    }
}
