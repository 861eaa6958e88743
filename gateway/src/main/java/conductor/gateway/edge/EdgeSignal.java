package conductor.gateway.edge;

/**
 * Something that happened in a session, as a client told it. Ids are bytes of UTF-8, null = none.
 *
 * @param type {@link conductor.engine.core.SignalType}: CHAT, REACTION, POLL_VOTE, POLL_CLOSED, JOIN or LEAVE.
 * @param session its session.
 * @param actor who did it.
 * @param event the session's event, where it is known.
 * @param poll with POLL_VOTE and POLL_CLOSED.
 */
public record EdgeSignal(int type, byte[] session, byte[] actor, byte[] event, byte[] poll) {}
