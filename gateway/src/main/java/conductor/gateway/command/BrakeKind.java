package conductor.gateway.command;

import conductor.engine.core.SignalType;

/** PAUSE and RESUME: the brake of one event, or of all. */
final class BrakeKind implements CommandKind {
    /** Longest time a pause may be given: a year. */
    static final long FOR_MAX_SEC = 31_536_000;

    private final int type;

    BrakeKind(int type) {
        this.type = type;
    }

    @Override
    public Command read(CommandFields fields) throws RefusedCommand {
        byte[] event = fields.idOrNone(Commands.EVENT);
        long sec = fields.whole(Commands.FOR_SEC, 1, FOR_MAX_SEC, 0);
        long forMs = type == SignalType.PAUSE ? sec * 1_000 : 0;
        byte[] payload = new CommandPayload().event(event).forMs(forMs).encode(fields);
        return new Command(type, forMs, event, Command.NONE, payload);
    }
}
