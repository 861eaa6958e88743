package conductor.gateway.lookup;

/** What somebody found out beside the streams; the ingest thread makes it a journalled signal. */
public sealed interface LookUp {
    /** Key of the event that the finding is about. */
    long eventKey();

    /** Its id in UTF-8. */
    byte[] eventId();

    /**
     * The event of a session (audience.md 1.4).
     *
     * @param rank 1 or 2, by where it was found.
     */
    record Evidence(long sessionKey, long eventKey, byte[] eventId, int rank) implements LookUp {}

    /**
     * The stored settings of an event, or that it has none (audience.md 6.1).
     *
     * @param payload an EventSettingsRecord with its header.
     */
    record Settings(long eventKey, byte[] eventId, byte[] payload) implements LookUp {}
}
