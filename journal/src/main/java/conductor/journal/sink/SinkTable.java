package conductor.journal.sink;

import conductor.engine.core.SettingsColumn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The tables that the sink fills from the journal, with their columns in the order in which rows are written. Rows of records are
 * inserted or ignored; rows of a current state go through a stage and change the table's where their number has risen.
 */
public enum SinkTable {
    ENGAGEMENT_METRICS(
            Merge.RECORDS,
            "time",
            "session_id",
            "event_id",
            "engagement_score",
            "chat_msgs_per_min",
            "poll_participation",
            "reactions_per_min",
            "user_leave_rate",
            "active_users",
            "total_users",
            "leavers",
            "category",
            "engine",
            "seq"),
    ANOMALIES(
            Merge.RECORDS,
            "time",
            "anomaly_id",
            "session_id",
            "event_id",
            "anomaly_type",
            "rule",
            "severity",
            "anomaly_score",
            "current_engagement",
            "expected_engagement",
            "deviation",
            "signals",
            "detector",
            "engine",
            "seq"),
    INTERVENTIONS(
            Merge.STATES,
            "proposed_at",
            "decision_id",
            "intervention_id",
            "anomaly_id",
            "session_id",
            "event_id",
            "kind",
            "type",
            "confidence",
            "state",
            "mode",
            "reasoning",
            "explanation",
            "content",
            "content_method",
            "auto_approved",
            "actor",
            "expires_at",
            "published_at",
            "executed_at",
            "measured_at",
            "executed",
            "success",
            "outcome",
            "code",
            "attendees_reached",
            "cost_micros",
            "engine",
            "seq"),
    AGENT_PERFORMANCE(
            Merge.RECORDS,
            "time",
            "decision_id",
            "agent_id",
            "intervention_type",
            "success",
            "engagement_delta",
            "reward",
            "confidence",
            "session_id",
            "event_id",
            "grp",
            "learned",
            "context",
            "alpha",
            "beta",
            "counted",
            "users_before",
            "users_after",
            "engine",
            "seq"),
    EVENT_AGENT_SETTINGS(
            Merge.SETTINGS,
            "event_id",
            "agent_enabled",
            "agent_mode",
            "auto_approve_threshold",
            "min_confidence_threshold",
            "allowed_interventions",
            "max_interventions_per_hour",
            "notify_on_anomaly",
            "notify_on_intervention",
            "approval_timeout_s",
            "holdout_fraction",
            "content_language",
            "detection_false_alarms_per_hour",
            "engine",
            "seq",
            "version"),
    EVENT_SUMMARIES(Merge.SUMMARIES, "engine", "event_id", "time", "summary", "seq"),
    AGENT_SESSIONS(
            Merge.SESSIONS,
            "session_id",
            "agent_id",
            "status",
            "intent",
            "close_reason",
            "login_at",
            "logout_at",
            "last_heartbeat",
            "last_activity",
            "idle_since",
            "device_connected",
            "max_concurrent_calls",
            "active",
            "reserved",
            "completed",
            "talk_ms",
            "engine",
            "seq",
            "scope"),
    WORK_ITEMS(
            Merge.WORK,
            "work_id",
            "kind",
            "state",
            "reason",
            "priority",
            "entered_at",
            "connected_at",
            "closed_at",
            "agent_id",
            "attempts",
            "offers",
            "wait_ms",
            "talk_ms",
            "callback_offered",
            "callback_accepted",
            "caller",
            "related",
            "engine",
            "seq",
            "scope"),
    AGENT_ACTIVITY(
            Merge.RECORDS,
            "time",
            "plane",
            "type",
            "code",
            "subject",
            "agent_id",
            "actor",
            "duration_ms",
            "detail",
            "engine",
            "seq",
            "scope");

    /**
     * Column of {@code engagement_metrics} by which a batch is sorted: most of what a row costs is the upkeep of the indexes, and that of
     * the session's is cheaper where its rows come together.
     */
    public static final int METRICS_SORTED_BY = ENGAGEMENT_METRICS.columns.indexOf("session_id");

    /** How rows get into a table. */
    private enum Merge {
        RECORDS,
        STATES,
        SETTINGS,
        SUMMARIES,
        SESSIONS,
        WORK
    }

