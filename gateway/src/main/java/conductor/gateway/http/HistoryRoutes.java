package conductor.gateway.http;

import conductor.engine.core.Arm;
import conductor.engine.learn.Context;
import conductor.gateway.edge.DecisionFeed;
import conductor.journal.history.InterventionCursor;
import conductor.journal.history.InterventionQuery;
import conductor.journal.history.InterventionQuery.By;
import io.vertx.core.Future;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What the database tells of the past: 503 with {@code Retry-After} where it does not answer. */
final class HistoryRoutes {
    private static final int SESSION_LIMIT = 50;
    private static final int SESSION_LIMIT_MAX = 200;
    private static final int EVENT_LIMIT = 100;
    private static final int EVENT_LIMIT_MAX = 500;
    private static final int HOURS = 24;
    private static final int HOURS_MAX = 168;
    /** Adding up a summary may take a second or two: whoever asks meanwhile, or soon after, gets the same. */
    private static final long SUMMARY_FRESH_NS = TimeUnit.SECONDS.toNanos(5);

    private final DatabaseAsker database;
    private final DecisionFeed feed;
    private final Map<String, Summary> summaries = new ConcurrentHashMap<>();

    /** One that is being made is waited for; a refusal is kept for nobody else. */
    private static final class Summary {
        private final Future<byte[]> json;
        private volatile long madeNs;

        Summary(Future<byte[]> json) {
            this.json = json;
            json.onComplete(made -> madeNs = System.nanoTime());
        }

        Future<byte[]> json() {
            return json;
        }

        boolean isStale() {
            return json.failed() || json.succeeded() && System.nanoTime() - madeNs > SUMMARY_FRESH_NS;
        }
    }

    HistoryRoutes(DatabaseAsker database, DecisionFeed feed) {
        this.database = database;
        this.feed = feed;
    }

    /** {@code GET /interventions/history/{session_id}}. */
    Future<Void> ofSession(Exchange exchange) {
        int limit = exchange.number("limit", 1, SESSION_LIMIT_MAX, SESSION_LIMIT);
        InterventionQuery query =
                new InterventionQuery(By.SESSION, exchange.path("session_id"), 0, limit, cursor(exchange));
        return database.ask(store -> store.interventions(query)).compose(json -> exchange.json(200, json));
    }

    /** {@code GET /interventions/history/event/{event_id}}: of the last hours of engine time. */
    Future<Void> ofEvent(Exchange exchange) {
        int limit = exchange.number("limit", 1, EVENT_LIMIT_MAX, EVENT_LIMIT);
        int hours = exchange.number("hours", 1, HOURS_MAX, HOURS);
        long sinceMs = Math.max(0, nowMs() - TimeUnit.HOURS.toMillis(hours));
        InterventionQuery query =
                new InterventionQuery(By.EVENT, exchange.path("event_id"), sinceMs, limit, cursor(exchange));
        return database.ask(store -> store.interventions(query)).compose(json -> exchange.json(200, json));
    }

    private static InterventionCursor cursor(Exchange exchange) {
        String text = exchange.query("cursor");
        try {
            return text == null ? null : InterventionCursor.parse(text);
        } catch (IllegalArgumentException e) {
            throw Problem.of(ProblemCode.INVALID, "The cursor is none that this API gave.");
        }
    }

    /** Engine time where the feed tells it: a recording that is played is of another day. */
    private long nowMs() {
        String newest = feed.newestAt();
        try {
            return newest == null
                    ? System.currentTimeMillis()
                    : Instant.parse(newest).toEpochMilli();
        } catch (DateTimeParseException e) {
            return System.currentTimeMillis();
        }
    }

    /** {@code GET /interventions/stats/{session_id}}. */
    Future<Void> stats(Exchange exchange) {
        String session = exchange.path("session_id");
        return database.ask(store -> store.stats(session)).compose(json -> exchange.json(200, json));
    }

    /** {@code GET /events/{event_id}/summary}. */
    Future<Void> summary(Exchange exchange) {
        String event = exchange.path("event_id");
        summaries.values().removeIf(Summary::isStale);
        Summary known = summaries.get(event);
        if (known == null) {
            known = new Summary(read(event));
            summaries.put(event, known);
        }
        return known.json().compose(json -> exchange.json(200, json));
    }

    private Future<byte[]> read(String event) {
        int open = feed.board().sessions(card -> card.eventId().equals(event)).size();
        return database.ask(store -> store.summary(event, open)
                .orElseThrow(() ->
                        Problem.of(ProblemCode.UNKNOWN_EVENT, "No session of event " + event + " was ever scored.")));
    }

    /** {@code GET /events/{event_id}/uplift}. */
    Future<Void> uplift(Exchange exchange) {
        String event = exchange.path("event_id");
        String type = exchange.query("type");
        if (type != null && arms().noneMatch(type::equals)) {
            throw Problem.of(
                    ProblemCode.INVALID, "type must be one of " + arms().collect(Collectors.joining(", ")) + ".");
        }
        String context = exchange.query("context");
        if (context != null && Context.parse(context) == Context.NONE) {
            throw Problem.of(
                    ProblemCode.INVALID,
                    "context must be a class, an engagement, a size and a deviation, such as "
                            + Context.key(Context.COUNT - 1) + ".");
        }
        return database.ask(store -> store.uplift(event, type, context)).compose(json -> exchange.json(200, json));
    }

    private static Stream<String> arms() {
        return IntStream.rangeClosed(Arm.POLL, Arm.GAMIFICATION).mapToObj(Arm::name);
    }
}
