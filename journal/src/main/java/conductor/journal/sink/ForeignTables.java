package conductor.journal.sink;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds tables that have the name of one of ours but are somebody else's: migrations take every table that is there for ours. */
final class ForeignTables {
    private ForeignTables() {}

    /**
     * Says which table is not ours and what to do.
     *
     * @param absentToo whether a table that is not there at all counts.
     * @return null if all are ours.
     */
    static String find(Connection connection, boolean absentToo) throws SQLException {
        for (Map.Entry<String, List<String>> table : ours().entrySet()) {
            Set<String> there = columns(connection, table.getKey());
            List<String> lacking = new ArrayList<>(table.getValue());
            lacking.removeAll(there);
            if (!lacking.isEmpty() && (absentToo || !there.isEmpty())) {
                return sentence(table.getKey(), lacking, there.isEmpty());
            }
        }
        return null;
    }

    private static String sentence(String table, List<String> lacking, boolean absent) {
        return absent
                ? "The table " + table + " has been dropped although the history of migrations says that it was made."
                        + " Restore it, or name an empty database (or an empty schema of it, ?currentSchema=NAME in its URL)."
                : "The table " + table + " belongs to somebody else: it has no " + String.join(", ", lacking)
                        + ". Name another database, or a schema of this one for the node alone: CREATE SCHEMA NAME, and"
                        + " ?currentSchema=NAME in its URL.";
    }

    private static Map<String, List<String>> ours() {
        Map<String, List<String>> ours = new LinkedHashMap<>();
        for (SinkTable table : SinkTable.values()) {
            ours.put(table.table(), table.columns());
        }
        Set<String> settings = new LinkedHashSet<>(SettingsTable.COLUMNS);
        settings.addAll(SinkTable.EVENT_AGENT_SETTINGS.columns());
        ours.put(SettingsTable.TABLE, List.copyOf(settings));
        ours.put("sink_progress", List.of("engine", "seq", "score_seq", "updated_at"));
        return ours;
    }

    /** Of the table that the search path finds; empty if there is none. */
    private static Set<String> columns(Connection connection, String table) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT attname FROM pg_attribute"
                + " WHERE attrelid = to_regclass(?) AND attnum > 0 AND NOT attisdropped")) {
            statement.setString(1, table);
            Set<String> columns = new HashSet<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    columns.add(rows.getString(1));
                }
            }
            return columns;
        }
    }
}
