package conductor.journal.history;

import conductor.journal.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;

/** Columns of a row as members; NULL is null. */
final class Columns {
    private static final double MILLION = 1e6;

    private Columns() {}

    static void time(JsonWriter json, String name, ResultSet row, String column) throws SQLException {
        Timestamp time = row.getTimestamp(column);
        json.time(name, time == null ? 0 : time.getTime());
    }

    /** A column of {@code double precision}, in six places. */
    static void ratio(JsonWriter json, String name, ResultSet row) throws SQLException {
        double value = row.getDouble(name);
        if (row.wasNull()) {
            json.nullValue(name);
        } else {
            json.ppm(name, ppm(value));
        }
    }

    static void bool(JsonWriter json, String name, ResultSet row) throws SQLException {
        boolean value = row.getBoolean(name);
        if (row.wasNull()) {
            json.nullValue(name);
        } else {
            json.bool(name, value);
        }
    }

    static void json(JsonWriter json, String name, ResultSet row) throws SQLException {
        String value = row.getString(name);
        json.json(name, value == null ? null : value.getBytes(StandardCharsets.UTF_8));
    }

    static long ppm(double value) {
        return Math.round(value * MILLION);
    }
}
