package conductor.gateway.edge;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import conductor.engine.core.SignalType;
import conductor.gateway.edge.BadSignalException.Reason;
import conductor.gateway.json.Utf8;
import conductor.gateway.redis.IdRules;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Reads a signal from JSON: {@code {"type":"chat","session_id":…,"user_id":…,"event_id":…,"poll_id":…}}, or what the platform writes
 * to its streams (audience.md 1.2), whose names and nesting are taken as well. Unknown members are passed over, so texts of people
 * are read past and kept nowhere. Strict and bounded: no member twice, 16 levels, texts of 4,096 characters, numbers of 32 digits, names of 128. For one
 * thread at a time.
 */
public final class SignalJson {
    private static final int MAX_DEPTH = 16;
    private static final int MAX_TEXT = 4_096;
    private static final int MAX_NUMBER = 32;
    private static final int MAX_NAME = 128;

    private static final JsonFactory FACTORY = ((JsonFactoryBuilder) JsonFactory.builder())
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(MAX_TEXT)
                    .maxNumberLength(MAX_NUMBER)
                    .maxNameLength(MAX_NAME)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(JsonFactory.Feature.CHARSET_DETECTION)
            .build();

    private final PlainJson plain = new PlainJson();
    private String type;
    private String session;
    private String actor;
    private String event;
    private String poll;
    private String authorId;

    /** The factory of parsers with these bounds. */
    static JsonFactory factory() {
        return FACTORY;
    }

    /**
     * Reads one signal.
     *
     * @param givenType its type where the message around it says it, else null.
     * @throws BadSignalException if it is none.
     */
    public EdgeSignal read(byte[] json, int offset, int length, String givenType) throws BadSignalException {
        EdgeSignal signal = givenType == null ? plain.read(json, offset, length) : null;
        return signal == null ? readAny(json, offset, length, givenType) : signal;
    }

