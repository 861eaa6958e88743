package conductor.gateway.http;

/** What a caller must be allowed for a route; the one table of people and machines is {@link Caller#may}. */
public enum Access {
    /** Nobody is asked who he is. */
    NONE,
    /** To bring signals. */
    INGEST,
    /** To see what happens in an event. */
    VIEWER,
    /** To decide in an event. */
    ORGANISER,
    /** To run the node. */
    ADMIN
}
