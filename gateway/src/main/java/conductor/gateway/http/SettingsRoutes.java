package conductor.gateway.http;

import conductor.gateway.edge.NodeDefaults;
import conductor.gateway.edge.SessionBoard;
import conductor.gateway.json.Json;
import conductor.gateway.json.Times;
import conductor.journal.history.StoredSettings;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Settings of events. The engine is the authority: what it said last on the decision stream counts, then the row that is stored, then the defaults
 * of the node. So they are shown, and can be changed, while the database is down.
 */
final class SettingsRoutes {
    private static final int LIST_MOST = 200;
    private static final int LIST_USUAL = 50;
    private static final int ALL_ARMS = 4;
    /** How long a row is waited for that says only what the engine does not: dates, and JSON that is carried. */
    private static final long ROW_MS = 500;
    /** Members of an answer that a client may send back and that are not settings. */
    private static final Set<String> SHOWN_ONLY =
            Set.of("event_id", "version", "source", "extra", "created_at", "updated_at", "engine", "seq");

    private static final Pattern TAG = Pattern.compile("\"(\\d{1,18})\"");

    private final DatabaseAsker database;
    private final SessionRoutes sessions;
    private final NodeDefaults defaults;
    private final CommandRoutes commands;

    SettingsRoutes(DatabaseAsker database, SessionRoutes sessions, NodeDefaults defaults, CommandRoutes commands) {
        this.database = database;
        this.sessions = sessions;
        this.defaults = defaults;
        this.commands = commands;
    }

    /** {@code GET /events/{event_id}/settings}. */
    Future<Void> one(Exchange exchange) {
        return answer(exchange, 200, exchange.path("event_id"));
    }

    private Future<Void> answer(Exchange exchange, int status, String event) {
        sessions.requireLive();
        return stored(event).compose(row -> {
            Map<String, Object> shown = shown(event, row);
            if (isVersionOfEngine(event, row)) {
                exchange.context().response().putHeader("ETag", "\"" + shown.get("version") + "\"");
            }
            return exchange.json(status, shown);
        });
    }

    /**
     * Whether the version that is shown is the one that the engine compares. Of a row that somebody wrote by hand it is not until the engine has read
     * it; and of an event that has nothing the engine remembers nothing, although it says version 1 of what was taken back.
     */
    private boolean isVersionOfEngine(String event, Optional<StoredSettings> row) {
        Map<String, Object> record = board().settings(event);
        if (record == null) {
            return row.isEmpty();
        }
        return !("DEFAULT".equals(record.get("source")) && Long.valueOf(1).equals(record.get("version")));
    }

    /** The row; none is needed where the engine has said what it has, and none is missed where there is no database. */
    private Future<Optional<StoredSettings>> stored(String event) {
        if (!database.present()) {
            return Future.succeededFuture(Optional.empty());
        }
        Future<Optional<StoredSettings>> asked = database.ask(store -> store.settings(event));
        return board().settings(event) == null
                ? asked
                : asked.timeout(ROW_MS, TimeUnit.MILLISECONDS)
                        .recover(down -> Future.succeededFuture(Optional.empty()));
    }

    private SessionBoard board() {
        return sessions.board();
    }

    private Map<String, Object> shown(String event, Optional<StoredSettings> row) {
        Map<String, Object> record = board().settings(event);
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("event_id", event);
        boolean isDefault = record == null ? row.isEmpty() : "DEFAULT".equals(record.get("source"));
        for (String name : StoredSettings.VALUES) {
            all.put(name, isDefault ? defaults.values().get(name) : value(name, record, row));
        }
        all.put("extra", isDefault ? null : row.map(SettingsRoutes::extra).orElse(null));
        Object version = record == null ? row.map(StoredSettings::version).orElse(0L) : record.get("version");
        all.put("version", version);
        all.put("source", isDefault ? "DEFAULT" : "STORED");
        boolean dated = row.isPresent() && !isDefault;
        all.put("created_at", dated ? Times.utc(row.get().createdMs()) : null);
        all.put("updated_at", dated ? Times.utc(row.get().updatedMs()) : null);
        return all;
    }

    /** What the engine said, unless it knew no better than the default; then what is stored. */
    private static Object value(String name, Map<String, Object> record, Optional<StoredSettings> row) {
        Object said = record == null ? null : record.get("said");
        boolean guessed = said instanceof List<?> names && !names.contains(name);
        boolean has = record != null && record.get("values") instanceof Map<?, ?> values && values.containsKey(name);
        if (has && !(guessed && row.isPresent())) {
            return canonical(name, ((Map<?, ?>) record.get("values")).get(name));
        }
        return canonical(name, row.map(stored -> stored.values().get(name)).orElse(null));
    }

