package conductor.gateway.lookup;

/** Learns from the journal which sessions are open and to which events they belong. Called by one thread. */
public interface SessionListener {
    /** A session opened; its event is not known yet. */
    void opened(long sessionKey, byte[] sessionId);

    /** The event of a session became known, or better known. */
    void resolved(long sessionKey, long eventKey, byte[] eventId, int rank);

    /** A command changed the settings of an event. */
    default void settingsCommanded(long eventKey) {}

    /** A session closed. */
    void closed(long sessionKey);

    /** Settings of an event were refused, because there was no room for them. */
    default void settingsRefused(long eventKey) {}

    /** Time to do something, several times a second, once everything journalled so far has been heard. */
    void work(long nowNs);

    /** The last call. */
    void stop();
}
