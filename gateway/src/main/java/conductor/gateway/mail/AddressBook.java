package conductor.gateway.mail;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import conductor.engine.codec.EventSettingsRecordDecoder;
import conductor.engine.codec.MessageHeaderDecoder;
import conductor.engine.core.Decision;
import conductor.engine.core.DecisionType;
import conductor.journal.json.RecordText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.agrona.concurrent.UnsafeBuffer;

/** Whom to write to about an event: {@code notification_emails} as the SETTINGS records said last. One thread. */
final class AddressBook {
    private final int eventsMax;
    private final EventSettingsRecordDecoder settings = new EventSettingsRecordDecoder();
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final UnsafeBuffer text = new UnsafeBuffer(0, 0);
    private final JsonFactory json = new JsonFactory();
    private final Map<Long, List<String>> byEvent;

    /** @param eventsMax events remembered; the one that was heard of the longest ago makes room for another. */
    AddressBook(int eventsMax) {
        this.eventsMax = eventsMax;
        this.byEvent = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Long, List<String>> eldest) {
                return size() > AddressBook.this.eventsMax;
            }
        };
    }

    /** Takes in a record; to be called with every record, in order. */
    void apply(Decision d) {
        if (d.type != DecisionType.SETTINGS || !RecordText.isSettings(d.payload, d.payloadLength)) {
            return;
        }
        settings.wrapAndApplyHeader(d.payload, 0, header);
        settings.wrapEvent(text);
        settings.wrapEmails(text);
        if (settings.stored() == 0) {
            byEvent.remove(d.scopeKey);
        } else if (text.capacity() > 0) {
            set(d.scopeKey, parse());
        }
    }

    private void set(long eventKey, List<String> addresses) {
        if (addresses.isEmpty()) {
            byEvent.remove(eventKey);
        } else {
            byEvent.put(eventKey, addresses);
        }
    }

    /** The addresses of an event, empty where there are none. */
    List<String> of(long eventKey) {
        return byEvent.getOrDefault(eventKey, List.of());
    }

    /** The texts of the array; what is none, or no array, is nobody's address. */
    private List<String> parse() {
        byte[] bytes = new byte[text.capacity()];
        text.getBytes(0, bytes);
        List<String> addresses = new ArrayList<>();
        try (JsonParser parser = json.createParser(bytes)) {
            if (parser.nextToken() == JsonToken.START_ARRAY) {
                for (JsonToken token = parser.nextToken();
                        token == JsonToken.VALUE_STRING;
                        token = parser.nextToken()) {
                    addresses.add(parser.getText());
                }
            }
        } catch (IOException e) {
            return List.of();
        }
        return List.copyOf(addresses);
    }
}
