package conductor.journal.history;

import conductor.engine.learn.Group;
import conductor.journal.json.JsonWriter;
import conductor.journal.json.UpliftJson;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;

/** What interventions gained, overall, by type and by context: sums of whole millionths, so the same as the journal's. */
final class UpliftReport {
    private static final String SELECT =
            "SELECT coalesce(intervention_type, 'NONE') AS type, coalesce(context, 'NONE') AS context, grp, count(*) AS n,"
                    + " sum(round(engagement_delta * 1000000)::bigint)::bigint AS total,"
                    + " sum(round(engagement_delta * 1000000)::bigint * round(engagement_delta * 1000000)::bigint)::bigint AS squares"
                    + " FROM agent_performance WHERE counted AND (?::text IS NULL OR event_id = ?)"
                    + " AND (?::text IS NULL OR intervention_type = ?) AND (?::text IS NULL OR context = ?) GROUP BY 1, 2, 3";

    private UpliftReport() {}

    /** Sums of both groups, in the order in which {@link Group#of} takes them. */
    private static final class Sums {
        private final long[] treated = new long[3];
        private final long[] control = new long[3];

        void add(boolean isTreated, long[] sums) {
            long[] to = isTreated ? treated : control;
            for (int i = 0; i < to.length; i++) {
                to[i] += sums[i];
            }
        }

        void write(JsonWriter json) {
            UpliftJson.write(
                    json, Group.of(treated[0], treated[1], treated[2]), Group.of(control[0], control[1], control[2]));
        }
    }

    static byte[] read(Connection connection, String eventId, String type, String context) throws SQLException {
        Sums overall = new Sums();
        Map<String, Sums> byType = new TreeMap<>();
        Map<String, Sums> byContext = new TreeMap<>();
        try (PreparedStatement statement = connection.prepareStatement(SELECT)) {
            String[] wanted = {eventId, eventId, type, type, context, context};
            for (int i = 0; i < wanted.length; i++) {
                statement.setString(i + 1, wanted[i]);
            }
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    boolean treated = rows.getString("grp").equals("TREATED");
                    long[] sums = {rows.getLong("n"), rows.getLong("total"), rows.getLong("squares")};
                    overall.add(treated, sums);
                    byType.computeIfAbsent(rows.getString("type"), key -> new Sums())
                            .add(treated, sums);
                    byContext
                            .computeIfAbsent(rows.getString("context"), key -> new Sums())
                            .add(treated, sums);
                }
            }
        }
        JsonWriter json = new JsonWriter()
                .beginObject()
                .text("event", eventId)
                .text("type", type)
                .text("context", context);
        json.beginObject("overall");
        overall.write(json);
        json.endObject();
        groups(json, "by_type", byType);
        groups(json, "by_context", byContext);
        return json.endObject().toBytes();
    }

    private static void groups(JsonWriter json, String name, Map<String, Sums> groups) {
        json.beginObject(name);
        groups.forEach((key, sums) -> {
            json.beginObject(key);
            sums.write(json);
            json.endObject();
        });
        json.endObject();
    }
}