    /** What a later state of an intervention may leave out; it then stays as an earlier one said. */
    private static final List<String> KEPT = List.of(
            "intervention_id",
            "anomaly_id",
            "type",
            "confidence",
            "mode",
            "reasoning",
            "explanation",
            "content",
            "content_method",
            "auto_approved",
            "actor",
            "expires_at",
            "published_at",
            "executed_at",
            "measured_at",
            "executed",
            "success",
            "attendees_reached",
            "cost_micros");

    /** What a later record of a session leaves out. */
    private static final List<String> KEPT_OF_SESSIONS = List.of("close_reason", "logout_at");

    /** What a later record of a work item may leave out. */
    private static final List<String> KEPT_OF_WORK =
            List.of("connected_at", "closed_at", "agent_id", "wait_ms", "talk_ms", "caller", "related");

    /** What a row of settings has beside the table's columns, in its stage only: addresses (NULL = nothing said of them), whether it stays, and which columns were said (bits, 0 = all). */
    private static final List<String> MARKS = List.of("emails", "stored", "said");

    private final Merge merge;
    private final List<String> columns;

    SinkTable(Merge merge, String... columns) {
        this.merge = merge;
        this.columns = List.of(columns);
    }

    /** Its name in the database. */
    public String table() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    /** Columns of the table that rows have. */
    List<String> columns() {
        return columns;
    }

    /** Where a column stands in a row, -1 for one that there is not. */
    public int column(String name) {
        return columns.indexOf(name);
    }

    /** Whether what this column says of an intervention stays where a later state leaves it out. */
    public boolean keeps(int column) {
        return merge == Merge.STATES && KEPT.contains(columns.get(column));
    }

    /** How many columns a row has, with those of the stage alone. */
    public int columnCount() {
        return columns.size() + marks().size();
    }

    private List<String> marks() {
        return merge == Merge.SETTINGS ? MARKS : List.of();
    }

    /** Whether rows are those of records, which go into the table itself. */
    boolean appends() {
        return merge == Merge.RECORDS;
    }

    /** The statement that takes rows into the table itself. */
    public String copy() {
        return copyInto(table(), columns);
    }

    /** The statement that takes rows into the table's stage. */
    String copyStage() {
        return copyInto(
                stage(), Stream.concat(columns.stream(), marks().stream()).toList());
    }

    private static String copyInto(String target, List<String> columns) {
        return "COPY " + target + " (" + String.join(", ", columns) + ") FROM STDIN (FORMAT binary)";
    }

    /** A table of this connection alone, empty after every commit. */
    String createStage() {
        return "CREATE TEMP TABLE IF NOT EXISTS " + stage() + " ON COMMIT DELETE ROWS AS SELECT "
                + String.join(", ", columns)
                + (merge == Merge.SETTINGS ? ",NULL::jsonb AS emails, false AS stored, 0 AS said" : "") + " FROM "
                + table()
                + " WITH NO DATA";
    }

    /** Statements that take the rows of the stage over. */
    List<String> merge() {
        return switch (merge) {
            case RECORDS -> List.of(insert(columns, columns, "") + " ON CONFLICT DO NOTHING");
            case STATES ->
                List.of(insert(columns, columns, "") + " ON CONFLICT (proposed_at, decision_id) DO UPDATE SET "
                        + updates("proposed_at", "decision_id") + " WHERE excluded.seq > t.seq");
            case SETTINGS -> mergeSettings();
            case SUMMARIES ->
                List.of(insert(columns, columns, "") + " ON CONFLICT (engine, event_id) DO UPDATE SET "
                        + updates("engine", "event_id") + " WHERE excluded.seq > t.seq");
            case SESSIONS -> mergeSessions();
            case WORK ->
                List.of(insert(columns, columns, "") + " ON CONFLICT (scope, work_id) DO UPDATE SET "
                        + updates("scope", "work_id") + " WHERE excluded.engine <> t.engine OR excluded.seq > t.seq");
        };
    }

    /**
     * An agent has one open session at most, and the table takes no second one: those that were closed come first, and one whose end no record
     * of this journal tells ends where the next one begins.
     */
    private List<String> mergeSessions() {
        String update =
                " ON CONFLICT (session_id) DO UPDATE SET " + updates("session_id") + " WHERE excluded.seq > t.seq";
        return List.of(
                insert(columns, columns, " WHERE logout_at IS NOT NULL") + update,
                "UPDATE " + table()
                        + " AS t SET status = 'OFFLINE', close_reason = 'SUPERSEDED', logout_at = s.login_at FROM "
                        + stage() + " AS s WHERE s.logout_at IS NULL AND t.logout_at IS NULL AND t.scope = s.scope"
                        + " AND t.agent_id = s.agent_id AND t.session_id <> s.session_id"
                        + " AND (t.engine <> s.engine OR t.seq < s.seq)",
                insert(columns, columns, " WHERE logout_at IS NULL") + update);
    }

