package conductor.gateway.command;

/**
 * A command as the engine takes it, but for the keys of its ids.
 *
 * @param type {@link conductor.engine.core.SignalType}.
 * @param value1 as that type says.
 * @param value3 as that type says.
 * @param event UTF-8 of the event id that the signal is about, empty for none.
 * @param session UTF-8 of the session id that the signal is about, empty for none.
 * @param payload a CommandRecord, or what else the type says.
 */
public record Command(int type, long value1, long value3, byte[] event, byte[] session, byte[] payload) {
    static final byte[] NONE = {};

    /** One without a third value. */
    public Command(int type, long value1, byte[] event, byte[] session, byte[] payload) {
        this(type, value1, 0, event, session, payload);
    }
}
