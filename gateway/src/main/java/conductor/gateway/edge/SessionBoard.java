package conductor.gateway.edge;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** Every open session as the records show it, which events are paused, and the mode of each event. Changed by one thread, read by any. */
public final class SessionBoard {
    private static final int CLOSED_MAX = 10_000;
    private static final int SETTINGS_MAX = 20_000;
    private static final String EMAILS = "notification_emails";

    private final Map<String, SessionCard> sessions = new ConcurrentHashMap<>();
    private final Map<String, Map<String, Object>> paused = new ConcurrentHashMap<>();
    /** Settings records by event, those that were heard of last. */
    private final Map<String, Map<String, Object>> settings =
            Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Map<String, Object>> eldest) {
                    return size() > SETTINGS_MAX;
                }
            });

    /** When sessions ended that were closed last; of one thread. */
    private final Map<String, String> closedAt = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > CLOSED_MAX;
        }
    };

    private volatile boolean suspect;
    private volatile String defaultMode;

    /** For a pause of everything. */
    private static final String ALL = "";

    void clear() {
        sessions.clear();
        paused.clear();
        settings.clear();
        closedAt.clear();
        suspect = false;
    }

    void apply(FeedRecord record, long place) {
        switch (record.type()) {
            case "PAUSED" -> paused.put(scope(record), record.members());
            case "RESUMED" -> paused.remove(scope(record));
            case "SOURCE_SUSPECT" ->
                suspect = record.members().get("values") instanceof Map<?, ?> values
                        && Boolean.TRUE.equals(values.get("suspect"));
            case "SETTINGS" -> settings.merge(scope(record), record.members(), SessionBoard::withEmails);
            case "SESSION_CLOSED" -> close(record);
            default -> session(record, place);
        }
    }

    private static String scope(FeedRecord record) {
        return record.eventId() == null || record.eventId().equals("unknown") ? ALL : record.eventId();
    }

    /** Addresses are in a record only where they were said: what was known before stays. */
    @SuppressWarnings("unchecked") // members of JSON
    private static Map<String, Object> withEmails(Map<String, Object> before, Map<String, Object> now) {
        if (now.get("values") instanceof Map<?, ?> values
                && !values.containsKey(EMAILS)
                && before.get("values") instanceof Map<?, ?> known
                && known.containsKey(EMAILS)) {
            Map<String, Object> all = new LinkedHashMap<>((Map<String, Object>) values);
            all.put(EMAILS, known.get(EMAILS));
            Map<String, Object> merged = new LinkedHashMap<>(now);
            merged.put("values", all);
            return merged;
        }
        return now;
    }

    /** @param mode that of events without settings; null = not known. */
    void defaultMode(String mode) {
        defaultMode = mode;
    }

    /** The mode of an event as its settings say it, the default where they say nothing; null where that is not known. */
    private String modeOf(String eventId) {
        Map<String, Object> record = settings.get(eventId);
        if (record == null) {
            return null;
        }
        return record.get("values") instanceof Map<?, ?> values && values.get("agent_mode") instanceof String mode
                ? mode
                : defaultMode;
    }

    private SessionCard open(String sessionId) {
        return new SessionCard(sessionId, this::modeOf, () -> defaultMode);
    }

    private void close(FeedRecord record) {
        if (record.sessionId() != null && record.text("at") != null) {
            sessions.remove(record.sessionId());
            closedAt.put(record.sessionId(), record.text("at"));
        }
    }

    /** The two streams are read one after the other: a score from before its end may come behind it. */
    private boolean isOver(FeedRecord record) {
        String closed = closedAt.get(record.sessionId());
        return closed != null && record.text("at") != null && record.text("at").compareTo(closed) <= 0;
    }

    /** What comes of a session after its end, the effect of an intervention for example, does not open it again. */
    private void session(FeedRecord record, long place) {
        String id = record.sessionId();
        if (id == null || id.isEmpty()) {
            return;
        }
        boolean opens = record.isScore() && !isOver(record) || record.type().equals("SESSION_OPENED");
        SessionCard card = opens ? sessions.computeIfAbsent(id, this::open) : sessions.get(id);
        if (card != null && !record.type().equals("COMMAND_RESULT")) {
            card.apply(record, place);
        }
    }

    /** Removes sessions of which nothing was heard since a time: whoever scored them is gone, and their end was never read. */
    void prune(String before) {
        sessions.values().removeIf(card -> card.isSilentSince(before));
    }

    /** A session that is open, or null. */
    public SessionCard session(String sessionId) {
        return sessions.get(sessionId);
    }

    /** How many are open. */
    public int size() {
        return sessions.size();
    }

    /** The open sessions that are wanted. */
    public List<SessionCard> sessions(Predicate<SessionCard> wanted) {
        List<SessionCard> found = new ArrayList<>();
        for (SessionCard card : sessions.values()) {
            if (wanted.test(card)) {
                found.add(card);
            }
        }
        return found;
    }

    /** The records of pauses in force: of everything, and of events. */
    public Collection<Map<String, Object>> pauses() {
        return paused.values();
    }

    /** The newest settings record of an event, or null. */
    public Map<String, Object> settings(String eventId) {
        return settings.get(eventId);
    }

    /** Whether the platform's feed is held to be broken. */
    public boolean suspect() {
        return suspect;
    }

    /** Whether a score is still the newest of its session. */
    boolean isNewest(FeedRecord record, long place) {
        SessionCard card = record.sessionId() == null ? null : sessions.get(record.sessionId());
        return card == null || card.scorePlace() <= place;
    }
}
