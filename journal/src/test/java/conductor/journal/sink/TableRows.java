package conductor.journal.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the tables back. */
final class TableRows implements AutoCloseable {
    private static final List<String> JSON_TO_NORMALISE = List.of("explanation", "content", "outcome");

    private final Connection connection;

    TableRows(DatabaseUrl url) throws SQLException {
        connection = url.open("tests", 60);
    }

    /** All rows of a query; times as milliseconds, jsonb as its text. */
    List<Map<String, Object>> of(String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            List<Map<String, Object>> all = new ArrayList<>();
            ResultSetMetaData columns = rows.getMetaData();
            while (rows.next()) {
                Map<String, Object> row = new HashMap<>();
                for (int i = 1; i <= columns.getColumnCount(); i++) {
                    row.put(columns.getColumnName(i), value(rows, i, columns.getColumnTypeName(i)));
                }
                all.add(row);
            }
            return all;
        }
    }

    private static Object value(ResultSet rows, int column, String type) throws SQLException {
        if (type.equals("timestamptz")) {
            Timestamp time = rows.getTimestamp(column);
            return time == null ? null : time.getTime();
        }
        if (type.equals("_text")) {
            Array array = rows.getArray(column);
            return array == null ? null : List.of((String[]) array.getArray());
        }
        return type.equals("jsonb") ? rows.getString(column) : rows.getObject(column);
    }

    long count(String table) throws SQLException {
        return (Long) of("SELECT count(*) AS n FROM " + table).get(0).get("n");
    }

    void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The tables hold exactly what these records say. */
    void areWhat(ExpectedRows expected) throws SQLException {
        assertThat(of("SELECT * FROM engagement_metrics ORDER BY seq")).isEqualTo(expected.metrics);
        assertThat(of("SELECT * FROM anomalies ORDER BY seq")).isEqualTo(expected.anomalies);
        assertThat(of("SELECT * FROM agent_performance ORDER BY seq")).isEqualTo(expected.performance);
        List<Map<String, Object>> summaries = new ArrayList<>();
        for (Map<String, Object> summary : expected.summaries.values()) {
            summary.put("summary", normalised((String) summary.get("summary")));
            summaries.add(summary);
        }
        assertThat(of("SELECT * FROM event_summaries")).containsExactlyInAnyOrderElementsOf(summaries);
        List<Map<String, Object>> interventions = of("SELECT * FROM interventions");
        assertThat(interventions).hasSameSizeAs(expected.interventions.values());
        for (Map<String, Object> row : interventions) {
            Map<String, Object> wanted = new HashMap<>(expected.interventions.get(row.get("decision_id")));
            for (String column : JSON_TO_NORMALISE) {
                wanted.put(column, normalised((String) wanted.get(column)));
            }
            assertThat(row).isEqualTo(wanted);
        }
    }

    String normalised(String json) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT (?::jsonb)::text")) {
            statement.setString(1, json);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getString(1);
            }
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
