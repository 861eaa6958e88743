package conductor.gateway.edge;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import conductor.gateway.edge.BadSignalException.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A signal in a CloudEvents 1.0 envelope: its {@code type} says what it is, its {@code data} is the platform's message or ours, and {@code source} with
 * {@code id} names it once and for all.
 */
public final class CloudEvent {
    private static final int ATTRIBUTE_MAX = 255;

    private final String source;
    private final String id;
    private final EdgeSignal signal;

    private CloudEvent(String source, String id, EdgeSignal signal) {
        this.source = source;
        this.id = id;
        this.signal = signal;
    }

    /** The signal. */
    public EdgeSignal signal() {
        return signal;
    }

    /** Under which the event is written once only. */
    public String key() {
        return "event " + source.length() + ":" + source + id;
    }

    /** What it says, however it was written. */
    public byte[] content() {
        StringBuilder text = new StringBuilder().append(signal.type());
        for (byte[] id : Arrays.asList(signal.session(), signal.actor(), signal.event(), signal.poll())) {
            text.append(id == null ? " -" : " " + id.length + ":" + new String(id, StandardCharsets.UTF_8));
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** An event or what is wrong with it. */
    public record Result(CloudEvent event, BadSignalException fault) {}

    /**
     * One whose attributes stand in headers; the body is its data.
     *
     * @throws BadSignalException if it is none.
     */
    public static CloudEvent ofHeaders(String version, String source, String id, String type, byte[] data)
            throws BadSignalException {
        require("specversion", version);
        requireVersion(version);
        require("source", source);
        require("id", id);
        require("type", type);
        return new CloudEvent(source, id, new SignalJson().read(data, 0, data.length, type));
    }

    /**
     * One that is an object.
     *
     * @throws BadSignalException if it is none.
     */
    public static CloudEvent read(byte[] json) throws BadSignalException {
        SignalJson.requireUtf8(json, 0, json.length);
        try (JsonParser parser = SignalJson.factory().createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new BadSignalException(Reason.NOT_AN_OBJECT, "", "an event is a JSON object");
            }
            CloudEvent event = read(parser, json);
            if (parser.nextToken() != null) {
                throw new BadSignalException(Reason.BAD_JSON, "", "something follows behind the object");
            }
            return event;
        } catch (JsonProcessingException e) {
            throw SignalJson.bad(e);
        } catch (IOException e) {
            throw new BadSignalException(Reason.BAD_JSON, "", "it is not JSON in UTF-8");
        }
    }

    /**
     * All of an array, each by itself.
     *
     * @throws BadSignalException if it is no array.
     */
    public static List<Result> readAll(byte[] json) throws BadSignalException {
        List<Result> all = new ArrayList<>();
        SignalJson.requireUtf8(json, 0, json.length);
        try (JsonParser parser = SignalJson.factory().createParser(json)) {
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                throw new BadSignalException(Reason.BAD_JSON, "", "a batch of events is a JSON array");
            }
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                if (parser.currentToken() != JsonToken.START_OBJECT) {
                    parser.skipChildren();
                    all.add(new Result(
                            null, new BadSignalException(Reason.NOT_AN_OBJECT, "", "an event is a JSON object")));
                    continue;
                }
                all.add(one(parser, json));
            }
            if (parser.nextToken() != null) {
                throw new BadSignalException(Reason.BAD_JSON, "", "something follows behind the array");
            }
            return all;
        } catch (JsonProcessingException e) {
            throw SignalJson.bad(e);
        } catch (IOException e) {
            throw new BadSignalException(Reason.BAD_JSON, "", "it is not JSON in UTF-8");
        }
    }

    private static Result one(JsonParser parser, byte[] json) throws IOException {
        try {
            return new Result(read(parser, json), null);
        } catch (BadSignalException e) {
            return new Result(null, e);
        }
    }

    /** Reads to the end of the object also where something is wrong, so that the next one can be read. */
    private static CloudEvent read(JsonParser parser, byte[] json) throws IOException, BadSignalException {
        String version = null;
        String source = null;
        String id = null;
        String type = null;
        int dataFrom = -1;
        int dataEnd = -1;
        String dataText = null;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            JsonToken token = parser.nextToken();
            String text = token == JsonToken.VALUE_STRING ? parser.getText() : null;
            if (!name.equals("data")) {
                parser.skipChildren();
            }
            switch (name) {
                case "specversion" -> version = text;
                case "source" -> source = text;
                case "id" -> id = text;
                case "type" -> type = text;
                case "data" -> {
                    dataText = text;
                    dataFrom = (int) parser.currentTokenLocation().getByteOffset();
                    parser.skipChildren();
                    dataEnd = (int) parser.currentLocation().getByteOffset();
                }
                default -> {
                    // Says nothing of the signal.
                }
            }
        }
        require("specversion", version);
        requireVersion(version);
        require("source", source);
        require("id", id);
        require("type", type);
        if (dataFrom < 0) {
            throw new BadSignalException(Reason.MISSING_FIELD, "/data", "is missing");
        }
        byte[] data = dataText == null ? json : dataText.getBytes(StandardCharsets.UTF_8);
        int from = dataText == null ? dataFrom : 0;
        int length = dataText == null ? dataEnd - dataFrom : data.length;
        return new CloudEvent(source, id, new SignalJson().read(data, from, length, type));
    }

    private static void require(String name, String value) throws BadSignalException {
        if (value == null || value.isBlank()) {
            throw new BadSignalException(Reason.MISSING_FIELD, "/" + name, "is missing");
        }
        if (value.length() > ATTRIBUTE_MAX) {
            throw new BadSignalException(
                    Reason.BAD_FIELD, "/" + name, "has more than " + ATTRIBUTE_MAX + " characters");
        }
    }

    private static void requireVersion(String version) throws BadSignalException {
        if (!version.equals("1.0")) {
            throw new BadSignalException(Reason.BAD_FIELD, "/specversion", "must be 1.0");
        }
    }
}
