package conductor.gateway.json;

/**
 * Whether JSON that was scanned can also be stored: PostgreSQL's {@code jsonb} takes neither the character U+0000 nor half a
 * surrogate pair nor a number beyond its range, all of which JSON allows. Allocates nothing.
 */
public final class StorableJson {
    /** More digits of an exponent are beyond any number that is meant. */
    private static final int EXPONENT_DIGITS_MAX = 3;

    private StorableJson() {}

    /** Whether these bytes, known to be JSON, can be stored. */
    public static boolean is(byte[] json, int offset, int length) {
        int end = offset + length;
        int at = offset;
        while (at < end) {
            if (json[at] == '"') {
                at = endOfText(json, at + 1);
            } else if ((json[at] | 0x20) == 'e' && at > offset && isDigit(json[at - 1])) {
                at = endOfExponent(json, at + 1, end);
            } else {
                at++;
            }
            if (at < 0) {
                return false;
            }
        }
        return true;
    }

    /** Offset behind the closing quote, or -1 when an escape makes what cannot be stored. */
    private static int endOfText(byte[] json, int from) {
        int at = from;
        while (json[at] != '"') {
            if (json[at] != '\\') {
                at++;
            } else if (json[at + 1] != 'u') {
                at += 2;
            } else {
                int unit = hex4(json, at + 2);
                at += 6;
                if (Character.isHighSurrogate((char) unit)) {
                    boolean pair = json[at] == '\\'
                            && json[at + 1] == 'u'
                            && Character.isLowSurrogate((char) hex4(json, at + 2));
                    if (!pair) {
                        return -1;
                    }
                    at += 6;
                } else if (unit == 0 || Character.isLowSurrogate((char) unit)) {
                    return -1;
                }
            }
        }
        return at + 1;
    }

    /** Offset behind an exponent, or -1 when it is too long. */
    private static int endOfExponent(byte[] json, int from, int end) {
        int first = json[from] == '+' || json[from] == '-' ? from + 1 : from;
        int at = first;
        while (at < end && isDigit(json[at])) {
            at++;
        }
        return at - first > EXPONENT_DIGITS_MAX ? -1 : at;
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    private static int hex4(byte[] json, int from) {
        int value = 0;
        for (int i = from; i < from + 4; i++) {
            value = value << 4 | Character.digit((char) (json[i] & 0xff), 16);
        }
        return value;
    }
}
