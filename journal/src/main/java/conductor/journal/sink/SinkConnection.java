package conductor.journal.sink;

import conductor.journal.KillPoint;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.function.BooleanSupplier;

/**
 * The sink's connection. A batch and the position behind it go in one transaction, which first moves the position from where the batch
 * begins: if it is elsewhere, somebody else has written, or a transaction of a connection that was given up arrived late, and nothing is
 * written. After an exception the connection is of no use any more. One thread.
 */
final class SinkConnection implements SinkStore, AutoCloseable {
    private static final String UNIQUE_VIOLATION = "23505";
    private static final String LOCK_NOT_AVAILABLE = "55P03";
    private static final long CHECK_EVERY_NS = 5_000_000_000L;

    /** Of a transaction that waits for us: we never take as long, so we are gone, whatever the network says. */
    private static final String NOTICE_THE_IDLE = "SET idle_in_transaction_session_timeout = '60s'";

    static final String APPLICATION = "engagement-conductor sink";

    private final Connection connection;
    private final SendLimit limit;
    private final String engine;
    private final Storage storage;
    /** Whether rows may be there already: then they are staged and inserted where they are missing. */
    private boolean ignoring;

    private long heardNs;

    /**
     * @param engineId whose rows are written.
     * @param connection a new connection, closed with this one.
     * @param limit how long rows may take on their way.
     */
    SinkConnection(int engineId, Connection connection, SendLimit limit) throws SQLException {
        this.engine = HexFormat.of().toHexDigits(engineId);
        this.connection = connection;
        this.limit = limit;
        boolean ready = false;
        try {
            requireNoMigration();
            storage = Storage.of(connection);
            prepare();
            ready = true;
        } finally {
            if (!ready) {
                close();
            }
        }
    }

    /** Rows that come into a table while it becomes a hypertable may be lost with the old one. */
    private void requireNoMigration() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT pg_try_advisory_xact_lock_shared(" + Migrations.LOCK + ")")) {
            row.next();
            if (!row.getBoolean(1)) {
                throw new SQLException("the tables are being brought to their version", LOCK_NOT_AVAILABLE);
            }
        }
    }

    private void prepare() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(NOTICE_THE_IDLE);
            for (SinkTable table : SinkTable.values()) {
                statement.execute(table.createStage());
            }
        }
        try (PreparedStatement statement = connection.prepareStatement(
                "INSERT INTO sink_progress (engine) VALUES (?) ON CONFLICT (engine) DO NOTHING")) {
            statement.setString(1, engine);
            statement.execute();
        }
        connection.setAutoCommit(false);
    }

    /** How the database keeps rows. */
    Storage storage() {
        return storage;
    }

    @Override
    public SinkPosition position() throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT seq, score_seq FROM sink_progress WHERE engine = ?")) {
            statement.setString(1, engine);
            try (ResultSet rows = statement.executeQuery()) {
                SinkPosition position =
                        rows.next() ? new SinkPosition(rows.getLong(1), rows.getLong(2)) : SinkPosition.START;
                connection.commit();
                heardNs = System.nanoTime();
                return position;
            }
        }
    }

    @Override
    public void write(SinkBatch batch, BooleanSupplier mayCommit) throws SQLException {
        try {
            transaction(batch, mayCommit);
        } catch (SQLException e) {
            if (ignoring || !UNIQUE_VIOLATION.equals(e.getSQLState())) {
                throw e;
            }
            connection.rollback();
            ignoring = true;
            transaction(batch, mayCommit);
        }
    }

    private void transaction(SinkBatch batch, BooleanSupplier mayCommit) throws SQLException {
        move(batch.from(), batch.to());
        KillPoint.SINK_MOVED.pass();
        for (SinkTable table : SinkTable.values()) {
            if (batch.rows(table) > 0) {
                write(table, batch.copy(table));
                KillPoint.SINK_COPIED.pass();
            }
        }
        if (!mayCommit.getAsBoolean()) {
            throw new SQLException("another node has taken the place of this one");
        }
        KillPoint.SINK_UNCOMMITTED.pass();
        connection.commit();
        KillPoint.SINK_COMMITTED.pass();
        heardNs = System.nanoTime();
    }

    private void move(SinkPosition from, SinkPosition to) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("UPDATE sink_progress SET seq = ?, score_seq = ?,"
                        + " updated_at = now() WHERE engine = ? AND seq = ? AND score_seq = ?")) {
            statement.setLong(1, to.seq());
            statement.setLong(2, to.scoreSeq());
            statement.setString(3, engine);
            statement.setLong(4, from.seq());
            statement.setLong(5, from.scoreSeq());
            if (statement.executeUpdate() != 1) {
                throw new SQLException("the position of engine " + engine + " is not where this node left it");
            }
        }
    }

    private void write(SinkTable table, CopyBuffer rows) throws SQLException {
        boolean staged = ignoring || !table.appends();
        rows.send(connection, staged ? table.copyStage() : table.copy(), piece -> {
            limit.send(connection, piece);
            KillPoint.SINK_COPYING.pass();
        });
        if (staged) {
            try (Statement statement = connection.createStatement()) {
                for (String merge : table.merge()) {
                    statement.execute(merge);
                }
            }
        }
    }

    /**
     * Asks the server for a sign of life when nothing was heard from it for some seconds.
     *
     * @throws SQLException if there is none.
     */
    void check() throws SQLException {
        if (System.nanoTime() - heardNs >= CHECK_EVERY_NS) {
            position();
        }
    }

    /** Does one step of a retention run. */
    void step(RetentionRun run) throws SQLException {
        run.step(connection);
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            // The server ends it as well.
        }
    }
}
