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
 *
 * <p>Every method takes the place where it begins and answers the place behind what it read, or {@link #WRONG}: so places stay in
 * registers, and a message costs half of what it does with a place that is kept in the object.
 */
public final class JsonScanner {
    /** Longest input in bytes. */
    public static final int MAX_LENGTH = 65_536;
    /** Deepest nesting, the outermost object counted as 1. */
    public static final int MAX_DEPTH = 64;

    private static final int WRONG = -1;
    /** Kinds of messages whose names are remembered; more than that many take turns. */
    private static final int KINDS = 16;

    private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
    private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};
    private static final byte[] NULL = {'n', 'u', 'l', 'l'};

    private final StringScanner strings = new StringScanner();
    private JsonFields fields;
    private FieldValues values;
    private byte[] bytes;
    private int end;
    private final NameGuess[] guesses = new NameGuess[KINDS];
    private int guessed;
    private NameGuess guess;
    private int names;
    private int named;

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
        end = offset + length;
        guess = guessFor(wanted);
        names = 0;
        int at = value(0, 1, skipBlanks(input, offset, end));
        if (at < 0 || skipBlanks(input, at, end) != end) {
            return Code.BAD_JSON;
        }
        return found.kind(0) == JsonKind.OBJECT ? Code.NONE : Code.NOT_AN_OBJECT;
    }

    private NameGuess guessFor(JsonFields wanted) {
        if (guess != null && guess.fields == wanted) {
            return guess;
        }
        for (int i = 0; i < Math.min(guessed, KINDS); i++) {
            if (guesses[i].fields == wanted) {
                return guesses[i];
            }
        }
        NameGuess fresh = new NameGuess(wanted);
        guesses[guessed++ % KINDS] = fresh;
        return fresh;
    }

    /** Reads a value into {@code node}, which may be {@link JsonFields#NONE}. */
    private int value(int node, int depth, int start) {
        if (start == end) {
            return WRONG;
        }
        switch (bytes[start]) {
            case '"':
                return text(node, start + 1);
            case '{':
                note(node, JsonKind.OBJECT, start);
                return depth > MAX_DEPTH ? WRONG : measured(node, start, object(node, depth, start + 1));
            case '[':
                note(node, JsonKind.ARRAY, start);
                return depth > MAX_DEPTH ? WRONG : measured(node, start, array(depth, start + 1));
            case 't':
                note(node, JsonKind.TRUE, start);
                return literal(TRUE, start);
            case 'f':
                note(node, JsonKind.FALSE, start);
                return literal(FALSE, start);
            case 'n':
                note(node, JsonKind.NULL, start);
                return literal(NULL, start);
            default:
                int behind = number(start);
                if (node != JsonFields.NONE && behind >= 0) {
                    values.set(node, JsonKind.NUMBER, start, behind - start, false);
                }
                return behind;
        }
    }

    private int object(int node, int depth, int from) {
        byte[] input = bytes;
        int limit = end;
        int at = skipBlanks(input, from, limit);
        if (at < limit && input[at] == '}') {
            return at + 1;
        }
        while (at < limit && input[at] == '"') {
            int nth = names++;
            int child;
            if (guess.holds(nth, node, input, at + 1, limit)) {
                child = guess.child(nth);
                at += guess.length(nth) + 2;
            } else {
                at = name(nth, node, at + 1);
                if (at < 0) {
                    return WRONG;
                }
                child = named;
            }
            at = skipBlanks(input, at, limit);
            if (at == limit || input[at] != ':') {
                return WRONG;
            }
            if (child != JsonFields.NONE) {
                values.forget(child, fields.last(child));
            }
            at = value(child, depth + 1, skipBlanks(input, at + 1, limit));
            if (at < 0) {
                return WRONG;
            }
            at = skipBlanks(input, at, limit);
            if (at == limit) {
                return WRONG;
            }
            if (input[at] != ',') {
                return input[at] == '}' ? at + 1 : WRONG;
            }
            at = skipBlanks(input, at + 1, limit);
        }
        return WRONG;
    }

    /** Reads the n-th name, whose first byte behind the quote is at {@code from}; {@link #named} tells which field it is. */
    private int name(int nth, int node, int from) {
        int at = StringScanner.toSpecial(bytes, from, end);
        if (at < 0) {
            return WRONG;
        }
        boolean wanted = fields.hasChildren(node);
        if (bytes[at] == '"') {
            named = wanted ? fields.child(node, bytes, from, at - from) : JsonFields.NONE;
            guess.note(nth, node, bytes, from, end, at - from, named);
            return at + 1;
        }
        at = strings.unescape(bytes, from, at, end, values);
        named = wanted && at >= 0
                ? fields.child(node, values.scratch(), strings.offset(), strings.length())
                : JsonFields.NONE;
        return at;
    }

    private int array(int depth, int from) {
        int at = skipBlanks(bytes, from, end);
        if (at < end && bytes[at] == ']') {
            return at + 1;
        }
        while (true) {
            at = value(JsonFields.NONE, depth + 1, at);
            if (at < 0) {
                return WRONG;
            }
            at = skipBlanks(bytes, at, end);
            if (at == end) {
                return WRONG;
            }
            if (bytes[at] != ',') {
                return bytes[at] == ']' ? at + 1 : WRONG;
            }
            at = skipBlanks(bytes, at + 1, end);
        }
    }

    /** Reads the string whose first byte behind the quote is at {@code from}. */
    private int text(int node, int from) {
        int at = StringScanner.toSpecial(bytes, from, end);
        if (at < 0) {
            return WRONG;
        }
        if (bytes[at] == '"') {
            if (node != JsonFields.NONE) {
                values.set(node, JsonKind.STRING, from, at - from, false);
            }
            return at + 1;
        }
        at = strings.unescape(bytes, from, at, end, values);
        if (at >= 0 && node != JsonFields.NONE) {
            int kind = strings.broken() ? JsonKind.BROKEN_STRING : JsonKind.STRING;
            values.set(node, kind, strings.offset(), strings.length(), true);
        }
        return at;
    }

    private int literal(byte[] word, int at) {
        if (end - at < word.length) {
            return WRONG;
        }
        for (int i = 0; i < word.length; i++) {
            if (bytes[at + i] != word[i]) {
                return WRONG;
            }
        }
        return at + word.length;
    }

    private int number(int start) {
        int at = behind('-', start);
        int whole = behind('0', at);
        at = whole > at ? whole : digits(at);
        if (at < 0) {
            return WRONG;
        }
        int fraction = behind('.', at);
        at = fraction > at ? digits(fraction) : at;
        if (at < 0) {
            return WRONG;
        }
        int exponent = behind('e', at);
        exponent = exponent > at ? exponent : behind('E', at);
        if (exponent > at) {
            int sign = behind('+', exponent);
            return digits(sign > exponent ? sign : behind('-', exponent));
        }
        return at;
    }

    /** One digit or more. */
    private int digits(int start) {
        int at = start;
        while (at < end && bytes[at] >= '0' && bytes[at] <= '9') {
            at++;
        }
        return at > start ? at : WRONG;
    }

    /** The place behind {@code wanted} if it stands at {@code at}, else that place. */
    private int behind(char wanted, int at) {
        return at < end && bytes[at] == wanted ? at + 1 : at;
    }

    private static int skipBlanks(byte[] bytes, int from, int end) {
        int at = from;
        while (at < end && bytes[at] <= ' ' && isBlank(bytes[at])) {
            at++;
        }
        return at;
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }

    /** Notes how long an object or array is, which is known at its end only. */
    private int measured(int node, int start, int behind) {
        if (node != JsonFields.NONE && behind >= 0) {
            values.length(node, behind - start);
        }
        return behind;
    }

    private void note(int node, int kind, int start) {
        if (node != JsonFields.NONE) {
            values.set(node, kind, start, 0, false);
        }
    }
}
