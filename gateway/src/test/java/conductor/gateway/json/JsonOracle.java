package conductor.gateway.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import conductor.engine.core.Code;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** What another reader, the JDK's decoder and jackson-core with strict settings, says about the same bytes. */
final class JsonOracle {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(JsonScanner.MAX_DEPTH)
                    .maxNumberLength(100_000)
                    .build())
            .build();

    private final Map<String, String> members = new TreeMap<>();
    private int code;

    /** Reads; then {@link #code()} and {@link #members()} tell. */
    void read(byte[] bytes) {
        members.clear();
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            // This reader takes letters like U+1666 for the hex digit that their low byte is. Whether a text is JSON
            // does not
            // depend on which of the characters beyond ASCII it has, so one that is harmless stands for all.
            code = parse(text.replaceAll("[^\\x00-\\x7f]", "\u00e9"));
            if (code == Code.NONE) {
                members.clear();
                parse(text);
            }
        } catch (CharacterCodingException e) {
            code = Code.BAD_UTF8;
        }
    }

    private int parse(String text) {
        try (JsonParser parser = FACTORY.createParser(text)) {
            JsonToken first = parser.nextToken();
            if (first == JsonToken.START_OBJECT) {
                object(parser, "");
            } else {
                parser.skipChildren();
            }
            boolean valid = first != null && parser.nextToken() == null;
            return !valid ? Code.BAD_JSON : first == JsonToken.START_OBJECT ? Code.NONE : Code.NOT_AN_OBJECT;
        } catch (JsonProcessingException e) {
            return Code.BAD_JSON;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    int code() {
        return code;
    }

    /** Path of every member, to its kind and text. */
    Map<String, String> members() {
        return members;
    }

    private void object(JsonParser parser, String path) throws IOException {
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String member = path + "/" + parser.currentName();
            members.keySet().removeIf(known -> known.equals(member) || known.startsWith(member + "/"));
            switch (parser.nextToken()) {
                case START_OBJECT -> {
                    members.put(member, kind(JsonKind.OBJECT));
                    object(parser, member);
                }
                case START_ARRAY -> {
                    members.put(member, kind(JsonKind.ARRAY));
                    parser.skipChildren();
                }
                case VALUE_STRING -> members.put(member, string(parser.getText()));
                case VALUE_TRUE -> members.put(member, kind(JsonKind.TRUE));
                case VALUE_FALSE -> members.put(member, kind(JsonKind.FALSE));
                case VALUE_NULL -> members.put(member, kind(JsonKind.NULL));
                default -> members.put(member, kind(JsonKind.NUMBER));
            }
        }
    }

    private static String kind(int kind) {
        return kind + ":";
    }

    private static String string(String text) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(text)
                ? JsonKind.STRING + ":" + text
                : kind(JsonKind.BROKEN_STRING);
    }
}
