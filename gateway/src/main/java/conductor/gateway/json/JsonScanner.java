package conductor.gateway.json;

import conductor.engine.core.Code;

/**
 * Scans one JSON object (RFC 8259) in UTF-8 and notes where the wanted fields are; builds no objects and allocates
 * nothing.
 *
 * <p>Members may stand in any order, at any depth up to {@value #MAX_DEPTH}. <b>Of a member that occurs more than once
 * the last occurrence counts</b>, with everything that was in it: an earlier one is forgotten as a whole. Unknown
 * members are checked and passed over. Anything behind the object but white space is an error. One instance a thread.
 *
 * <p>UTF-8 is checked first, over all bytes; from then on only quotes, backslashes and control characters matter within
 * strings, and {@link StringScanner} looks for them eight bytes at a time.
 */
public final class JsonScanner {
    /** Longest input in bytes. */
    public static final int MAX_LENGTH = 65_536;
    /** Deepest nesting, the outermost object counted as 1. */
    public static final int MAX_DEPTH = 64;

    private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
    private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};
    private static final byte[] NULL = {'n', 'u', 'l', 'l'};

    private final StringScanner strings = new StringScanner();
    private JsonFields fields;
    private FieldValues values;
    private byte[] bytes;
    private int at;
    private int end;

    /**
     * Scans {@code length} bytes at {@code offset} and puts what it finds into {@code found}.
     *
     * @return {@link Code#NONE}, or TOO_LARGE, BAD_UTF8, BAD_JSON or NOT_AN_OBJECT (then {@code found} means nothing).
     */
    public int scan(JsonFields wanted, byte[] input, int offset, int length, FieldValues found) {
        if (length > MAX_LENGTH) {
            return Code.TOO_LARGE;
        }
        if (!Utf8.valid(input, offset, length)) {
            return Code.BAD_UTF8;
        }
        found.begin(wanted, input);
        fields = wanted;
        values = found;
        bytes = input;
        at = offset;
        end = offset + length;
        if (!value(0, 1)) {
            return Code.BAD_JSON;
        }
        skipBlanks();
        if (at != end) {
            return Code.BAD_JSON;
        }
        return found.kind(0) == JsonKind.OBJECT ? Code.NONE : Code.NOT_AN_OBJECT;
    }

    /** Reads a value into {@code node}, which may be {@link JsonFields#NONE}; false if it is not JSON. */
    private boolean value(int node, int depth) {
        skipBlanks();
        if (at == end) {
            return false;
        }
        int start = at;
        switch (bytes[at]) {
            case '"':
                return text(node);
            case '{':
                note(node, JsonKind.OBJECT, start);
                return depth <= MAX_DEPTH && object(node, depth) && measured(node, start);
            case '[':
                note(node, JsonKind.ARRAY, start);
                return depth <= MAX_DEPTH && array(depth) && measured(node, start);
            case 't':
                note(node, JsonKind.TRUE, start);
                return literal(TRUE);
            case 'f':
                note(node, JsonKind.FALSE, start);
                return literal(FALSE);
            case 'n':
                note(node, JsonKind.NULL, start);
                return literal(NULL);
            default:
                boolean well = number();
                if (node != JsonFields.NONE) {
                    values.set(node, JsonKind.NUMBER, start, at - start, false);
                }
                return well;
        }
    }

    private boolean object(int node, int depth) {
        at++;
        skipBlanks();
        if (skip('}')) {
            return true;
        }
        do {
            skipBlanks();
            if (at == end || bytes[at] != '"' || !strings.scan(bytes, at + 1, end, values)) {
                return false;
            }
            at = strings.next();
            int child = fields.hasChildren(node) ? child(node) : JsonFields.NONE;
            skipBlanks();
            if (!skip(':')) {
                return false;
            }
            if (child != JsonFields.NONE) {
                values.forget(child, fields.last(child));
            }
            if (!value(child, depth + 1)) {
                return false;
            }
            skipBlanks();
        } while (skip(','));
        return skip('}');
    }

    private int child(int node) {
        byte[] from = strings.escaped() ? values.scratch() : bytes;
        return fields.child(node, from, strings.offset(), strings.length());
    }

    private boolean array(int depth) {
        at++;
        skipBlanks();
        if (skip(']')) {
            return true;
        }
        do {
            if (!value(JsonFields.NONE, depth + 1)) {
                return false;
            }
            skipBlanks();
        } while (skip(','));
        return skip(']');
    }

    private boolean text(int node) {
        if (!strings.scan(bytes, at + 1, end, values)) {
            return false;
        }
        at = strings.next();
        if (node != JsonFields.NONE) {
            int kind = strings.broken() ? JsonKind.BROKEN_STRING : JsonKind.STRING;
            values.set(node, kind, strings.offset(), strings.length(), strings.escaped());
        }
        return true;
    }

    private boolean literal(byte[] word) {
        if (end - at < word.length) {
            return false;
        }
        for (int i = 0; i < word.length; i++) {
            if (bytes[at + i] != word[i]) {
                return false;
            }
        }
        at += word.length;
        return true;
    }

    private boolean number() {
        skip('-');
        if (!skip('0') && !digits()) {
            return false;
        }
        if (skip('.') && !digits()) {
            return false;
        }
        if (skip('e') || skip('E')) {
            if (!skip('+')) {
                skip('-');
            }
            return digits();
        }
        return true;
    }

    /** One digit or more. */
    private boolean digits() {
        int start = at;
        while (at < end && bytes[at] >= '0' && bytes[at] <= '9') {
            at++;
        }
        return at > start;
    }

    private boolean skip(char wanted) {
        if (at < end && bytes[at] == wanted) {
            at++;
            return true;
        }
        return false;
    }

    private void skipBlanks() {
        while (at < end && (bytes[at] == ' ' || bytes[at] == '\n' || bytes[at] == '\r' || bytes[at] == '\t')) {
            at++;
        }
    }

    /** Notes how long an object or array is, which is known at its end only. */
    private boolean measured(int node, int start) {
        if (node != JsonFields.NONE) {
            values.length(node, at - start);
        }
        return true;
    }

    private void note(int node, int kind, int start) {
        if (node != JsonFields.NONE) {
            values.set(node, kind, start, 0, false);
        }
    }
}
