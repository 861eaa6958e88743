package conductor.gateway.content;

import java.util.regex.Pattern;

/**
 * Whether a text is plain: without control characters, markup and links (audience.md 7.3). It is shown to a whole audience
 * by software that we do not know, so in doubt a text is not plain.
 */
final class PlainText {
    private static final Pattern MARKUP = Pattern.compile(
            "[<>`]|\\]\\(|[*_~#]{2}|^#{1,6}\\s|\\*\\S[^*]*\\*|&(#\\w{1,8}|\\p{Alpha}\\p{Lower}{1,30});");

    /** A scheme, "www.", a host with a path, or a host under one of the ends that are no names of software. */
    private static final Pattern LINK = Pattern.compile(
            "\\p{Alpha}[\\w+.-]*://|\\b(mailto|javascript|data|tel):\\S|\\bwww\\.|[\\w-]\\.\\p{Alpha}{2,}/\\S"
                    + "|[\\w-]\\.(com|org|info|biz|ly|xyz|link)\\b",
            Pattern.CASE_INSENSITIVE);

    private PlainText() {}

    /** What {@code text} contains that it must not, as words behind "must not contain"; null if it is plain. */
    static String flaw(String text) {
        if (text.codePoints().anyMatch(PlainText::steers)) {
            return "control characters";
        }
        if (MARKUP.matcher(text).find()) {
            return "markup";
        }
        return LINK.matcher(text).find() ? "links" : null;
    }

    /** Control characters, line and paragraph separators, halves of characters, and what turns the direction of a text. */
    private static boolean steers(int codePoint) {
        boolean bidi = codePoint >= 0x202a && codePoint <= 0x202e || codePoint >= 0x2066 && codePoint <= 0x2069;
        return bidi
                || switch (Character.getType(codePoint)) {
                    case Character.CONTROL,
                            Character.LINE_SEPARATOR,
                            Character.PARAGRAPH_SEPARATOR,
                            Character.SURROGATE -> true;
                    default -> false;
                };
    }
}
