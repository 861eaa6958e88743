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
    /** Rows deleted in one step; of a table in parts it may be so many of each. */
    static final int SLICE = 10_000;
    /**
     * Parameters: engine time in ms, days. Never later than the server's own clock says: a clock that was once years ahead moves engine
     * time there for good, and rows of all engines would be too old at once.
     */
    private static final String CUTOFF =
            "(least(to_timestamp(?::float8 / 1000), now()) - ?::int * interval '24 hours')";

    private record Work(String table, String timeColumn, int days) {}

    private final Retention retention;
    private final Deque<Work> left = new ArrayDeque<>();
    private long engineTimeMs;

    RetentionRun(Retention retention) {
        this.retention = retention;
    }

    /** Begins a run; how old rows are is counted from {@code engineTimeMs}, or from the server's time where that is earlier. */
    void begin(long engineTimeMs) {
        this.engineTimeMs = engineTimeMs;
        left.clear();
        add("engagement_metrics", "time", retention.engagementMetricsDays());
        add("anomalies", "time", retention.anomaliesDays());
        add("interventions", "proposed_at", retention.interventionsDays());
        add("agent_performance", "time", retention.agentPerformanceDays());
        add("agent_sessions", "logout_at", retention.agentSessionsDays());
        add("work_items", "closed_at", retention.workItemsDays());
        add("agent_activity", "time", retention.agentActivityDays());
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
        if (isHypertable(connection, work.table())) {
            dropChunks(connection, work);
            left.remove();
        } else if (deleteSlice(connection, work) < SLICE) {
            left.remove();
        }
        connection.commit();
    }

    /** Whether the table that the search path finds under this name is one, in whatever schema. */
    private static boolean isHypertable(Connection connection, String table) throws SQLException {
        if (Storage.of(connection) == Storage.PLAIN) {
            return false;
        }
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT 1 FROM timescaledb_information.hypertables h"
                        + " JOIN pg_namespace n ON n.nspname = h.hypertable_schema"
                        + " JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = h.hypertable_name"
                        + " WHERE c.oid = ?::regclass")) {
            statement.setString(1, table);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next();
            }
        }
    }

    private void dropChunks(Connection connection, Work work) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT drop_chunks(?::regclass, older_than => " + CUTOFF + ")")) {
            statement.setString(1, work.table());
            statement.setLong(2, engineTimeMs);
            statement.setInt(3, work.days());
            statement.execute();
        }
    }

    /** A ctid says where a row is in its part of the table only, so the age is asked for again. */
    private int deleteSlice(Connection connection, Work work) throws SQLException {
        String table = work.table();
        String old = work.timeColumn() + " < " + CUTOFF;
        try (PreparedStatement statement =
                connection.prepareStatement("DELETE FROM " + table + " WHERE ctid = ANY (ARRAY(SELECT ctid FROM "
                        + table + " WHERE " + old + " LIMIT " + SLICE + ")) AND " + old)) {
            for (int parameter = 1; parameter <= 4; parameter += 2) {
                statement.setLong(parameter, engineTimeMs);
                statement.setInt(parameter + 1, work.days());
            }
            return statement.executeUpdate();
        }
    }
}
