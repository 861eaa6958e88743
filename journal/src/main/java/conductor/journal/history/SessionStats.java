package conductor.journal.history;

import conductor.engine.core.Arm;
import conductor.journal.json.JsonWriter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** What was published in a session, in figures. */
final class SessionStats {
    private static final String BY_TYPE =
            "SELECT coalesce(type, 'NONE') AS type, count(*) AS published, count(confidence) AS confident, sum(confidence) AS confidence"
                    + " FROM interventions WHERE session_id = ? AND published_at IS NOT NULL AND kind <> 'ESCALATION' GROUP BY 1";

    private static final String MEASURED =
            "SELECT count(*) AS measured, count(*) FILTER (WHERE success) AS helped FROM agent_performance"
                    + " WHERE session_id = ? AND grp = 'TREATED'";

    private SessionStats() {}

    static byte[] read(Connection connection, String sessionId) throws SQLException {
        long total = 0;
        long confident = 0;
        double confidence = 0;
        Map<String, Long> byType = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(BY_TYPE)) {
            statement.setString(1, sessionId);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    total += rows.getLong("published");
                    confident += rows.getLong("confident");
                    confidence += rows.getDouble("confidence");
                    byType.put(rows.getString("type"), rows.getLong("published"));
                }
            }
        }
        JsonWriter json =
                new JsonWriter().beginObject().text("session_id", sessionId).number("total_interventions", total);
        json.beginObject("by_type");
        for (int arm = Arm.POLL; arm <= Arm.GAMIFICATION; arm++) {
            json.number(Arm.name(arm), byType.getOrDefault(Arm.name(arm), 0L));
        }
        json.endObject();
        measured(connection, sessionId, json);
        ratio(json, "avg_confidence", confidence, confident);
        return json.endObject().toBytes();
    }

    private static void measured(Connection connection, String sessionId, JsonWriter json) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(MEASURED)) {
            statement.setString(1, sessionId);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                json.number("measured", row.getLong("measured"))
                        .number("successful_interventions", row.getLong("helped"));
                ratio(json, "success_rate", row.getLong("helped"), row.getLong("measured"));
            }
        }
    }

    private static void ratio(JsonWriter json, String name, double part, long whole) {
        if (whole == 0) {
            json.nullValue(name);
        } else {
            json.ppm(name, Columns.ppm(part / whole));
        }
    }
}
