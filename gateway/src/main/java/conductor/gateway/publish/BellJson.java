package conductor.gateway.publish;

import conductor.engine.core.Bell;
import conductor.engine.core.Decision;
import conductor.journal.json.Ids;
import conductor.journal.json.JsonWriter;
import conductor.journal.json.NotificationJson;
import conductor.journal.json.RecordView;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The messages of {@code agent:notifications:{eventId}}, the organiser's bell (audience.md 2.5). */
final class BellJson {
    private static final byte[] CHANNEL = "agent:notifications:".getBytes(StandardCharsets.US_ASCII);

    private final NotificationJson notifications;

    BellJson(Ids ids) {
        this.notifications = new NotificationJson(ids);
    }

    void write(JsonWriter json, RecordView view) {
        Decision d = view.decision();
        json.beginObject()
                .text("type", Bell.name(d.state))
                .text("event_id", view.eventId())
                .time("timestamp", d.engineTimeMs)
                .text("session_id", view.sessionId());
        notifications.members(json, view);
        json.number("seq", d.seq).endObject();
    }

    /** The channel of an event. */
    static byte[] channel(byte[] eventId) {
        byte[] channel = Arrays.copyOf(CHANNEL, CHANNEL.length + eventId.length);
        System.arraycopy(eventId, 0, channel, CHANNEL.length, eventId.length);
        return channel;
    }
}