    /** Numbers of different engines cannot be compared: then the one that speaks now counts. */
    private List<String> mergeSettings() {
        String newer = "(%1$s.engine <> t.engine OR %1$s.seq > t.seq)";
        String update = " ON CONFLICT (event_id) DO UPDATE SET " + updates("event_id") + ", updated_at = now()";
        String where = " WHERE " + newer.formatted("excluded");
        List<String> withEmails = new ArrayList<>(columns);
        withEmails.add("notification_emails");
        List<String> values = new ArrayList<>(columns);
        values.add("CASE WHEN jsonb_typeof(emails) = 'array' THEN ARRAY(SELECT jsonb_array_elements_text(emails)) END");
        return List.of(
                keepWhatWasNotSaid() + newer.formatted("s"),
                "DELETE FROM " + table() + " AS t USING " + stage()
                        + " AS s WHERE NOT s.stored AND t.event_id = s.event_id" + " AND " + newer.formatted("s"),
                insert(columns, columns, " WHERE stored AND emails IS NULL") + update + where,
                insert(withEmails, values, " WHERE stored AND emails IS NOT NULL") + update
                        + ", notification_emails = excluded.notification_emails" + where);
    }

    /** A row of which only some columns were said gets the others, and the next version, from the row that is stored, if there is one. */
    private String keepWhatWasNotSaid() {
        String kept = IntStream.range(0, SettingsColumn.COUNT)
                .filter(bit -> columns.contains(SettingsColumn.name(bit)))
                .mapToObj(bit -> SettingsColumn.name(bit) + " = CASE WHEN s.said & " + (1 << bit) + " = 0 THEN t."
                        + SettingsColumn.name(bit) + " ELSE s." + SettingsColumn.name(bit) + " END")
                .collect(Collectors.joining(", "));
        return "UPDATE " + stage() + " AS s SET " + kept + ", version = greatest(s.version, t.version + 1) FROM "
                + table() + " AS t WHERE s.said <> 0 AND t.event_id = s.event_id AND ";
    }

    private String insert(List<String> into, List<String> values, String where) {
        return "INSERT INTO " + table() + " AS t (" + String.join(", ", into) + ") SELECT " + String.join(", ", values)
                + " FROM " + stage() + where;
    }

    private String updates(String... keys) {
        return columns.stream()
                .filter(column -> !List.of(keys).contains(column))
                .map(this::update)
                .collect(Collectors.joining(", "));
    }

    private String update(String column) {
        if (merge == Merge.STATES && column.equals("outcome")) {
            return "outcome = CASE WHEN excluded.outcome IS NULL THEN t.outcome"
                    + " ELSE coalesce(t.outcome, '{}') || excluded.outcome END";
        }
        return column + " = "
                + switch (merge) {
                    case STATES -> kept(column, KEPT);
                    case SESSIONS -> kept(column, KEPT_OF_SESSIONS);
                    case WORK -> keptOfWork(column);
                    default -> "excluded." + column;
                };
    }

    private static String kept(String column, List<String> all) {
        return all.contains(column) ? "coalesce(excluded." + column + ", t." + column + ")" : "excluded." + column;
    }

    /** An id that is used again when its item is long over is another item, of which nothing was said before. */
    private static String keptOfWork(String column) {
        String same = "excluded.entered_at = t.entered_at";
        if (column.equals("reason")) {
            // The only record that leaves state and reason alone is the one behind a return to the queue.
            same += " AND excluded.state = t.state";
        } else if (!KEPT_OF_WORK.contains(column)) {
            return "excluded." + column;
        }
        return "CASE WHEN excluded." + column + " IS NULL AND " + same + " THEN t." + column + " ELSE excluded."
                + column + " END";
    }

    private String stage() {
        return "stage_" + table();
    }

    /** The tables by name. */
    static List<String> names() {
        return Arrays.stream(values()).map(SinkTable::table).toList();
    }
}
