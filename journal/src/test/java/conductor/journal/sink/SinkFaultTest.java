package conductor.journal.sink;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.journal.Causes;
import conductor.journal.RecordPosition;
import conductor.journal.json.TemplateSets;
import conductor.testkit.FaultProxy;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/** Connections that are killed, cut in the middle of a COPY or after a COMMIT, tables that go: no row twice, none missing. */
@Tag("one-jdk")
@OnEveryPostgres
class SinkFaultTest {
    private static final int CUTS = 25;

    @Parameter
    PostgresUnderTest server;

    @TempDir
    Path folder;

    private FaultStage stage;
    private PostgresUnderTest.Database database;
    private Conference conference;

    @BeforeEach
    void open() throws SQLException {
        stage = new FaultStage(server, folder);
        database = stage.database;
        conference = stage.conference;
    }

    @AfterEach
    void close() throws SQLException {
        stage.close();
    }

    @Test
    void aConnectionThatIsCutAnywhereLeavesNoHoleAndNoRepeat() throws IOException, SQLException {
        conference.act().act().act();
        Random random = new Random(20_261_125);
        int cuts = 0;
        try (FaultProxy proxy = new FaultProxy(database.port());
                RunningSink sink = stage.running(proxy, 20)) {
            for (int i = 0; i < CUTS; i++) {
                // Large enough to get past the greeting, small enough to strike within a few batches.
                proxy.cutAfter(random.nextLong(2_000, 30_000), Long.MAX_VALUE);
                long made = stage.records();
                sink.await(
                        "the cut, or the end",
                        () -> proxy.isCut() || sink.stats().up() && sink.stats().lag(made) == 0);
                if (proxy.isCut()) {
                    cuts++;
                } else {
                    conference.act();
                }
            }
            proxy.cutAfter(Long.MAX_VALUE, Long.MAX_VALUE);
            sink.drained();
            assertThat(cuts).isGreaterThan(CUTS / 2);
            assertThat(sink.stats().reconnects()).isPositive();
        }
        stage.holdsTheJournal();
    }

    @Test
    void aCommitWhoseAnswerIsLostIsNeitherRepeatedNorLeftOut() throws IOException, SQLException {
        Migrations.migrate(database.url());
        conference.act().act();
        try (FaultProxy proxy = new FaultProxy(database.port());
                RunningSink sink = stage.running(proxy, 20)) {
            for (int commit = 1; commit <= 6; commit++) {
                long before = sink.stats().batches();
                awaitWhileItWrites(sink, "batches", () -> sink.stats().batches() >= before + 2);
                proxy.cutAtAnswerTo("COMMIT");
                awaitWhileItWrites(sink, "the cut", proxy::isCut);
            }
            sink.drained();
            assertThat(sink.stats().reconnects()).isPositive();
        }
        stage.holdsTheJournal();
    }

    /** There is always something to write, however early it has written all there was. */
    private void awaitWhileItWrites(RunningSink sink, String what, BooleanSupplier reached) {
        AtomicLong made = new AtomicLong(stage.records());
        sink.await(what, () -> {
            if (sink.stats().up() && sink.stats().lag(made.get()) == 0) {
                made.set(conference.act().decisions().size());
            }
            return reached.getAsBoolean();
        });
    }

    @Test
    void aConnectionThatTheServerEndsIsReplaced() throws SQLException {
        try (RunningSink sink = new RunningSink(conference, RunningSink.config(conference, database.url()))) {
            for (int i = 0; i < 5; i++) {
                sink.await("a connection", () -> sink.stats().up());
                conference.act();
                database.killConnections();
            }
            sink.drained();
            assertThat(sink.stats().lastError()).isNotNull();
        }
        stage.holdsTheJournal();
    }

