package conductor.gateway.redis;

import conductor.engine.core.Code;
import conductor.gateway.json.FieldValues;
import conductor.gateway.json.JsonFields;
import conductor.gateway.json.JsonKind;
import conductor.gateway.json.Utf8;
import java.nio.charset.StandardCharsets;

/**
 * Maps the fields of one kind of message to a signal. A required field that is absent or null is MISSING_FIELD, one
 * that breaks its rule is BAD_FIELD; an optional field that breaks its rule counts as absent.
 */
abstract class MessageParser {
    private static final byte[] UNKNOWN = "unknown".getBytes(StandardCharsets.US_ASCII);

    final JsonFields fields;
    private final KeyMemo keys;

    MessageParser(KeyMemo keys, String... paths) {
        this.keys = keys;
        this.fields = JsonFields.of(paths);
    }

    /** Fills {@code entry} from what was found in the message. */
    abstract void map(FieldValues found, ParsedEntry entry);

    /** Whether {@code field} is an id; if not, the entry is rejected. */
    final boolean requireId(FieldValues found, int field, ParsedEntry entry) {
        if (isId(found, field)) {
            return true;
        }
        entry.reject(found.present(field) ? Code.BAD_FIELD : Code.MISSING_FIELD, fields.path(field));
        return false;
    }

    /** Whether {@code field} is text of 1 to {@code max} code points; if not, the entry is rejected. */
    final boolean requireText(FieldValues found, int field, int max, ParsedEntry entry) {
        if (found.kind(field) == JsonKind.STRING) {
            int points = Utf8.codePoints(found.bytes(field), found.offset(field), found.length(field));
            if (points >= 1 && points <= max) {
                return true;
            }
        }
        entry.reject(found.present(field) ? Code.BAD_FIELD : Code.MISSING_FIELD, fields.path(field));
        return false;
    }

    static boolean isId(FieldValues found, int field) {
        return found.kind(field) == JsonKind.STRING
                && IdRules.valid(found.bytes(field), found.offset(field), found.length(field));
    }

    /** Key of an id that was checked. */
    final long key(FieldValues found, int field) {
        return keys.key(found.bytes(field), found.offset(field), found.length(field));
    }

    /** Key of an id that was checked. */
    final long key(byte[] utf8) {
        return keys.key(utf8, 0, utf8.length);
    }

    /** Key of an optional id, 0 if there is none. */
    final long keyOrNone(FieldValues found, int field) {
        return isId(found, field) ? key(found, field) : 0;
    }

    /** Sets the session of the signal from a checked id. */
    final void subject(FieldValues found, int field, ParsedEntry entry) {
        entry.signal.subjectKey = key(found, field);
        entry.subject.set(found, field);
    }

    /**
     * Takes {@code event} as evidence if it is real: not {@code unknown} and not the session's own id (audience.md
     * 1.4).
     */
    final void evidence(FieldValues found, int event, int session, ParsedEntry entry) {
        if (isId(found, event) && !found.textEquals(event, UNKNOWN) && !same(found, event, session)) {
            entry.signal.scopeKey = key(found, event);
            entry.scope.set(found, event);
        }
    }

    private static boolean same(FieldValues found, int one, int other) {
        int length = found.length(one);
        if (length != found.length(other)) {
            return false;
        }
        byte[] left = found.bytes(one);
        byte[] right = found.bytes(other);
        for (int i = 0; i < length; i++) {
            if (left[found.offset(one) + i] != right[found.offset(other) + i]) {
                return false;
            }
        }
        return true;
    }
}
