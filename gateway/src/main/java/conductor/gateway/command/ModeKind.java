package conductor.gateway.command;

import conductor.engine.core.Mode;
import conductor.engine.core.SignalType;

/** SET_MODE: a mode of one session's own, or with null its event's again. */
final class ModeKind implements CommandKind {
    private static final String ALLOWED = "MANUAL, SEMI_AUTO, AUTO, or null for the mode of the event";
    private static final long MODE_OF_THE_EVENT = 0;

    @Override
    public Command read(CommandFields fields) throws RefusedCommand {
        byte[] session = fields.id(Commands.SESSION);
        long mode = fields.isNull(Commands.MODE)
                ? MODE_OF_THE_EVENT
                : 1 + number(fields.word(Commands.MODE, ALLOWED), Commands.MODE, ALLOWED);
        byte[] payload = new CommandPayload().session(session).encode(fields);
        return new Command(SignalType.SET_MODE, mode, Command.NONE, session, payload);
    }

    /** The {@link Mode} of a name. */
    static int number(String name, String field, String allowed) throws RefusedCommand {
        for (int mode = Mode.MANUAL; mode <= Mode.AUTO; mode++) {
            if (Mode.name(mode).equals(name)) {
                return mode;
            }
        }
        throw new RefusedCommand(field + " must be " + allowed + ".");
    }
}
