package conductor.journal.sink;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads rows of {@code event_agent_settings}, also those that somebody wrote by hand. Keeps a connection of its own. One thread. */
public final class SettingsTable implements AutoCloseable {
    private static final int SOCKET_TIMEOUT_S = 10;
    static final String TABLE = "event_agent_settings";
    /** What is read, in the order of {@link #row}. */
    static final List<String> COLUMNS = List.of(
            "event_id",
            "version",
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
            "notification_emails");

    private static final String SELECT =
            "SELECT " + String.join(", ", COLUMNS) + " FROM " + TABLE + " WHERE event_id = ANY (?)";

    private final DatabaseAddress address;
    private Connection connection;

    /** @param address where the database is. */
    public SettingsTable(DatabaseAddress address) {
        this.address = address;
    }

    /**
     * The rows of the given events by event id; an event without a row is left out.
     *
     * @throws SQLException when the database cannot be asked now, or has no such table yet.
     */
    public Map<String, SettingsRow> read(Collection<String> eventIds) throws SQLException {
        boolean read = false;
        try {
            Map<String, SettingsRow> rows = query(eventIds);
            read = true;
            return rows;
        } finally {
            if (!read) {
                // Whatever state it is in: the next time begins with a new one.
                close();
            }
        }
    }

    private Map<String, SettingsRow> query(Collection<String> eventIds) throws SQLException {
        connect();
        try (PreparedStatement statement = connection.prepareStatement(SELECT)) {
            Array ids = connection.createArrayOf("text", eventIds.toArray());
            statement.setArray(1, ids);
            Map<String, SettingsRow> found = new HashMap<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.put(rows.getString(1), row(rows));
                }
            }
            return found;
        }
    }

    private void connect() throws SQLException {
        if (connection == null) {
            DatabaseUrl url = address.now();
            if (url == null) {
                throw new SQLException("there is no database yet");
            }
            connection = url.open("engagement-conductor settings", SOCKET_TIMEOUT_S);
            connection.setReadOnly(true);
        }
    }

    private static SettingsRow row(ResultSet rows) throws SQLException {
        return new SettingsRow(
                rows.getString(1),
                rows.getLong(2),
                rows.getObject(3, Boolean.class),
                rows.getString(4),
                rows.getObject(5, Double.class),
                rows.getObject(6, Double.class),
                texts(rows.getArray(7)),
                rows.getObject(8, Integer.class),
                rows.getObject(9, Boolean.class),
                rows.getObject(10, Boolean.class),
                rows.getObject(11, Integer.class),
                rows.getObject(12, Double.class),
                rows.getString(13),
                rows.getObject(14, Double.class),
                texts(rows.getArray(15)));
    }

    private static List<String> texts(Array array) throws SQLException {
        if (array == null) {
            return null;
        }
        List<String> texts = new ArrayList<>();
        for (Object text : (Object[]) array.getArray()) {
            texts.add((String) text);
        }
        return texts;
    }

    @Override
    public void close() {
        if (connection != null) {
            try {
                connection.close();
            } catch (SQLException e) {
                // The server ends it as well.
            }
            connection = null;
        }
    }
}
