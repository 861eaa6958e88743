package conductor.gateway.edge;

import conductor.gateway.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * A record of {@code conductor.decisions.v1} or {@code conductor.scores.v1} (audience.md 2.6).
 *
 * @param isScore on which of the two.
 * @param seq its number there.
 * @param engine engine id.
 * @param type for example DECISION.
 * @param sessionId its session, or null.
 * @param eventId its event, or null.
 * @param json the record as it was published.
 * @param members the same, read. Not to be changed.
 */
public record FeedRecord(
        boolean isScore,
        long seq,
        String engine,
        String type,
        String sessionId,
        String eventId,
        byte[] json,
        Map<String, Object> members) {

    /**
     * Reads an entry.
     *
     * @throws IOException if it is not what the engine writes.
     */
    static FeedRecord read(boolean isScore, byte[] json) throws IOException {
        Map<String, Object> members = Json.read(new String(json, StandardCharsets.UTF_8));
        if (members.get("seq") instanceof Number seq
                && members.get("engine") instanceof String engine
                && members.get("type") instanceof String type) {
            return new FeedRecord(
                    isScore,
                    seq.longValue(),
                    engine,
                    type,
                    text(members, "session_id"),
                    text(members, "event_id"),
                    json,
                    members);
        }
        throw new IOException("it has no seq, engine and type");
    }

    private static String text(Map<String, Object> members, String name) {
        return members.get(name) instanceof String text ? text : null;
    }

    /** A text of the record, or null. */
    public String text(String name) {
        return text(members, name);
    }
}
