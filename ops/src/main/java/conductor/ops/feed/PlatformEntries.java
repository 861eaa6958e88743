package conductor.ops.feed;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * The JSON of stream entries, as UTF-8, with the members that the platform's real-time service writes. Times are the text that
 * its publisher states. One thread.
 */
public final class PlatformEntries {
    /** Whoever is only known by an id. */
    private static final String FIRST_NAME = "Recorded";

    private static final String LAST_NAME = "Attendee";

    /** Members of one entry. */
    private interface Members {
        void write(JsonGenerator json) throws IOException;
    }

    private final JsonFactory factory = JsonFactory.builder()
            .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
            .build();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(512);

    /** The mark of a time. */
    public static byte[] mark(long timeMs) {
        return ("{\"t\":" + timeMs + "}").getBytes(StandardCharsets.US_ASCII);
    }

    /** A chat message; {@code user} null = nobody is named. */
    public byte[] chat(String session, String event, String id, String user, String text, String time) {
        return entry(json -> {
            json.writeStringField("sessionId", session);
            json.writeStringField("eventId", event);
            json.writeObjectFieldStart("message");
            json.writeStringField("id", id);
            json.writeStringField("text", text);
            json.writeStringField("timestamp", time);
            json.writeNullField("metadata");
            writePresent(json, "authorId", user);
            json.writeStringField("sessionId", session);
            json.writeNullField("replyingToMessageId");
            author(json, user);
            json.writeNullField("parentMessage");
            json.writeEndObject();
        });
    }

    /** A reaction. */
    public byte[] reaction(String session, String user, String emoji, String time) {
        return entry(json -> {
            json.writeStringField("userId", user);
            json.writeStringField("sessionId", session);
            json.writeStringField("emoji", emoji);
            json.writeStringField("timestamp", time);
        });
    }

    /** A vote; what is null is left out. The real-time service puts the session's id into {@code eventId}. */
    public byte[] vote(String session, String user, String poll, String option, String time) {
        return entry(json -> {
            writePresent(json, "userId", user);
            writePresent(json, "pollId", poll);
            writePresent(json, "optionId", option);
            json.writeStringField("sessionId", session);
            json.writeStringField("eventId", session);
            json.writeStringField("voteTimestamp", time);
        });
    }

    /** Somebody comes ({@code user_join}) or goes ({@code user_leave}). */
    public byte[] presence(String type, String session, String event, String user, boolean inferred) {
        return entry(json -> {
            json.writeStringField("type", type);
            json.writeStringField("sessionId", session);
            json.writeStringField("eventId", event);
            json.writeStringField("userId", user);
            if (inferred) {
                json.writeBooleanField("inferred", true);
            }
        });
    }

    private byte[] entry(Members members) {
        out.reset();
        try (JsonGenerator json = factory.createGenerator(out)) {
            json.writeStartObject();
            members.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static void author(JsonGenerator json, String user) throws IOException {
        if (user == null) {
            json.writeNullField("author");
            return;
        }
        json.writeObjectFieldStart("author");
        json.writeStringField("id", user);
        json.writeStringField("firstName", FIRST_NAME);
        json.writeStringField("lastName", LAST_NAME);
        json.writeEndObject();
    }

    private static void writePresent(JsonGenerator json, String member, String text) throws IOException {
        if (text != null) {
            json.writeStringField(member, text);
        }
    }
}
