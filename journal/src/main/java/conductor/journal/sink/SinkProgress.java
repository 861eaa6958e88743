package conductor.journal.sink;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;

/** How far the journal of an engine is in a database. */
public final class SinkProgress {
    private static final String APPLICATION = "engagement-conductor look";
    private static final int ANSWER_S = 5;
    private static final String TABLE_GONE = "42P01";

    private SinkProgress() {}

    /**
     * Records of the engine that are in the database, scores and all others together; 0 where nothing was ever written.
     *
     * @throws SQLException if the database does not say.
     */
    public static long records(DatabaseUrl url, int engineId) throws SQLException {
        try (Connection connection = new Connections().open(url, APPLICATION, ANSWER_S);
                PreparedStatement statement =
                        connection.prepareStatement("SELECT seq + score_seq FROM sink_progress WHERE engine = ?")) {
            statement.setString(1, HexFormat.of().toHexDigits(engineId));
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? rows.getLong(1) : 0;
            }
        } catch (SQLException e) {
            if (TABLE_GONE.equals(e.getSQLState())) {
                return 0;
            }
            throw e;
        }
    }
}