    /** All interventions are null, an unknown mode is the default of the contract. */
    private static Object canonical(String name, Object value) {
        if (name.equals("allowed_interventions") && value instanceof List<?> arms && arms.size() == ALL_ARMS) {
            return null;
        }
        boolean noMode = name.equals("agent_mode") && !CommandRoutes.MODES.contains(String.valueOf(value));
        return noMode ? "SEMI_AUTO" : value;
    }

    private static Object extra(StoredSettings row) {
        try {
            return row.extra() == null
                    ? null
                    : Json.read("{\"extra\":" + row.extra() + "}").get("extra");
        } catch (IOException e) {
            return null;
        }
    }

    /** {@code GET /events/settings}: those that are stored, by event. */
    Future<Void> list(Exchange exchange) {
        int limit = exchange.number("limit", 1, LIST_MOST, LIST_USUAL);
        String after = after(exchange.query("cursor"));
        return database.ask(store -> store.settings(after, limit + 1)).compose(rows -> {
            List<Map<String, Object>> items = new ArrayList<>();
            for (StoredSettings row : rows.subList(0, Math.min(limit, rows.size()))) {
                items.add(shown(row.eventId(), Optional.of(row)));
            }
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("items", items);
            body.put(
                    "next_cursor",
                    rows.size() > limit ? cursor(rows.get(limit - 1).eventId()) : null);
            return exchange.json(200, body);
        });
    }

    private static String cursor(String event) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(event.getBytes(StandardCharsets.UTF_8));
    }

    private static String after(String cursor) {
        try {
            return cursor == null
                    ? ""
                    : new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8).replace("\0", "");
        } catch (IllegalArgumentException e) {
            throw Problem.of(ProblemCode.INVALID, "The cursor is none that this API gave.");
        }
    }

    /** {@code PUT}: all of them; what is not named gets its default. */
    Future<Void> replace(Exchange exchange) {
        if (defaults.values().isEmpty()) {
            throw Problem.later(
                    ProblemCode.STARTING,
                    "No node has said its defaults yet. Start one, or name what is to change with PATCH.",
                    2);
        }
        if (exchange.body().length == 0) {
            throw Problem.of(
                    ProblemCode.INVALID, "PUT sets all settings and needs a body; DELETE goes back to the defaults.");
        }
        Map<String, Object> all = new LinkedHashMap<>();
        StoredSettings.VALUES.forEach(name -> all.put(name, defaults.values().get(name)));
        all.putAll(columns(exchange, exchange.path("event_id")));
        return set(exchange, exchange.path("event_id"), all, 200);
    }

    /** {@code PATCH}: those that are named. */
    Future<Void> change(Exchange exchange) {
        String event = exchange.path("event_id");
        return set(exchange, event, columns(exchange, event), 200);
    }

    /** {@code POST /events/settings}: the same, for forms that make an event. */
    Future<Void> create(Exchange exchange) {
        Object named = exchange.object().get("event_id");
        if (!(named instanceof String event) || event.isBlank()) {
            throw CommandRoutes.invalid("/event_id", "must be a text");
        }
        exchange.require(Access.ORGANISER, event);
        return set(exchange, event, columns(exchange, event), 201);
    }

    /** {@code DELETE}: back to the defaults. */
    Future<Void> reset(Exchange exchange) {
        Map<String, Object> members = commands.command(exchange, "SET_SETTINGS");
        members.put("event_id", exchange.path("event_id"));
        members.put("reset", true);
        return give(exchange, members, exchange.path("event_id"), 200);
    }

    private Future<Void> set(Exchange exchange, String event, Map<String, Object> columns, int status) {
        if (columns.isEmpty()) {
            throw Problem.of(
                    ProblemCode.UNPROCESSABLE, "Name a setting: " + String.join(", ", StoredSettings.VALUES) + ".");
        }
        Map<String, Object> members = commands.command(exchange, "SET_SETTINGS");
        members.put("event_id", event);
        members.put("settings", columns);
        return give(exchange, members, event, status);
    }

    private Future<Void> give(Exchange exchange, Map<String, Object> members, String event, int status) {
        String match = exchange.header("If-Match");
        if (match != null && !match.strip().equals("*")) {
            Matcher tag = TAG.matcher(match.strip());
            if (!tag.matches()) {
                throw Problem.of(
                        ProblemCode.INVALID, "If-Match must be the ETag of these settings, such as \"4\", or *.");
            }
            members.put("expected_version", Long.parseLong(tag.group(1)));
        }
        return commands.give(exchange, members, result -> answer(exchange, status, event));
    }

    private static Map<String, Object> columns(Exchange exchange, String event) {
        Map<String, Object> columns = new LinkedHashMap<>(exchange.object());
        Object named = columns.get("event_id");
        if (named != null && !named.equals(event)) {
            throw Problem.of(ProblemCode.UNPROCESSABLE, "event_id names another event than the path.");
        }
        columns.keySet().removeAll(SHOWN_ONLY);
        return columns;
    }
}
