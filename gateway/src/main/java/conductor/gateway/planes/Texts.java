package conductor.gateway.planes;

import conductor.gateway.redis.IdRules;
import java.nio.charset.StandardCharsets;

/** What texts in messages of the planes may be. */
final class Texts {
    private Texts() {}

    /** Whether a code point of a string is half a surrogate pair without its other half. */
    static boolean isHalf(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }

    /**
     * The UTF-8 of an id (presence.md 1.1): printable, not blank, no control characters, 1 to {@code most} bytes.
     *
     * @return null if it is none.
     */
    static byte[] id(String text, int most) {
        if (!text.codePoints().allMatch(Texts::isPrintable)) {
            return null;
        }
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return utf8.length <= most && IdRules.valid(utf8, 0, utf8.length) ? utf8 : null;
    }

    /**
     * The UTF-8 of what a person wrote: 0 to {@code most} characters (code points), no control characters but line breaks and tabs.
     *
     * @return null if it is none.
     */
    static byte[] prose(String text, int most) {
        return fits(text, most) && text.codePoints().allMatch(Texts::isProse)
                ? text.getBytes(StandardCharsets.UTF_8)
                : null;
    }

    /** Whether a text has at most {@code most} characters (code points), all of them whole. */
    static boolean fits(String text, int most) {
        return text.codePointCount(0, text.length()) <= most
                && text.codePoints().noneMatch(Texts::isHalf);
    }

    /** Characters that only change how others are shown, and line ends, would let two ids look alike. */
    private static boolean isPrintable(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }

    private static boolean isProse(int codePoint) {
        return codePoint >= ' ' || codePoint == '\n' || codePoint == '\r' || codePoint == '\t';
    }
}