    /** The same for every form. */
    EdgeSignal readAny(byte[] json, int offset, int length, String givenType) throws BadSignalException {
        try (JsonParser parser = FACTORY.createParser(json, offset, length)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new BadSignalException(Reason.NOT_AN_OBJECT, "", "a signal is a JSON object");
            }
            EdgeSignal signal = read(parser, givenType);
            if (parser.nextToken() != null) {
                throw new BadSignalException(Reason.BAD_JSON, "", "something follows behind the object");
            }
            return signal;
        } catch (StreamConstraintsException e) {
            throw new BadSignalException(Reason.BAD_JSON, "", e.getOriginalMessage());
        } catch (JsonProcessingException e) {
            throw bad(e);
        } catch (IOException e) {
            // Also what is no UTF-8.
            throw new BadSignalException(Reason.BAD_JSON, "", "it is not JSON in UTF-8");
        }
    }

    /** The parser itself would take other encodings, and longer forms of a character. */
    static void requireUtf8(byte[] json, int offset, int length) throws BadSignalException {
        if (!Utf8.valid(json, offset, length)) {
            throw new BadSignalException(Reason.BAD_JSON, "", "it is not JSON in UTF-8");
        }
    }

    static BadSignalException bad(JsonProcessingException e) {
        long at = e.getLocation() == null ? -1 : e.getLocation().getByteOffset();
        String where = at < 0 ? "" : " near byte " + at;
        return new BadSignalException(Reason.BAD_JSON, "", "it is not valid JSON" + where + ": " + firstLine(e));
    }

    private static String firstLine(JsonProcessingException e) {
        String message = e.getOriginalMessage();
        int line = message.indexOf('\n');
        String first = line < 0 ? message : message.substring(0, line);
        // Where it was read from says nothing to a client.
        int source = first.indexOf(" (start marker at [");
        return source < 0 ? first : first.substring(0, source);
    }

    /** Reads the members of an object that has begun. */
    EdgeSignal read(JsonParser parser, String givenType) throws IOException, BadSignalException {
        type = null;
        session = null;
        actor = null;
        event = null;
        poll = null;
        authorId = null;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            JsonToken token = parser.nextToken();
            member(parser, name, token);
        }
        return signal(type(givenType));
    }

    private void member(JsonParser parser, String name, JsonToken token) throws IOException, BadSignalException {
        switch (name) {
            case "type" -> type = text(parser, token, "/type");
            case "session_id", "sessionId" -> session = text(parser, token, "/" + name);
            case "user_id", "userId" -> actor = text(parser, token, "/" + name);
            case "event_id", "eventId" -> event = text(parser, token, "/" + name);
            case "poll_id", "pollId" -> poll = text(parser, token, "/" + name);
            case "poll" -> nested(parser, token, name);
            case "message" -> nested(parser, token, name);
            default -> parser.skipChildren();
        }
    }

    /** The platform's poll and message are objects; what else stands there says nothing. */
    private void nested(JsonParser parser, JsonToken token, String where) throws IOException, BadSignalException {
        if (token != JsonToken.START_OBJECT) {
            return;
        }
        boolean ofPoll = where.equals("poll");
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            JsonToken inner = parser.nextToken();
            String pointer = "/" + where + "/" + name;
            switch (name) {
                case "id" -> poll = ofPoll && poll == null ? text(parser, inner, pointer) : passed(parser, poll);
                case "sessionId" ->
                    session = ofPoll && session == null ? text(parser, inner, pointer) : passed(parser, session);
                case "authorId" -> {
                    String given = ofPoll ? passed(parser, null) : text(parser, inner, pointer);
                    authorId = given == null ? authorId : given;
                }
                case "author" -> author(parser, inner, ofPoll);
                default -> parser.skipChildren();
            }
        }
    }

    private void author(JsonParser parser, JsonToken token, boolean ofPoll) throws IOException, BadSignalException {
        if (ofPoll || token != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            JsonToken inner = parser.nextToken();
            if (name.equals("id") && authorId == null) {
                authorId = text(parser, inner, "/message/author/id");
            } else {
                parser.skipChildren();
            }
        }
    }

    private static String passed(JsonParser parser, String kept) throws IOException {
        parser.skipChildren();
        return kept;
    }

    private static String text(JsonParser parser, JsonToken token, String pointer)
            throws IOException, BadSignalException {
        if (token == JsonToken.VALUE_NULL) {
            return null;
        }
        if (token != JsonToken.VALUE_STRING) {
            throw new BadSignalException(Reason.BAD_FIELD, pointer, "must be a text");
        }
        return parser.getText();
    }

    private int type(String givenType) throws BadSignalException {
        String word = givenType == null ? type : givenType;
        if (word == null) {
            throw new BadSignalException(
                    Reason.MISSING_FIELD, "/type", "is missing; it is one of " + SignalTypes.WORDS);
        }
        int known = SignalTypes.of(word, type);
        if (known == SignalTypes.UNKNOWN) {
            throw new BadSignalException(
                    Reason.UNKNOWN_TYPE, givenType == null ? "/type" : "", "is not one of " + SignalTypes.WORDS);
        }
        return known;
    }

    private EdgeSignal signal(int known) throws BadSignalException {
        String user = known == SignalType.CHAT && actor == null ? authorId : actor;
        boolean person = known == SignalType.JOIN || known == SignalType.LEAVE || known == SignalType.REACTION;
        boolean ofPoll = known == SignalType.POLL_VOTE || known == SignalType.POLL_CLOSED;
        byte[] sessionId = id(session, "/session_id", known != SignalType.POLL_CLOSED);
        byte[] userId = id(user, "/user_id", person);
        byte[] pollId = id(poll, "/poll_id", ofPoll);
        byte[] eventId = known == SignalType.CHAT || known == SignalType.JOIN ? evidence() : null;
        return new EdgeSignal(
                known, sessionId, known == SignalType.POLL_CLOSED ? null : userId, eventId, ofPoll ? pollId : null);
    }

    /** What the platform puts where it does not know the event is no evidence, and no fault. */
    private byte[] evidence() throws BadSignalException {
        boolean none = event == null || event.isBlank() || event.equals("unknown") || event.equals(session);
        return none ? null : id(event, "/event_id", false);
    }

    private static byte[] id(String text, String pointer, boolean required) throws BadSignalException {
        if (text == null) {
            if (required) {
                throw new BadSignalException(Reason.MISSING_FIELD, pointer, "is missing");
            }
            return null;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        // Half a surrogate pair becomes a question mark, which would be another id.
        boolean whole = text.equals(new String(bytes, StandardCharsets.UTF_8));
        if (!whole || !IdRules.validUtf8(bytes, 0, bytes.length)) {
            throw new BadSignalException(
                    Reason.BAD_FIELD, pointer, "must have 1 to 255 bytes, not only blanks, and no control characters");
        }
        return bytes;
    }
}
