package conductor.journal.sink;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;

/** How a database keeps the rows of the large tables. */
public enum Storage {
    /** PostgreSQL alone: ordinary tables; old rows are deleted in slices. */
    PLAIN,
    /** TimescaleDB in its Apache edition: hypertables; the node drops old chunks. */
    HYPERTABLES,
    /** TimescaleDB with all features: as before, and chunks are compressed by a policy. */
    COMPRESSED_HYPERTABLES;

    /** What is there now. */
    static Storage of(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT current_setting('timescaledb.license', true)"
                        + " FROM pg_extension WHERE extname = 'timescaledb'")) {
            if (!rows.next()) {
                return PLAIN;
            }
            return "timescale".equals(rows.getString(1)) ? COMPRESSED_HYPERTABLES : HYPERTABLES;
        }
    }

    /** As it stands in JSON and in sentences. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
