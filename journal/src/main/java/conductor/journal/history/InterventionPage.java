package conductor.journal.history;

import conductor.journal.json.JsonWriter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;

/** One page of {@code interventions}, the newest first. */
final class InterventionPage {
    private static final String COLUMNS =
            "proposed_at, decision_id, intervention_id, anomaly_id, session_id, event_id, kind, type, state, code, mode,"
                    + " confidence, reasoning, content, content_method, auto_approved, actor, expires_at, published_at, executed_at,"
                    + " measured_at, outcome, explanation";

    private final Connection connection;

    InterventionPage(Connection connection) {
        this.connection = connection;
    }

    byte[] read(InterventionQuery query) throws SQLException {
        JsonWriter json = new JsonWriter().beginObject().number("total", total(query));
        json.beginArray("interventions");
        InterventionCursor next = rows(query, json);
        return json.endArray()
                .text("next_cursor", next == null ? null : next.text())
                .endObject()
                .toBytes();
    }

    private long total(InterventionQuery query) throws SQLException {
        String sql = "SELECT count(*) FROM interventions WHERE " + query.by().column() + " = ? AND proposed_at >= ?";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, query.id());
            statement.setTimestamp(2, new Timestamp(query.sinceMs()));
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    /** Writes the rows; returns the last one if others follow. */
    private InterventionCursor rows(InterventionQuery query, JsonWriter json) throws SQLException {
        String behind = query.cursor() == null ? "" : " AND (proposed_at, decision_id) < (?, ?)";
        String sql =
                "SELECT " + COLUMNS + " FROM interventions WHERE " + query.by().column() + " = ? AND proposed_at >= ?"
                        + behind + " ORDER BY proposed_at DESC, decision_id DESC LIMIT ?";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int place = 0;
            statement.setString(++place, query.id());
            statement.setTimestamp(++place, new Timestamp(query.sinceMs()));
            if (query.cursor() != null) {
                statement.setTimestamp(++place, new Timestamp(query.cursor().proposedMs()));
                statement.setString(++place, query.cursor().decisionId());
            }
            statement.setInt(++place, query.limit() + 1);
            try (ResultSet rows = statement.executeQuery()) {
                InterventionCursor last = null;
                for (int written = 0; rows.next(); written++) {
                    if (written == query.limit()) {
                        return last;
                    }
                    write(json, rows);
                    last = new InterventionCursor(
                            rows.getTimestamp("proposed_at").getTime(), rows.getString("decision_id"));
                }
                return null;
            }
        }
    }

    private static void write(JsonWriter json, ResultSet row) throws SQLException {
        String intervention = row.getString("intervention_id");
        String decision = row.getString("decision_id");
        json.beginObject().text("id", intervention == null ? decision : intervention);
        json.text("decision_id", decision).text("intervention_id", intervention);
        for (String name : new String[] {"anomaly_id", "session_id", "event_id"}) {
            json.text(name, row.getString(name));
        }
        Columns.time(json, "timestamp", row, "proposed_at");
        for (String name : new String[] {"kind", "type", "state", "code", "mode"}) {
            json.text(name, row.getString(name));
        }
        Columns.ratio(json, "confidence", row);
        json.text("reasoning", row.getString("reasoning"));
        Columns.bool(json, "auto_approved", row);
        json.text("actor", row.getString("actor"));
        for (String name : new String[] {"expires_at", "published_at", "executed_at", "measured_at"}) {
            Columns.time(json, name, row, name);
        }
        Columns.json(json, "content", row);
        json.text("content_method", row.getString("content_method"));
        Columns.json(json, "outcome", row);
        Columns.json(json, "explanation", row);
        json.endObject();
    }
}
