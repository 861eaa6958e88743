package conductor.gateway.lookup;

import conductor.engine.core.EngineConfig;
import conductor.journal.sink.SettingsRow;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.agrona.collections.Long2LongHashMap;
import org.agrona.collections.Long2ObjectHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads the settings of events from their stored rows (audience.md 6.1): when an event is first seen, and from then on every 30 s
 * while it has an open session, so that a row edited by hand counts within 60 s. Only what differs from what was handed on last goes to
 * the journal, and what was refused for want of room goes there again each time. While the rows cannot be read, what the engine knows stays as it is.
 *
 * <p>Commands change settings too, and their rows are written some time later. Every finding says the row's version, so that the engine can
 * leave alone what is older than its own.
 */
public final class SettingsLookUps implements SessionListener {
    private static final Logger LOG = LoggerFactory.getLogger(SettingsLookUps.class);

    private static final long EVERY_NS = TimeUnit.SECONDS.toNanos(30);
    private static final long RETRY_NS = TimeUnit.SECONDS.toNanos(5);
    private static final int EVENTS_A_READ = 500;
    private static final long NONE = 0;

    /** An event that has open sessions. */
    private static final class Event {
        private final long key;
        private final byte[] id;
        private final String text;
        private int sessions;
        private long dueNs;
        private byte[] handedOn;
        /** Of the row when it was there last: that it is gone says nothing against a later command, whose row is not written yet. */
        private long version;

        Event(long key, byte[] id, long dueNs) {
            this.key = key;
            this.id = id;
            this.text = new String(id, StandardCharsets.UTF_8);
            this.dueNs = dueNs;
        }
    }

    private record Reading(List<Event> events, CompletableFuture<Map<String, SettingsRow>> rows) {}

    private final SettingsSource source;
    private final SettingsPayload payload;
    private final LookUpInbox inbox;
    private final ExecutorService reader = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "settings-reader");
        thread.setDaemon(true);
        return thread;
    });
    private final Long2ObjectHashMap<Event> events = new Long2ObjectHashMap<>();
    private final Long2LongHashMap eventOfSession = new Long2LongHashMap(NONE);
    private final PriorityQueue<Event> due = new PriorityQueue<>((one, other) -> Long.signum(one.dueNs - other.dueNs));
    private Reading reading;
    private volatile String problem;
    private volatile long problemSinceMs;

    /**
     * @param source where rows are read.
     * @param defaults what counts where a column is NULL.
     * @param inbox where findings go.
     */
    public SettingsLookUps(SettingsSource source, EngineConfig defaults, LookUpInbox inbox) {
        this.source = source;
        this.payload = new SettingsPayload(defaults);
        this.inbox = inbox;
    }

    /** Why rows cannot be read now, or null. */
    public String problem() {
        return problem;
    }

    /** Since when they cannot be read, in ms. */
    public long problemSinceMs() {
        return problemSinceMs;
    }

    @Override
    public void opened(long sessionKey, byte[] sessionId) {
        leave(sessionKey);
    }

    @Override
    public void resolved(long sessionKey, long eventKey, byte[] eventId, int rank) {
        leave(sessionKey);
        if (eventKey == NONE || eventId.length == 0) {
            return;
        }
        Event event = events.get(eventKey);
        if (event == null) {
            event = new Event(eventKey, eventId, System.nanoTime());
            events.put(eventKey, event);
            due.add(event);
        }
        event.sessions++;
        eventOfSession.put(sessionKey, eventKey);
    }

    @Override
    public void closed(long sessionKey) {
        leave(sessionKey);
    }

    @Override
    public void settingsRefused(long eventKey) {
        Event event = events.get(eventKey);
        if (event != null) {
            event.handedOn = null;
        }
    }

    /** The engine then waits for a row that shows it, also for one that was handed on before, or for none. */
    @Override
    public void settingsCommanded(long eventKey) {
        settingsRefused(eventKey);
    }

    private void leave(long sessionKey) {
        long eventKey = eventOfSession.remove(sessionKey);
        Event event = eventKey == NONE ? null : events.get(eventKey);
        if (event != null && --event.sessions == 0) {
            events.remove(eventKey);
        }
    }

    @Override
    public void work(long nowNs) {
        if (reading != null && reading.rows().isDone()) {
            finish(nowNs);
        }
        if (reading == null) {
            begin(nowNs);
        }
    }

    private void begin(long nowNs) {
        List<Event> asked = new ArrayList<>();
        while (asked.size() < EVENTS_A_READ && !due.isEmpty() && due.peek().dueNs - nowNs <= 0) {
            Event event = due.poll();
            if (event.sessions > 0) {
                asked.add(event);
            }
        }
        if (!asked.isEmpty()) {
            List<String> ids = asked.stream().map(event -> event.text).toList();
            reading = new Reading(asked, CompletableFuture.supplyAsync(() -> read(ids), reader));
        }
    }

    private Map<String, SettingsRow> read(List<String> ids) {
        try {
            return source.read(ids);
        } catch (Exception e) {
            throw new CompletionException(e);
        }
    }

    private void finish(long nowNs) {
        try {
            Map<String, SettingsRow> rows = reading.rows().join();
            worked();
            for (Event event : reading.events()) {
                boolean handedOn = handOn(event, rows.get(event.text));
                again(event, nowNs + (handedOn ? EVERY_NS : RETRY_NS));
            }
        } catch (CompletionException e) {
            failed(e.getCause());
            reading.events().forEach(event -> again(event, nowNs + RETRY_NS));
        }
        reading = null;
    }

    private void again(Event event, long atNs) {
        event.dueNs = atNs;
        due.add(event);
    }

    /** Hands a change on; false when there is no room for it now. */
    private boolean handOn(Event event, SettingsRow row) {
        List<String> problems = new ArrayList<>();
        byte[] found = row == null ? payload.absent(event.id, event.version) : payload.of(row, event.id, problems::add);
        if (Arrays.equals(found, event.handedOn)) {
            return true;
        }
        if (!inbox.offer(new LookUp.Settings(event.key, event.id, found))) {
            return false;
        }
        event.handedOn = found;
        event.version = row == null ? event.version : row.version();
        problems.forEach(each -> LOG.warn("Settings of event {}: {}", event.text, each));
        return true;
    }

    private void worked() {
        if (problem != null) {
            LOG.info("Settings of events can be read again");
            problem = null;
        }
    }

    private void failed(Throwable cause) {
        if (problem == null) {
            problemSinceMs = System.currentTimeMillis();
            LOG.warn("Settings of events cannot be read; what is known of them stays: {}", cause.toString());
        }
        problem = cause.toString();
    }

    @Override
    public void stop() {
        reader.shutdownNow();
    }
}
