package conductor.gateway.redis;

import conductor.engine.core.Code;
import java.util.Set;

/**
 * Takes what people wrote out of a chat entry that could not be used, and leaves enough to see what is wrong: the structure, the names
 * of the wire contract and the two ids that say where the entry belongs. Everything else is replaced by its length in code
 * points, whatever it is called: a sender that makes mistakes may put the text anywhere.
 */
final class ChatMask {
    private static final String STRUCTURE = "{}[]:,\"";
    private static final Set<String> SHOWN = Set.of("sessionId", "eventId");
    private static final Set<String> WORDS = Set.of("null", "true", "false");
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
            "parentMessage");

    private ChatMask() {}

    /**
     * The entry without what was written.
     *
     * @param code why the entry could not be used: only of one that was read it is known what stands where.
     */
    static String of(String json, int code) {
        boolean read = code == Code.MISSING_FIELD || code == Code.BAD_FIELD;
        return read ? members(json) : structure(json);
    }

    /** Whether the value of a member may be shown when it is a text. */
    static boolean shows(String name) {
        return SHOWN.contains(name);
    }

    /** A member's name as it may be shown. */
    static String name(String name) {
        return NAMES.contains(name) ? name : length(name);
    }

    /** Of a JSON text: its brackets, the names of the contract, and the texts of the members that may be shown. */
    private static String members(String json) {
        StringBuilder out = new StringBuilder(json.length());
        String name = "";
        int at = 0;
        while (at < json.length()) {
            char c = json.charAt(at);
            int end = at + 1;
            if (c == '"') {
                end = endOfString(json, at + 1);
                String string = json.substring(at + 1, end);
                end = Math.min(json.length(), end + 1);
                boolean isName = isColon(json, end);
                if (isName) {
                    out.append('"').append(name(string)).append('"');
                } else if (shows(name)) {
                    out.append(json, at, end);
                } else {
                    out.append(length(string));
                }
                name = isName ? string : "";
            } else if (STRUCTURE.indexOf(c) >= 0 || Character.isWhitespace(c)) {
                // An array or object takes the name away: what stands in it is not the member's text.
                name = c == ':' || Character.isWhitespace(c) ? name : "";
                out.append(c);
            } else {
                end = endOfWord(json, at);
                out.append(word(json.substring(at, end)));
            }
            at = end;
        }
        return out.toString();
    }

    private static boolean isColon(String json, int from) {
        int at = from;
        while (at < json.length() && Character.isWhitespace(json.charAt(at))) {
            at++;
        }
        return at < json.length() && json.charAt(at) == ':';
    }

    /** Index of the closing quote, or the end of the text. */
    private static int endOfString(String json, int from) {
        int at = from;
        while (at < json.length() && json.charAt(at) != '"') {
            at += json.charAt(at) == '\\' ? 2 : 1;
        }
        return Math.min(at, json.length());
    }

    /** Where a number or a word ends. */
    private static int endOfWord(String json, int from) {
        int at = from;
        while (at < json.length()
                && STRUCTURE.indexOf(json.charAt(at)) < 0
                && !Character.isWhitespace(json.charAt(at))) {
            at++;
        }
        return at;
    }

    private static String word(String word) {
        return WORDS.contains(word) ? word : length(word);
    }

    /** Of what could not be read: brackets, quotes and names of the contract, wherever they stand. */
    private static String structure(String text) {
        StringBuilder out = new StringBuilder();
        int from = 0;
        for (int at = 0; at <= text.length(); at++) {
            if (at == text.length() || STRUCTURE.indexOf(text.charAt(at)) >= 0) {
                String between = text.substring(from, at);
                boolean shown = between.isBlank() || NAMES.contains(between.strip()) || WORDS.contains(between.strip());
                out.append(shown ? between : length(between));
                if (at < text.length()) {
                    out.append(text.charAt(at));
                }
                from = at + 1;
            }
        }
        return out.toString();
    }

    private static String length(String text) {
        return Integer.toString(text.codePointCount(0, text.length()));
    }
}
