package conductor.journal.sink;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Takes away rows that are too old: whole chunks of a hypertable, slices of an ordinary table. Goes step by step, so that the sink
 * writes in between; a step is a transaction of its own.
 */
final class RetentionRun {
    private static final long DAY_MS = 86_400_000L;
    /** Rows deleted in one step. */
    static final int SLICE = 10_000;

    private record Work(String table, String timeColumn, int days) {}

    private final Retention retention;
    private final Deque<Work> left = new ArrayDeque<>();
    private long nowMs;

    RetentionRun(Retention retention) {
        this.retention = retention;
    }

    /** Begins a run. */
    void begin(long engineTimeMs) {
        nowMs = engineTimeMs;
        left.clear();
        add("engagement_metrics", "time", retention.engagementMetricsDays());
        add("anomalies", "time", retention.anomaliesDays());
        add("interventions", "proposed_at", retention.interventionsDays());
        add("agent_performance", "time", retention.agentPerformanceDays());
    }

    private void add(String table, String timeColumn, int days) {
        if (days > 0) {
            left.add(new Work(table, timeColumn, days));
        }
    }

    /** Whether there is more to do. */
    boolean underWay() {
        return !left.isEmpty();
    }

    /** Forgets what is left; a later run does it. */
    void stop() {
        left.clear();
    }

    /** Does one step and commits it. The connection does not commit by itself. */
    void step(Connection connection) throws SQLException {
        Work work = left.peek();
        long beforeMs = nowMs - work.days() * DAY_MS;
        if (isHypertable(connection, work.table())) {
            dropChunks(connection, work, beforeMs);
            left.remove();
        } else if (deleteSlice(connection, work, beforeMs) < SLICE) {
            left.remove();
        }
        connection.commit();
    }

    private static boolean isHypertable(Connection connection, String table) throws SQLException {
        if (Storage.of(connection) == Storage.PLAIN) {
            return false;
        }
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT 1 FROM timescaledb_information.hypertables"
                        + " WHERE hypertable_schema = current_schema() AND hypertable_name = ?")) {
            statement.setString(1, table);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next();
            }
        }
    }

    private static void dropChunks(Connection connection, Work work, long beforeMs) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT drop_chunks(?::regclass, older_than => to_timestamp(? / 1000.0))")) {
            statement.setString(1, work.table());
            statement.setLong(2, beforeMs);
            statement.execute();
        }
    }

    private static int deleteSlice(Connection connection, Work work, long beforeMs) throws SQLException {
        String table = work.table();
        try (PreparedStatement statement = connection.prepareStatement("DELETE FROM " + table
                + " WHERE ctid = ANY (ARRAY(SELECT ctid FROM " + table + " WHERE " + work.timeColumn()
                + " < to_timestamp(? / 1000.0) LIMIT " + SLICE + "))")) {
            statement.setLong(1, beforeMs);
            return statement.executeUpdate();
        }
    }
}
