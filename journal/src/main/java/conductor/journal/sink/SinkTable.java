package conductor.journal.sink;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The tables that the sink fills from the journal, with their columns in the order in which rows are written. */
public enum SinkTable {
    ENGAGEMENT_METRICS(
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
            "expires_at",
            "published_at",
            "executed_at",
            "executed",
            "success",
            "outcome",
            "engine",
            "seq");

    /** What a later state may leave out; it then stays as an earlier one said. */
    private static final List<String> KEPT = List.of(
            "intervention_id",
            "anomaly_id",
            "explanation",
            "content",
            "content_method",
            "auto_approved",
            "expires_at",
            "published_at",
            "executed_at",
            "executed",
            "success");

    private final List<String> columns;

    SinkTable(String... columns) {
        this.columns = List.of(columns);
    }

    /** Its name in the database. */
    public String table() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    /** Its columns, in the order in which rows are written. */
    List<String> columns() {
        return columns;
    }

    /** How many columns a row has. */
    public int columnCount() {
        return columns.size();
    }

    /** The statement that takes rows into the table itself. */
    public String copy() {
        return copyInto(table());
    }

    /** The statement that takes rows into the table's stage. */
    String copyStage() {
        return copyInto(stage());
    }

    private String copyInto(String target) {
        return "COPY " + target + " (" + columnList() + ") FROM STDIN (FORMAT binary)";
    }

    /** A table of this connection alone, empty after every commit. */
    String createStage() {
        return "CREATE TEMP TABLE IF NOT EXISTS " + stage() + " ON COMMIT DELETE ROWS AS SELECT " + columnList()
                + " FROM " + table() + " WITH NO DATA";
    }

    /** Takes the rows of the stage over: of records by inserting or ignoring, of a current state where its number has risen. */
    String merge() {
        String insert =
                "INSERT INTO " + table() + " AS t (" + columnList() + ") SELECT " + columnList() + " FROM " + stage();
        return insert
                + (this == INTERVENTIONS
                        ? " ON CONFLICT (proposed_at, decision_id) DO UPDATE SET " + updates()
                                + " WHERE excluded.seq > t.seq"
                        : " ON CONFLICT DO NOTHING");
    }

    private String updates() {
        return columns.stream()
                .filter(column -> !column.equals("proposed_at") && !column.equals("decision_id"))
                .map(SinkTable::update)
                .collect(Collectors.joining(", "));
    }

    private static String update(String column) {
        if (column.equals("outcome")) {
            return "outcome = CASE WHEN excluded.outcome IS NULL THEN t.outcome"
                    + " ELSE coalesce(t.outcome, '{}') || excluded.outcome END";
        }
        return column + " = "
                + (KEPT.contains(column)
                        ? "coalesce(excluded." + column + ", t." + column + ")"
                        : "excluded." + column);
    }

    private String stage() {
        return "stage_" + table();
    }

    private String columnList() {
        return String.join(", ", columns);
    }

    /** The tables by name. */
    static List<String> names() {
        return Arrays.stream(values()).map(SinkTable::table).toList();
    }
}
