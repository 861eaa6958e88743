package conductor.engine.presence;

import conductor.engine.core.SignalType;

/** Types of messages of the presence plane (presence.md 3): their names on the stream, and the signals that they become. */
public final class MessageType {
    /** Not a type of this stream. */
    public static final int NONE = 0;

    private static final String[] NAMES = {
        "operator.account",
        "operator.login",
        "operator.logout",
        "operator.status",
        "operator.heartbeat",
        "operator.disconnect",
        "work.arrived",
        "work.offer_result",
        "work.abandoned",
        "work.ended",
        "work.callback_response",
        "work.verdict",
        "presence.readiness",
        "presence.cleanup"
    };

    private MessageType() {}

    /** The {@link SignalType} of a name, {@link #NONE} if it is none. */
    public static int parse(String name) {
        for (int place = 0; place < NAMES.length; place++) {
            if (NAMES[place].equals(name)) {
                return SignalType.OPERATOR_ACCOUNT + place;
            }
        }
        return NONE;
    }

    /** The name of a {@link SignalType}, or null where no message becomes it. */
    public static String name(int type) {
        return SignalType.isOfPresence(type) ? NAMES[type - SignalType.OPERATOR_ACCOUNT] : null;
    }
}