    @Test
    void aTransactionThatArrivesLateFindsThePositionMovedAndWritesNothing() throws SQLException {
        Migrations.migrate(database.url());
        conference.act();
        SinkConfig config = RunningSink.config(conference, database.url());
        SinkBatch batch = new SinkBatch(config, TemplateSets.BUILT_IN, Causes.NONE);
        batch.restart(SinkPosition.START, RecordPosition.START);
        conference.decisions().stream().limit(150).forEach(batch::add);
        try (SendLimit limit = new SendLimit(60);
                SinkConnection late =
                        new SinkConnection(config.engineId(), database.url().open("late", 60), limit)) {
            late.position();
            new RunningSink(conference, config).drained().close();
            assertThat(failureOf(late, batch)).contains("is not where this node left it");
        }
        stage.holdsTheJournal();
    }

    @Test
    void aPositionThatSomebodyElseHoldsIsReportedAndNoCrowdWaitsForIt() throws SQLException {
        Migrations.migrate(database.url());
        conference.act();
        try (RunningSink sink = new RunningSink(
                        conference,
                        RunningSink.config(conference, database.url()).withMigrate(false));
                Connection holder = database.url().open("holder", 60)) {
            sink.drained();
            holder.setAutoCommit(false);
            holder.createStatement().execute("UPDATE sink_progress SET updated_at = now()");
            conference.act();
            // A server that is too busy to answer in time is another reason, before this one.
            sink.await(
                    "the report",
                    () -> !sink.stats().up() && sink.stats().lastError().contains("lock timeout"));
            try (TableRows tables = new TableRows(database.url())) {
                assertThat(tables.count("pg_stat_activity WHERE datname = current_database() AND application_name = '"
                                + SinkConnection.APPLICATION + "'"))
                        .isLessThanOrEqualTo(2);
            }
            holder.rollback();
            sink.drained();
        }
        stage.holdsTheJournal();
    }

    @Test
    void aServerIsToldHowToNoticeThatWeAreGone() throws SQLException {
        Migrations.migrate(database.url());
        try (SendLimit limit = new SendLimit(60);
                Connection connection = new Connections().open(database.url(), "told", 60);
                Connection hasty = new Connections().open(database.url(), "hasty", 10);
                SinkConnection told = new SinkConnection(conference.engineId(), connection, limit)) {
            told.position();
            assertThat(shown(connection, "lock_timeout")).isEqualTo("10s");
            assertThat(shown(hasty, "lock_timeout")).isEqualTo("5s");
            assertThat(shown(connection, "tcp_keepalives_idle")).isEqualTo("10");
            assertThat(shown(connection, "tcp_keepalives_interval")).isEqualTo("5");
            assertThat(shown(connection, "tcp_keepalives_count")).isEqualTo("3");
            assertThat(shown(connection, "client_connection_check_interval")).isEqualTo("5s");
            assertThat(shown(connection, "idle_in_transaction_session_timeout")).isEqualTo("1min");
        }
    }

    private static String shown(Connection connection, String setting) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SHOW " + setting)) {
            row.next();
            return row.getString(1);
        }
    }

    @Test
    void tablesThatAreGoneAreMadeAgainAndFilledFromTheJournal() throws SQLException {
        try (RunningSink sink = new RunningSink(conference, RunningSink.config(conference, database.url()));
                TableRows tables = new TableRows(database.url())) {
            conference.act();
            sink.drained();
            for (Map<String, Object> row :
                    tables.of("SELECT tablename::text FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")) {
                tables.execute("DROP TABLE " + row.get("tablename") + " CASCADE");
            }
            conference.act();
            sink.await("the loss", () -> sink.stats().reconnects() > 0);
            sink.drained();
        }
        stage.holdsTheJournal();
    }

    @Test
    void twoNodesOfOneEngineIdWriteEachRowOnce() throws SQLException {
        SinkConfig config = RunningSink.config(conference, database.url());
        try (RunningSink first = new RunningSink(conference, config);
                RunningSink second = new RunningSink(conference, config)) {
            conference.act();
            first.drained();
            conference.act();
            second.drained();
            first.drained();
            assertThat(first.stats().batches() + second.stats().batches()).isPositive();
        }
        stage.holdsTheJournal();
    }

    private static String failureOf(SinkConnection connection, SinkBatch batch) {
        try {
            connection.write(batch, () -> true);
            return "none";
        } catch (SQLException e) {
            return e.getMessage();
        }
    }
}
