package conductor.journal.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;

/** Which rows a retention run takes away, and above all which it leaves. */
@Tag("one-jdk")
@OnEveryPostgres
class RetentionRunTest {
    private static final Retention TEN_DAYS = new Retention(10, 0, 0, 0, 0, 0, 0);

    @Parameter
    PostgresUnderTest server;

    private PostgresUnderTest.Database database;
    private TableRows tables;

    @BeforeEach
    void createDatabase() throws SQLException {
        database = server.database();
        tables = new TableRows(database.url());
    }

    @AfterEach
    void dropDatabase() throws SQLException {
        tables.close();
        database.close();
    }

    @Test
    void anEngineTimeYearsAheadMakesNoRowOlderThanTheServersClockDoes() throws SQLException {
        Migrations.migrate(database.url());
        insert(30, 50);
        insert(2, 50);
        run(Instant.parse("2060-01-01T00:00:00Z").toEpochMilli());
        assertThat(tables.count("engagement_metrics")).isEqualTo(50);
    }

    @Test
    void anEngineTimeThatLiesBackCountsItself() throws SQLException {
        Migrations.migrate(database.url());
        insert(30, 50);
        insert(2, 50);
        run(System.currentTimeMillis() - 25 * 86_400_000L);
        assertThat(tables.count("engagement_metrics")).isEqualTo(100);
    }

    @Test
    void freshRowsOfATableInPartsStayAlthoughTheyLieAtTheSamePlaces() throws SQLException {
        tables.execute("CREATE TABLE engagement_metrics (\"time\" timestamptz NOT NULL, session_id text, event_id text,"
                + " engagement_score float8, engine text, seq bigint) PARTITION BY RANGE (\"time\")");
        tables.execute("CREATE TABLE past PARTITION OF engagement_metrics FOR VALUES FROM (MINVALUE) TO ('"
                + Instant.ofEpochMilli(System.currentTimeMillis() - 10 * 86_400_000L) + "')");
        tables.execute("CREATE TABLE present PARTITION OF engagement_metrics DEFAULT");
        insert(30, 50);
        insert(2, 50);
        run(System.currentTimeMillis());
        assertThat(tables.count("past")).isZero();
        assertThat(tables.count("present")).isEqualTo(50);
    }

    @Test
    void chunksOfAHypertableInAnotherSchemaAreDroppedWhole() throws SQLException {
        Migrations.migrate(database.url());
        insert(30, 50);
        insert(2, 50);
        tables.execute("CREATE SCHEMA empty");
        try (Connection connection = connection()) {
            connection.createStatement().execute("SET search_path = empty, public");
            connection.commit();
            run(connection, System.currentTimeMillis());
        }
        assertThat(tables.count("engagement_metrics")).isEqualTo(50);
        if (server == PostgresUnderTest.TIMESCALE) {
            assertThat(tables.count("show_chunks('engagement_metrics', older_than => now() - interval '11 days')"))
                    .isZero();
        }
    }

    @Test
    void anOpenSessionAndALiveItemAreNeverTooOldAndWhatIsOverIsCountedFromItsEnd() throws SQLException {
        Migrations.migrate(database.url());
        for (String end : new String[] {"NULL", "now() - interval '5 days'", "now() - interval '15 days'"}) {
            tables.execute("INSERT INTO agent_sessions VALUES (md5('" + end.replace("'", "")
                    + "'), 'a', 'OFFLINE', 'AVAILABLE', NULL," + " now() - interval '40 days', " + end
                    + ", NULL, now(), NULL, true, 1, 0, 0, 0, 0, 'x', 1, 's')");
            tables.execute(
                    "INSERT INTO work_items (work_id, kind, state, priority, entered_at, closed_at, attempts, offers,"
                            + " callback_offered, callback_accepted, engine, seq, scope) VALUES (md5('"
                            + end.replace("'", "")
                            + "'), 'call', 'QUEUED', 1, now() - interval '40 days', " + end
                            + ", 0, 0, false, false, 'x', 1, 's')");
        }
        tables.execute(
                "INSERT INTO agent_activity (time, plane, type, subject, engine, seq, scope)"
                        + " SELECT now() - n * interval '3 days', 'presence', 'T', 'a', 'x', n, 's' FROM generate_series(0, 9) n");
        try (Connection connection = connection()) {
            run(connection, System.currentTimeMillis(), Retention.FOR_EVER);
            assertThat(tables.count("agent_sessions")).isEqualTo(3);
            run(connection, System.currentTimeMillis(), new Retention(0, 0, 0, 0, 10, 10, 10));
        }
        for (String table : new String[] {"agent_sessions", "work_items"}) {
            assertThat(tables.count(table)).isEqualTo(2);
        }
        // Of a hypertable those chunks go of which every row is too old.
        assertThat(tables.count("agent_activity WHERE time > now() - interval '10 days'"))
                .isEqualTo(4);
        assertThat(tables.count("agent_activity WHERE time < now() - interval '18 days'"))
                .isZero();
    }

    private void insert(int daysAgo, int rows) throws SQLException {
        tables.execute("INSERT INTO engagement_metrics (time, session_id, event_id, engagement_score, engine, seq)"
                + " SELECT now() - interval '" + daysAgo + " days' + n * interval '1 ms', 's', 'e', 0, 'x', n"
                + " FROM generate_series(1, " + rows + ") n");
    }

    private void run(long engineTimeMs) throws SQLException {
        try (Connection connection = connection()) {
            run(connection, engineTimeMs);
        }
    }

    private static void run(Connection connection, long engineTimeMs) throws SQLException {
        run(connection, engineTimeMs, TEN_DAYS);
    }

    private static void run(Connection connection, long engineTimeMs, Retention retention) throws SQLException {
        RetentionRun run = new RetentionRun(retention);
        run.begin(engineTimeMs);
        while (run.underWay()) {
            run.step(connection);
        }
    }

    private Connection connection() throws SQLException {
        Connection connection = database.url().open("tests", 60);
        connection.setAutoCommit(false);
        return connection;
    }
}
