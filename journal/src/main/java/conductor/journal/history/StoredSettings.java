package conductor.journal.history;

import conductor.engine.core.SettingsColumn;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A row of {@code event_agent_settings} (audience.md 6.1).
 *
 * @param eventId its event.
 * @param version its version.
 * @param values the columns that are settings, by name; NULL is null.
 * @param extra JSON that is carried and not read; null where there is none.
 * @param createdMs when it was written first, milliseconds since 1970.
 * @param updatedMs when it was written last.
 */
public record StoredSettings(
        String eventId, long version, Map<String, Object> values, String extra, long createdMs, long updatedMs) {
    /** The columns that are settings, in the order in which they are shown. */
    public static final List<String> VALUES = IntStream.range(0, SettingsColumn.COUNT)
            .mapToObj(SettingsColumn::name)
            .toList();

    private static final String SELECT = "SELECT event_id, version, extra, created_at, updated_at, "
            + String.join(", ", VALUES) + " FROM event_agent_settings WHERE ";

    static Optional<StoredSettings> one(Connection connection, String eventId) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SELECT + "event_id = ?")) {
            statement.setString(1, eventId);
            return all(statement).stream().findFirst();
        }
    }

    /** By the bytes of the ids, whatever order the database likes. */
    static List<StoredSettings> page(Connection connection, String after, int limit) throws SQLException {
        String sql = SELECT + "event_id COLLATE \"C\" > ? ORDER BY event_id COLLATE \"C\" LIMIT ?";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, after);
            statement.setInt(2, limit);
            return all(statement);
        }
    }

    private static List<StoredSettings> all(PreparedStatement statement) throws SQLException {
        List<StoredSettings> found = new ArrayList<>();
        try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                Map<String, Object> values = new LinkedHashMap<>();
                for (String name : VALUES) {
                    values.put(name, value(row, name));
                }
                found.add(new StoredSettings(
                        row.getString("event_id"),
                        row.getLong("version"),
                        values,
                        row.getString("extra"),
                        ms(row.getTimestamp("created_at")),
                        ms(row.getTimestamp("updated_at"))));
            }
        }
        return found;
    }

    private static Object value(ResultSet row, String name) throws SQLException {
        Object value = row.getObject(name);
        return value instanceof Array array ? Arrays.asList((Object[]) array.getArray()) : value;
    }

    private static long ms(Timestamp time) {
        return time.getTime();
    }
}
