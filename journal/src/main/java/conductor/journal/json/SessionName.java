package conductor.journal.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The id of a session in the forms in which it leaves. Immutable. */
public final class SessionName {
    /** Characters of an id that a sentence for people shows at most: the platform's own ids are never longer. */
    public static final int SENTENCE_MAX = 100;

    private final byte[] utf8;
    private final byte[] escaped;
    private final byte[] inSentence;
    private final byte[] channel;

    public SessionName(String id) {
        JsonWriter json = new JsonWriter();
        this.utf8 = id.getBytes(StandardCharsets.UTF_8);
        byte[] text = json.part(id).toBytes();
        this.escaped = Arrays.equals(text, utf8) ? utf8 : text;
        this.inSentence = id.length() <= SENTENCE_MAX ? escaped : shortened(json, id);
        this.channel = ("session:" + id + ":events").getBytes(StandardCharsets.UTF_8);
    }

    /** The id itself. */
    public byte[] utf8() {
        return utf8;
    }

    /** The id as escaped JSON text without quotes. */
    public byte[] escaped() {
        return escaped;
    }

    /** The same, cut where it would be too long for a sentence. */
    public byte[] inSentence() {
        return inSentence;
    }

    /** The channel {@code session:{id}:events}. */
    public byte[] channel() {
        return channel;
    }

    private static byte[] shortened(JsonWriter json, String id) {
        int end = id.offsetByCodePoints(0, id.codePointCount(0, SENTENCE_MAX - 1));
        return json.clear().part(id.substring(0, end)).part("…").toBytes();
    }
}
