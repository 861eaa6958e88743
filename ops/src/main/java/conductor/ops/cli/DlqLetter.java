package conductor.ops.cli;

import conductor.gateway.json.Json;
import conductor.gateway.redis.DeadLetterStore;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A dead letter with its members.
 *
 * @param id its place among the dead letters.
 * @param members what it says: stream, entry_id, reason, field, raw, at. Empty when it is no JSON.
 */
record DlqLetter(String id, Map<String, Object> members) {
    static DlqLetter of(DeadLetterStore.Letter letter) {
        try {
            return new DlqLetter(letter.id(), Json.read(letter.json()));
        } catch (IOException notOurs) {
            return new DlqLetter(letter.id(), Map.of());
        }
    }

    /** The text of a member, {@code -} if it has none. */
    String text(String member) {
        Object value = members.get(member);
        return value == null ? "-" : value.toString();
    }

    /** All of it, the place first. */
    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("id", id);
        map.putAll(members);
        return map;
    }
}
