package conductor.gateway.edge;

import conductor.engine.core.SignalType;
import java.util.Map;

/** Types of signals as clients write them: our words, those of the platform's streams, and the names of these as types of CloudEvents. */
final class SignalTypes {
    static final int UNKNOWN = -1;
    static final String WORDS = "chat, reaction, poll_vote, poll_closed, join and leave";

    /** The platform's presence events: the message itself says which it is. */
    private static final String PRESENCE = "platform.events.live.sync.v1";

    private static final Map<String, Integer> TYPES = Map.ofEntries(
            Map.entry("chat", SignalType.CHAT),
            Map.entry("reaction", SignalType.REACTION),
            Map.entry("poll_vote", SignalType.POLL_VOTE),
            Map.entry("poll_closed", SignalType.POLL_CLOSED),
            Map.entry("join", SignalType.JOIN),
            Map.entry("leave", SignalType.LEAVE),
            Map.entry("user_join", SignalType.JOIN),
            Map.entry("user_leave", SignalType.LEAVE),
            Map.entry("platform.events.chat.message.v1", SignalType.CHAT),
            Map.entry("platform.events.live.reaction.v1", SignalType.REACTION),
            Map.entry("platform.events.poll.vote.v1", SignalType.POLL_VOTE),
            Map.entry("platform.events.poll.closed.v1", SignalType.POLL_CLOSED));

    private SignalTypes() {}

    /**
     * The type of signal.
     *
     * @param word what names it.
     * @param inner the type that stands in the message, null = none.
     */
    static int of(String word, String inner) {
        return TYPES.getOrDefault(word.equals(PRESENCE) ? String.valueOf(inner) : word, UNKNOWN);
    }
}
