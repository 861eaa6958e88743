package conductor.journal.sink;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** The snapshots in a database, for a node that lost its own. */
public final class SnapshotStore implements AutoCloseable {
    private static final String APPLICATION = "engagement-conductor restore";
    private static final int ANSWER_S = 30;
    /** No such table, no such column. */
    private static final String TABLE_GONE = "42P01";

    private static final String COLUMN_GONE = "42703";

    private final Connection connection;

    private SnapshotStore(Connection connection) {
        this.connection = connection;
    }

    /** @throws SQLException if the database does not answer. */
    public static SnapshotStore open(DatabaseUrl url) throws SQLException {
        return new SnapshotStore(new Connections().open(url, APPLICATION, ANSWER_S));
    }

    /** Snapshots of an engine that this version can read, the one that was stored last first. */
    public List<StoredSnapshot> list(int engineId) throws SQLException {
        try {
            return new SnapshotTable(connection).list(engineId);
        } catch (SQLException e) {
            if (TABLE_GONE.equals(e.getSQLState()) || COLUMN_GONE.equals(e.getSQLState())) {
                return List.of();
            }
            throw e;
        }
    }

    /**
     * Writes a snapshot to a file that is not there yet.
     *
     * @throws IOException if the file cannot be written, or a chunk is missing or damaged.
     */
    public void fetch(StoredSnapshot snapshot, Path target) throws SQLException, IOException {
        new SnapshotTable(connection).fetch(snapshot, target);
    }

    /** How far an engine's journal has gone to the tables. */
    public SinkProgress progress(int engineId) throws SQLException {
        return SinkProgress.of(connection, engineId);
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
