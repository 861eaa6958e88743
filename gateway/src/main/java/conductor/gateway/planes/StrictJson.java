package conductor.gateway.planes;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import conductor.engine.core.Code;
import conductor.gateway.json.Utf8;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads one JSON object as the planes take it (presence.md 1.1): UTF-8, at most {@value #MAX_BYTES} bytes, depth at most {@value #MAX_DEPTH}, no member twice
 * in one object, whole numbers only; everywhere, also in members that nobody asks for. Values are {@link Map}, {@link List}, {@link String},
 * {@link Whole}, {@link Boolean} and null; a text may hold half a surrogate pair, which an escape can make.
 */
final class StrictJson {
    /** Longest message in bytes. */
    static final int MAX_BYTES = 65_536;
    /** Deepest nesting of objects and arrays, the message itself counted as 1. */
    static final int MAX_DEPTH = 8;

    /** A longer name is none of ours, and says nothing in a dead letter. */
    private static final int NAME_SHOWN_MAX = 64;

    /**
     * What a message holds is bounded by its length already. Names are not kept from one message to the next: anybody may choose them.
     */
    private static final JsonFactory FACTORY = ((JsonFactoryBuilder) JsonFactory.builder())
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(MAX_BYTES)
                    .maxNumberLength(MAX_BYTES)
                    .maxNameLength(MAX_BYTES)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private final JsonParser json;
    /** The member of the message that is being read, null before the first. */
    private String member;

    private boolean odd;
    private String oddMember;

    private StrictJson(JsonParser json) {
        this.json = json;
    }

    /**
     * Reads {@code length} bytes at {@code offset}.
     *
     * @throws Malformed TOO_LARGE; BAD_UTF8; BAD_JSON (also too deep, or a member twice); NOT_AN_OBJECT; BAD_FIELD with the message's member in which a
     *     number is not whole.
     */
    static Map<String, Object> read(byte[] bytes, int offset, int length) throws Malformed {
        if (length > MAX_BYTES) {
            throw new Malformed(Code.TOO_LARGE, null);
        }
        if (!Utf8.valid(bytes, offset, length)) {
            throw new Malformed(Code.BAD_UTF8, null);
        }
        // As text: of bytes the library would guess the encoding, and pass over a mark at their beginning.
        String text = new String(bytes, offset, length, StandardCharsets.UTF_8);
        try (JsonParser parser = FACTORY.createParser(text)) {
            return new StrictJson(parser).message();
        } catch (JsonProcessingException e) {
            throw new Malformed(Code.BAD_JSON, null);
        } catch (IOException e) {
            throw new UncheckedIOException("a text in memory cannot fail to be read", e);
        }
    }

    private Map<String, Object> message() throws IOException, Malformed {
        JsonToken first = json.nextToken();
        if (first == null) {
            throw new Malformed(Code.BAD_JSON, null);
        }
        Map<String, Object> members = null;
        if (first == JsonToken.START_OBJECT) {
            members = members();
        } else {
            value(first);
        }
        if (json.nextToken() != null) {
            throw new Malformed(Code.BAD_JSON, null);
        }
        if (members == null) {
            throw new Malformed(Code.NOT_AN_OBJECT, null);
        }
        if (odd) {
            throw new Malformed(Code.BAD_FIELD, oddMember);
        }
        return members;
    }

    private Map<String, Object> members() throws IOException {
        Map<String, Object> members = new LinkedHashMap<>();
        while (json.nextToken() != JsonToken.END_OBJECT) {
            member = json.currentName();
            members.put(member, value(json.nextToken()));
        }
        return members;
    }

    private Object value(JsonToken token) throws IOException {
        return switch (token) {
            case START_OBJECT -> object();
            case START_ARRAY -> array();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(token);
            case VALUE_TRUE -> Boolean.TRUE;
            case VALUE_FALSE -> Boolean.FALSE;
            case VALUE_NULL -> null;
            default -> json.getText();
        };
    }

    private Map<String, Object> object() throws IOException {
        Map<String, Object> object = new LinkedHashMap<>();
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            object.put(name, value(json.nextToken()));
        }
        return object;
    }

    private List<Object> array() throws IOException {
        List<Object> items = new ArrayList<>();
        for (JsonToken token = json.nextToken(); token != JsonToken.END_ARRAY; token = json.nextToken()) {
            items.add(value(token));
        }
        return items;
    }

    /** Notes the first number that is not whole and goes on: what follows may be no JSON at all. */
    private Whole number(JsonToken token) throws IOException {
        Whole number = new Whole(json.getText());
        boolean whole = token == JsonToken.VALUE_NUMBER_INT && !number.digits().equals("-0");
        if (!whole && !odd) {
            odd = true;
            oddMember = member != null && member.length() <= NAME_SHOWN_MAX ? member : null;
        }
        return number;
    }
}
