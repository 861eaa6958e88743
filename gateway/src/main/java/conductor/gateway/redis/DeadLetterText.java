package conductor.gateway.redis;

import conductor.engine.core.Code;
import conductor.engine.core.SourceId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * Writes a dead letter as the JSON of audience.md 1.1. What people wrote in a chat does not leave with it: the text is
 * replaced by its length.
 */
final class DeadLetterText {
    /** Characters of the entry that are shown. */
    static final int RAW_MAX = 2_048;

    private static final DateTimeFormatter AT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private DeadLetterText() {}

    static String json(DeadLetters.DeadLetter letter) {
        StringBuilder json = new StringBuilder(256);
        json.append("{\"stream\":");
        quote(json, SourceId.stream(letter.source()));
        json.append(",\"entry_id\":");
        quote(json, new StreamId(letter.ms(), letter.seq()).toString());
        json.append(",\"reason\":");
        quote(json, Code.name(letter.code()));
        if (letter.field() != null) {
            json.append(",\"field\":");
            quote(json, letter.field());
        }
        if (letter.raw() == null) {
            json.append(",\"raw\":null,\"gone\":true");
        } else {
            json.append(",\"raw\":");
            quote(json, raw(letter));
        }
        json.append(",\"at\":");
        quote(json, AT.format(Instant.ofEpochMilli(letter.atMs())));
        return json.append('}').toString();
    }

    private static String raw(DeadLetters.DeadLetter letter) {
        if (letter.source() == SourceId.SIGNALS) {
            // Bytes of a record, with ids of attendees among them: how many there are says enough.
            return letter.raw().length + " bytes";
        }
        boolean isChat = letter.source() == SourceId.CHAT;
        boolean isFlat = letter.form() == EntryQueue.FLAT || letter.form() == EntryQueue.LARGE_FLAT;
        String text = isFlat ? flat(letter.raw(), isChat) : new String(letter.raw(), StandardCharsets.UTF_8);
        return cut(isChat && !isFlat ? ChatMask.of(text, letter.code()) : text);
    }

    /** The fields of an entry as a JSON object of strings. */
    private static String flat(byte[] raw, boolean isChat) {
        StringBuilder json = new StringBuilder(raw.length + 32).append('{');
        FlatFields fields = new FlatFields().over(raw, 0, raw.length);
        while (fields.next()) {
            if (json.length() > 1) {
                json.append(',');
            }
            String name = text(raw, fields.nameOffset(), fields.nameLength());
            String value = text(raw, fields.valueOffset(), fields.valueLength());
            quote(json, isChat ? ChatMask.name(name) : name);
            json.append(':');
            if (isChat && !ChatMask.shows(name)) {
                json.append(value.codePointCount(0, value.length()));
            } else {
                quote(json, value);
            }
        }
        return json.append('}').toString();
    }

    private static String text(byte[] bytes, int offset, int length) {
        return new String(bytes, offset, length, StandardCharsets.UTF_8);
    }

    /** At most {@link #RAW_MAX} characters, without half a surrogate pair at the end. */
    private static String cut(String text) {
        if (text.length() <= RAW_MAX) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(RAW_MAX - 1)) ? RAW_MAX - 1 : RAW_MAX;
        return text.substring(0, end);
    }

    private static void quote(StringBuilder json, String text) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ') {
                json.append(String.format("\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        json.append('"');
    }
}
