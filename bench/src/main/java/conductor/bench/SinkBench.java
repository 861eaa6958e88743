package conductor.bench;

import conductor.journal.sink.CopyBuffer;
import conductor.journal.sink.DatabaseUrl;
import conductor.journal.sink.Migrations;
import conductor.journal.sink.SinkTable;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Writes the same rows of {@code engagement_metrics} in two ways to the same server: by the sink's binary COPY, sorted as the
 * sink sorts them, and in the order in which they come by batched INSERTs that the driver rewrites. In a schema of its own with the tables as they are migrated, or without their keys; dropped at the end.
 */
final class SinkBench implements AutoCloseable {
    private static final int SESSIONS = 1_000;
    private static final long START_MS = 1_772_446_500_000L;
    private static final byte[] ENGINE = "5e1f09c2".getBytes(StandardCharsets.US_ASCII);
    private static final String INSERT = "INSERT INTO engagement_metrics (time, session_id, event_id, engagement_score,"
            + " chat_msgs_per_min, poll_participation, reactions_per_min, user_leave_rate, active_users, total_users,"
            + " leavers, category, engine, seq) VALUES ("
            + IntStream.range(0, SinkTable.ENGAGEMENT_METRICS.columnCount())
                    .mapToObj(i -> "?")
                    .collect(Collectors.joining(", "))
            + ")";

    private final String schema = "conductor_bench_" + Long.toHexString(System.nanoTime());
    private final CopyBuffer buffer = new CopyBuffer(SinkTable.ENGAGEMENT_METRICS.columnCount());
    private final int rows;
    private final int batch;
    private final DatabaseUrl server;
    private Connection copying;
    private Connection inserting;

    /**
     * @param url database in which the user may create a schema.
     * @param rows of a round.
     * @param batch rows of a transaction.
     */
    SinkBench(String url, int rows, int batch) throws SQLException {
        this.rows = rows;
        this.batch = batch;
        this.server = DatabaseUrl.parse(url);
        execute("CREATE SCHEMA " + schema);
        boolean ready = false;
        try {
            DatabaseUrl own =
                    DatabaseUrl.parse(url + (url.contains("?") ? "&" : "?") + "currentSchema=" + schema + ",public");
            Migrations.migrate(own);
            copying = own.open(Map.of());
            inserting = own.open(Map.of("reWriteBatchedInserts", "true"));
            copying.setAutoCommit(false);
            inserting.setAutoCommit(false);
            ready = true;
        } finally {
            if (!ready) {
                close();
            }
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = server.open("bench", 0);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Takes the keys and indexes off the table. */
    void withoutKeys() throws SQLException {
        try (Statement statement = copying.createStatement()) {
            statement.execute("ALTER TABLE engagement_metrics DROP CONSTRAINT engagement_metrics_pkey");
            statement.execute("DROP INDEX engagement_metrics_session");
            statement.execute("DROP INDEX engagement_metrics_event");
        }
        copying.commit();
    }

    /** One round by binary COPY; rows a second. */
    double copy() throws SQLException {
        empty();
        long began = System.nanoTime();
        for (int from = 0; from < rows; from += batch) {
            buffer.clear();
            for (int row = from; row < Math.min(rows, from + batch); row++) {
                encode(row);
            }
            buffer.sort(SinkTable.METRICS_SORTED_BY);
            buffer.send(copying, SinkTable.ENGAGEMENT_METRICS.copy());
            copying.commit();
        }
        return rate(began);
    }

    private void encode(int row) {
        buffer.row()
                .time(timeMs(row))
                .text(session(row))
                .text("evt_1")
                .number(row % 1_000 / 1e3)
                .number(row % 60)
                .number(row % 100 / 1e2)
                .number(row % 30)
                .number(row % 10 / 1e1)
                .integer(row % 200)
                .integer(200)
                .integer(row % 20)
                .text("MODERATE")
                .text(ENGINE)
                .bigint(row);
    }

    /** One round by batched INSERTs; rows a second. */
    double insert() throws SQLException {
        empty();
        long began = System.nanoTime();
        try (PreparedStatement statement = inserting.prepareStatement(INSERT)) {
            for (int from = 0; from < rows; from += batch) {
                for (int row = from; row < Math.min(rows, from + batch); row++) {
                    bind(statement, row);
                    statement.addBatch();
                }
                statement.executeBatch();
                inserting.commit();
            }
        }
        return rate(began);
    }

    private static void bind(PreparedStatement statement, int row) throws SQLException {
        statement.setTimestamp(1, new Timestamp(timeMs(row)));
        statement.setString(2, session(row));
        statement.setString(3, "evt_1");
        statement.setDouble(4, row % 1_000 / 1e3);
        statement.setDouble(5, row % 60);
        statement.setDouble(6, row % 100 / 1e2);
        statement.setDouble(7, row % 30);
        statement.setDouble(8, row % 10 / 1e1);
        statement.setInt(9, row % 200);
        statement.setInt(10, 200);
        statement.setInt(11, row % 20);
        statement.setString(12, "MODERATE");
        statement.setString(13, "5e1f09c2");
        statement.setLong(14, row);
    }

    private static long timeMs(int row) {
        return START_MS + row / SESSIONS * 5_000L;
    }

    private static String session(int row) {
        return "ses_" + row % SESSIONS;
    }

    private double rate(long beganNs) {
        return rows * 1e9 / (System.nanoTime() - beganNs);
    }

    private void empty() throws SQLException {
        try (Statement statement = copying.createStatement()) {
            statement.execute("TRUNCATE engagement_metrics");
        }
        copying.commit();
    }

    @Override
    public void close() throws SQLException {
        for (Connection connection : new Connection[] {inserting, copying}) {
            if (connection != null) {
                connection.close();
            }
        }
        execute("DROP SCHEMA " + schema + " CASCADE");
    }
}
