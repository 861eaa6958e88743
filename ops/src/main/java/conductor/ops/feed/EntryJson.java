package conductor.ops.feed;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import conductor.ops.json.Times;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * The JSON of an entry, with the members that the platform's real-time service writes. What a recording does not have,
 * texts and names, is filled with constants; inferred presence carries {@code "inferred":true}.
 */
final class EntryJson {
    private static final String TEXT = "…";
    private static final String EMOJI = "👍";
    private static final String FIRST_NAME = "Recorded";
    private static final String LAST_NAME = "Attendee";

    private final Rows rows;
    private final JsonFactory factory = JsonFactory.builder()
            .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
            .build();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(512);

    EntryJson(Rows rows) {
        this.rows = rows;
    }

    /** The entry of a row, as UTF-8; {@code sentMs} is the time that its publisher states. */
    byte[] entry(int row, long sentMs) {
        out.reset();
        try (JsonGenerator json = factory.createGenerator(out)) {
            json.writeStartObject();
            String time = Times.utc(sentMs);
            switch (rows.kind(row)) {
                case MESSAGE -> chat(json, row, time);
                case REACTION -> reaction(json, row, time);
                case POLL_VOTE -> vote(json, row, time);
                case JOIN -> presence(json, row, "user_join");
                case LEAVE -> presence(json, row, "user_leave");
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** The mark of a time, as UTF-8. */
    static byte[] mark(long timeMs) {
        return ("{\"t\":" + timeMs + "}").getBytes(StandardCharsets.US_ASCII);
    }

    private void chat(JsonGenerator json, int row, String time) throws IOException {
        String user = rows.texts().text(rows.user(row));
        json.writeStringField("sessionId", session(row));
        json.writeStringField("eventId", rows.eventId(row));
        json.writeObjectFieldStart("message");
        json.writeStringField("id", rows.id(row));
        json.writeStringField("text", TEXT);
        json.writeStringField("timestamp", time);
        json.writeNullField("metadata");
        writePresent(json, "authorId", rows.user(row));
        json.writeStringField("sessionId", session(row));
        json.writeNullField("replyingToMessageId");
        if (user == null) {
            json.writeNullField("author");
        } else {
            json.writeObjectFieldStart("author");
            json.writeStringField("id", user);
            json.writeStringField("firstName", FIRST_NAME);
            json.writeStringField("lastName", LAST_NAME);
            json.writeEndObject();
        }
        json.writeNullField("parentMessage");
        json.writeEndObject();
    }

    private void reaction(JsonGenerator json, int row, String time) throws IOException {
        json.writeStringField("userId", rows.texts().text(rows.user(row)));
        json.writeStringField("sessionId", session(row));
        json.writeStringField("emoji", EMOJI);
        json.writeStringField("timestamp", time);
    }

    /** The real-time service puts the session's id into {@code eventId} of a vote. */
    private void vote(JsonGenerator json, int row, String time) throws IOException {
        writePresent(json, "userId", rows.user(row));
        writePresent(json, "pollId", rows.poll(row));
        writePresent(json, "optionId", rows.choice(row));
        json.writeStringField("sessionId", session(row));
        json.writeStringField("eventId", session(row));
        json.writeStringField("voteTimestamp", time);
    }

    private void presence(JsonGenerator json, int row, String type) throws IOException {
        json.writeStringField("type", type);
        json.writeStringField("sessionId", session(row));
        json.writeStringField("eventId", rows.eventId(row));
        json.writeStringField("userId", rows.texts().text(rows.user(row)));
        if (rows.isInferred(row)) {
            json.writeBooleanField("inferred", true);
        }
    }

    private void writePresent(JsonGenerator json, String member, int text) throws IOException {
        if (text != TextTable.NONE) {
            json.writeStringField(member, rows.texts().text(text));
        }
    }

    private String session(int row) {
        return rows.texts().text(rows.session(row));
    }
}
