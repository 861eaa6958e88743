package conductor.journal.json;

import conductor.engine.core.Decision;
import conductor.engine.core.DecisionType;
import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;
import org.agrona.collections.Long2LongHashMap;
import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.collections.LongHashSet;

/**
 * The texts behind the keys of the decision records: session ids from SESSION_OPENED, event ids from EVENT_RESOLVED.
 * What it answers at a record is a function of the records up to it, so the same journal gives the same texts.
 *
 * <p>A record may come without a text when the engine was never told it; its key then stays unknown here, too. A
 * closed session is forgotten at the first record of another session, because its close is followed by more records
 * of its own; an event is forgotten with its last session. One thread.
 */
public final class SessionDirectory {
    /** An event nobody named yet. */
    private static final EventName UNKNOWN = EventName.plain("unknown");

    private static final long NONE = 0;

    private final Long2ObjectHashMap<SessionName> sessions = new Long2ObjectHashMap<>();
    private final Long2ObjectHashMap<EventName> events = new Long2ObjectHashMap<>();
    private final Long2LongHashMap eventOfSession = new Long2LongHashMap(NONE);
    private final LongHashSet pausedEvents = new LongHashSet();
    /** How many sessions, pauses and current records refer to an event. */
    private final Long2LongHashMap sessionsOfEvent = new Long2LongHashMap(0);

    private final JsonWriter json = new JsonWriter();
    private long closedSession = NONE;
    private long leftEvent = NONE;

    /** Forgets everything; for reading the records from their start again. */
    public void clear() {
        sessions.clear();
        events.clear();
        eventOfSession.clear();
        sessionsOfEvent.clear();
        pausedEvents.clear();
        closedSession = NONE;
        leftEvent = NONE;
    }

    /** Takes in a record; to be called with every record, in order, before its texts are asked for. */
    public void apply(Decision d) {
        if (d.type == DecisionType.SUMMARY || DecisionType.isOfPresence(d.type)) {
            // A summary is about the event that the record before it may be the last to need; a work item ends with a
            // session's decision, between the session's own records.
            return;
        }
        release(leftEvent);
        leftEvent = NONE;
        if (closedSession != NONE && (d.subjectKey != closedSession || d.type == DecisionType.SESSION_OPENED)) {
            forget(closedSession);
            closedSession = NONE;
        }
        switch (d.type) {
            case DecisionType.SESSION_OPENED -> open(d);
            case DecisionType.SESSION_CLOSED -> closedSession = d.subjectKey;
            case DecisionType.EVENT_RESOLVED -> resolve(d);
            case DecisionType.PAUSED -> pause(d);
            case DecisionType.RESUMED -> resume(d);
            case DecisionType.SETTINGS, DecisionType.COMMAND_RESULT -> mention(d);
            default -> {}
        }
    }

    /** The session of a key, or null where the key is 0 or not known. */
    public SessionName session(long subjectKey) {
        return subjectKey == NONE ? null : sessions.get(subjectKey);
    }

    /** The event id of a key as escaped JSON text, {@code unknown} where the key is 0 or not known. */
    public byte[] event(long scopeKey) {
        return eventName(scopeKey).escaped();
    }

    /** The event id of a key, {@code unknown} where the key is 0 or not known. */
    public byte[] eventUtf8(long scopeKey) {
        return eventName(scopeKey).utf8();
    }

    private EventName eventName(long scopeKey) {
        EventName name = scopeKey == NONE ? null : events.get(scopeKey);
        return name == null ? UNKNOWN : name;
    }

    /** Sessions held. */
    public int sessionCount() {
        return sessions.size();
    }

    /** Events held. */
    public int eventCount() {
        return events.size();
    }

    private void open(Decision d) {
        if (d.payloadLength > 0) {
            sessions.put(d.subjectKey, new SessionName(text(d)));
        }
    }

    private void resolve(Decision d) {
        if (d.scopeKey == NONE) {
            return;
        }
        if (d.payloadLength > 0) {
            events.put(d.scopeKey, named(text(d)));
        }
        long before = eventOfSession.put(d.subjectKey, d.scopeKey);
        sessionsOfEvent.put(d.scopeKey, sessionsOfEvent.get(d.scopeKey) + 1);
        leftEvent = before;
    }

    /** The event of a pause is kept until the pause is over, whatever becomes of its sessions. */
    private void pause(Decision d) {
        if (d.scopeKey != NONE && pausedEvents.add(d.scopeKey)) {
            keep(d.scopeKey, RecordText.event(d));
        }
    }

    private void resume(Decision d) {
        if (pausedEvents.remove(d.scopeKey)) {
            leftEvent = d.scopeKey;
        }
    }

    /** A record that names its event itself: known for this record alone, if nothing else keeps it. */
    private void mention(Decision d) {
        String event = d.scopeKey == NONE ? "" : RecordText.event(d);
        if (!event.isEmpty()) {
            keep(d.scopeKey, event);
            leftEvent = d.scopeKey;
        }
    }

    private void keep(long scopeKey, String event) {
        events.putIfAbsent(scopeKey, named(event));
        sessionsOfEvent.put(scopeKey, sessionsOfEvent.get(scopeKey) + 1);
    }

    private void forget(long subjectKey) {
        sessions.remove(subjectKey);
        release(eventOfSession.remove(subjectKey));
    }

    private void release(long scopeKey) {
        if (scopeKey == NONE) {
            return;
        }
        long left = sessionsOfEvent.get(scopeKey) - 1;
        if (left > 0) {
            sessionsOfEvent.put(scopeKey, left);
        } else {
            sessionsOfEvent.remove(scopeKey);
            events.remove(scopeKey);
        }
    }

    private EventName named(String id) {
        return new EventName(
                id.getBytes(StandardCharsets.UTF_8), json.clear().part(id).toBytes());
    }

    /** An event id as it is and as escaped JSON text. */
    private record EventName(byte[] utf8, byte[] escaped) {
        static EventName plain(String ascii) {
            byte[] bytes = ascii.getBytes(StandardCharsets.US_ASCII);
            return new EventName(bytes, bytes);
        }
    }

    private static String text(Decision d) {
        DirectBuffer payload = d.payload;
        byte[] utf8 = new byte[d.payloadLength];
        payload.getBytes(0, utf8);
        return new String(utf8, StandardCharsets.UTF_8);
    }
}
