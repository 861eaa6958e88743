package conductor.journal.sink;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Texts of people, models and the platform as PostgreSQL takes them. It refuses the character 0 in every text, and in jsonb also half
 * a pair of surrogates; one such row would hold up all rows behind it.
 */
final class Storable {
    /** An escape that is none itself, for a character that jsonb refuses: 0, or a surrogate, which raw UTF-8 never is. */
    private static final Pattern REFUSED =
            Pattern.compile("(?<!\\\\)((?:\\\\\\\\)*)\\\\u(?:0000|[dD][89a-fA-F][0-9a-fA-F]{2})");

    private Storable() {}

    /** A text without the character 0; null stays null. */
    static byte[] text(byte[] utf8) {
        if (utf8 == null || indexOf(utf8, (byte) 0) < 0) {
            return utf8;
        }
        return new String(utf8, StandardCharsets.UTF_8).replace('\0', '\ufffd').getBytes(StandardCharsets.UTF_8);
    }

    /** A JSON text in which what is refused is the character for what is none; null stays null. */
    static byte[] json(byte[] utf8) {
        if (utf8 == null || indexOf(utf8, (byte) '\\') < 0) {
            return utf8;
        }
        String text = new String(utf8, StandardCharsets.UTF_8);
        return REFUSED.matcher(text).replaceAll("$1\\\\ufffd").getBytes(StandardCharsets.UTF_8);
    }

    private static int indexOf(byte[] bytes, byte wanted) {
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == wanted) {
                return i;
            }
        }
        return -1;
    }
}
