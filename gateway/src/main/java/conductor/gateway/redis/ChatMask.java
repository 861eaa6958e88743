package conductor.gateway.redis;

import conductor.engine.core.Code;
import java.util.Set;

/** Takes what people wrote out of the text of a chat entry that could not be used, and leaves enough to see what is wrong. */
final class ChatMask {
    private static final String TEXT_NAME = "\"text\"";
    private static final String STRUCTURE = "{}[]:,\"";
    private static final Set<String> NAMES = Set.of(
            "sessionId",
            "eventId",
            "message",
            "id",
            "text",
            "timestamp",
            "metadata",
            "authorId",
            "author",
            "firstName",
            "lastName",
            "replyingToMessageId",
            "parentMessage",
            "null",
            "true",
            "false");

    private ChatMask() {}

    /**
     * The entry without what was written.
     *
     * @param code why the entry could not be used: of one that was read, only the text is replaced; in one that was not,
     *     nobody knows where the text is.
     */
    static String of(String json, int code) {
        boolean read =
                code != Code.BAD_UTF8 && code != Code.BAD_JSON && code != Code.NOT_AN_OBJECT && code != Code.TOO_LARGE;
        if (read && !json.contains("\\u")) {
            return withoutText(json);
        }
        boolean mayHoldText = json.indexOf('"') >= 0 || json.isEmpty() || "{[".indexOf(json.charAt(0)) < 0;
        return mayHoldText ? structure(json) : json;
    }

    /** Whether the value of a field of a flat entry may be shown. */
    static boolean shows(String field) {
        return field.equals("sessionId") || field.equals("eventId");
    }

    /**
     * Replaces the string of every member {@code text} by its length in code points, backslashes counted. By hand, since a regular
     * expression for it takes stack for every character.
     */
    private static String withoutText(String json) {
        StringBuilder out = new StringBuilder(json.length());
        int from = 0;
        for (int name = json.indexOf(TEXT_NAME); name >= 0; name = json.indexOf(TEXT_NAME, from)) {
            int quote = valueOf(json, name + TEXT_NAME.length());
            int behind = name + TEXT_NAME.length();
            if (quote >= 0) {
                int end = endOfString(json, quote + 1);
                out.append(json, from, quote).append(json.codePointCount(quote + 1, end));
                behind = Math.min(json.length(), end + 1);
            } else {
                out.append(json, from, behind);
            }
            from = behind;
        }
        return out.append(json, from, json.length()).toString();
    }

    /** Index of the quote that opens a member's string, -1 if no string stands there. */
    private static int valueOf(String text, int behindName) {
        int at = skipBlanks(text, behindName);
        if (at == text.length() || text.charAt(at) != ':') {
            return -1;
        }
        at = skipBlanks(text, at + 1);
        return at < text.length() && text.charAt(at) == '"' ? at : -1;
    }

    private static int skipBlanks(String text, int from) {
        int at = from;
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at;
    }

    /** Index of the closing quote, or the end of the text. */
    private static int endOfString(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) != '"') {
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        return Math.min(at, text.length());
    }

    /** The brackets, quotes and names of the wire contract; whatever else stands between them is replaced by its length. */
    private static String structure(String json) {
        StringBuilder out = new StringBuilder();
        int from = 0;
        for (int at = 0; at <= json.length(); at++) {
            if (at == json.length() || STRUCTURE.indexOf(json.charAt(at)) >= 0) {
                String between = json.substring(from, at);
                boolean shown = between.isBlank() || NAMES.contains(between.strip());
                out.append(shown ? between : Integer.toString(between.codePointCount(0, between.length())));
                if (at < json.length()) {
                    out.append(json.charAt(at));
                }
                from = at + 1;
            }
        }
        return out.toString();
    }
}
