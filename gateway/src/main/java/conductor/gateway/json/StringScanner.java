package conductor.gateway.json;

/**
 * Scans one JSON string in valid UTF-8. A string without escapes is left where it is; one with escapes is unescaped
 * into the scratch of the {@link FieldValues}.
 *
 * <p>Eight bytes are looked at together: a byte of {@code w ^ pattern} is zero where {@code w} has the pattern's byte,
 * and {@code (w - 0x01..) & ~w & 0x80..} marks zero bytes (the classic test of Mycroft, 1987). Borrows can only mark
 * bytes above the first hit, so the lowest mark is exact.
 */
final class StringScanner {
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final long QUOTES = ONES * '"';
    private static final long BACKSLASHES = ONES * '\\';
    private static final long SPACES = ONES * ' ';
    /** Stands in the scratch for half a surrogate pair; the string is marked as broken. */
    private static final int REPLACEMENT = 0xfffd;

    private byte[] bytes;
    private int at;
    private int end;
    private int offset;
    private int length;
    private boolean broken;

    /** Where the unescaped text begins in the scratch. */
    int offset() {
        return offset;
    }

    int length() {
        return length;
    }

    /** Whether an escape made half a surrogate pair. */
    boolean broken() {
        return broken;
    }

    /** The place of the next quote or backslash from {@code from} on; -1 at a control character or the end. */
    static int toSpecial(byte[] bytes, int from, int end) {
        int at = from;
        while (at + Long.BYTES <= end) {
            long word = (long) Utf8.WORD.get(bytes, at);
            long quote = word ^ QUOTES;
            long backslash = word ^ BACKSLASHES;
            long hits =
                    ((quote - ONES) & ~quote | (backslash - ONES) & ~backslash | (word - SPACES) & ~word) & HIGH_BITS;
            if (hits != 0) {
                at += Long.numberOfTrailingZeros(hits) >>> 3;
                return bytes[at] == '"' || bytes[at] == '\\' ? at : -1;
            }
            at += Long.BYTES;
        }
        while (at < end) {
            byte b = bytes[at];
            if (b == '"' || b == '\\') {
                return at;
            }
            if (b >= 0 && b < ' ') {
                return -1;
            }
            at++;
        }
        return -1;
    }

    /**
     * Reads the string from {@code from}, the byte behind the opening quote, whose first backslash is at {@code special}.
     *
     * @return the place behind the closing quote, -1 if the string does not end, has a control character or a wrong escape.
     */
    int unescape(byte[] input, int from, int special, int limit, FieldValues values) {
        bytes = input;
        at = special;
        end = limit;
        broken = false;
        byte[] scratch = values.scratch();
        int start = values.scratchUsed();
        int to = start;
        int plain = from;
        while (true) {
            System.arraycopy(bytes, plain, scratch, to, at - plain);
            to += at - plain;
            if (bytes[at++] == '"') {
                break;
            }
            int codePoint = escape();
            if (codePoint < 0) {
                return -1;
            }
            to = Utf8.put(scratch, to, codePoint);
            plain = at;
            at = toSpecial(bytes, at, end);
            if (at < 0) {
                return -1;
            }
        }
        offset = start;
        length = to - start;
        values.scratchUsed(to);
        return at;
    }

    /** The code point of the escape behind a backslash, -1 if it is wrong. */
    private int escape() {
        if (at == end) {
            return -1;
        }
        return switch (bytes[at++]) {
            case '"' -> '"';
            case '\\' -> '\\';
            case '/' -> '/';
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> unicode();
            default -> -1;
        };
    }

    private int unicode() {
        int first = hex4(at);
        if (first < 0) {
            return -1;
        }
        at += 4;
        if (!Character.isSurrogate((char) first)) {
            return first;
        }
        if (Character.isHighSurrogate((char) first) && end - at >= 6 && bytes[at] == '\\' && bytes[at + 1] == 'u') {
            int second = hex4(at + 2);
            if (second >= 0 && Character.isLowSurrogate((char) second)) {
                at += 6;
                return Character.toCodePoint((char) first, (char) second);
            }
        }
        broken = true;
        return REPLACEMENT;
    }

    private int hex4(int from) {
        if (end - from < 4) {
            return -1;
        }
        int value = 0;
        for (int i = from; i < from + 4; i++) {
            int digit = Character.digit((char) (bytes[i] & 0xff), 16);
            if (digit < 0) {
                return -1;
            }
            value = value << 4 | digit;
        }
        return value;
    }
}
