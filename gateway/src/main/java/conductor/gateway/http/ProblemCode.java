package conductor.gateway.http;

import java.util.Locale;

/** Every refusal of the API, with the status that it has. Documented in {@code docs/api.md}; a test holds the two together. */
public enum ProblemCode {
    INVALID(400, "The request is not valid"),
    BAD_JSON(400, "The body is not JSON"),
    SCOPE_NEEDED(400, "A scope is needed"),
    UNAUTHENTICATED(401, "Authentication is needed"),
    FORBIDDEN(403, "Not allowed"),
    FOREIGN_ORIGIN(403, "The origin is not allowed"),
    NOT_FOUND(404, "Not found"),
    UNKNOWN_SESSION(404, "No such session is open"),
    UNKNOWN_DECISION(404, "No such decision"),
    UNKNOWN_EVENT(404, "Nothing is known of this event"),
    METHOD_NOT_ALLOWED(405, "Method not allowed"),
    TIMEOUT(408, "The request came too slowly"),
    DECISION_EXPIRED(409, "Decision expired"),
    WRONG_STATE(409, "The decision is past that"),
    PENDING(409, "Another decision is under way"),
    NO_ARM(409, "The intervention is not available"),
    DISABLED(409, "The agent is switched off"),
    LIMIT_EVENT(409, "The event has had its interventions of this hour"),
    LIMIT_SESSION_GAP(409, "The session had an intervention just now"),
    LIMIT_SESSION_BURST(409, "The session had too many interventions"),
    KEY_CONFLICT(409, "The key was used for something else"),
    VERSION_CONFLICT(412, "The settings have another version"),
    TOO_LARGE(413, "The body is too large"),
    URI_TOO_LONG(414, "The address is too long"),
    NOT_JSON(415, "The body has the wrong type"),
    WRONG_HOST(421, "Misdirected request"),
    UNPROCESSABLE(422, "A value is not allowed"),
    RATE(429, "Rate limit exceeded"),
    HEADERS_TOO_LARGE(431, "The headers are too large"),
    INTERNAL(500, "Internal error"),
    REDIS_DOWN(503, "Redis does not answer"),
    REDIS_REFUSED(503, "Redis takes nothing"),
    OVERLOADED(503, "Too much is under way"),
    UNSURE(503, "It is not known whether it was written"),
    STARTING(503, "The gateway is not ready"),
    TABLE_FULL(503, "The node has no room"),
    DATABASE_DOWN(503, "The database does not answer");

    private final int status;
    private final String title;

    ProblemCode(int status, String title) {
        this.status = status;
        this.title = title;
    }

    /** HTTP status. */
    public int status() {
        return status;
    }

    /** What it is, in a few words. */
    public String title() {
        return title;
    }

    /** A URI that names it. */
    public String type() {
        return "https://conductor.invalid/problems/"
                + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
