package conductor.journal.sink;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * How far the journal of an engine is in a database.
 *
 * @param seq number of the last record that is no score, 0 where nothing was ever written.
 * @param scoreSeq number of the last score.
 */
public record SinkProgress(long seq, long scoreSeq) {
    private static final String APPLICATION = "engagement-conductor look";
    private static final int ANSWER_S = 3;
    private static final String TABLE_GONE = "42P01";

    /**
     * Asks the database.
     *
     * @throws SQLException if it does not say within {@value #ANSWER_S} s.
     */
    public static SinkProgress look(DatabaseUrl url, int engineId) throws SQLException {
        Connections connections = new Connections();
        // A server that takes connections and says nothing would be waited for longer.
        CompletableFuture.delayedExecutor(ANSWER_S, TimeUnit.SECONDS).execute(connections::breakOff);
        try (Connection connection = connections.open(url, APPLICATION, ANSWER_S)) {
            return of(connection, engineId);
        }
    }

    static SinkProgress of(Connection connection, int engineId) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT seq, score_seq FROM sink_progress WHERE engine = ?")) {
            select.setString(1, HexFormat.of().toHexDigits(engineId));
            try (ResultSet rows = select.executeQuery()) {
                return rows.next() ? new SinkProgress(rows.getLong(1), rows.getLong(2)) : new SinkProgress(0, 0);
            }
        } catch (SQLException e) {
            if (TABLE_GONE.equals(e.getSQLState())) {
                return new SinkProgress(0, 0);
            }
            throw e;
        }
    }

    /** Records that are there, of both numberings. */
    public long records() {
        return seq + scoreSeq;
    }
}
