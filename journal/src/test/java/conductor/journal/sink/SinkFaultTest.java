package conductor.journal.sink;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.core.Decision;
import conductor.journal.RecordPosition;
import conductor.journal.json.TemplateSets;
import conductor.testkit.FaultProxy;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/** Connections that are killed, cut in the middle of a COPY or after a COMMIT, a server that goes and comes: no row twice, none missing. */
@Tag("one-jdk")
@OnEveryPostgres
class SinkFaultTest {
    private static final int CUTS = 25;
    private static final int PATIENT_S = 3_600;
    private static final String PATIENT = "&connectTimeout=3600&loginTimeout=3600";

    @Parameter
    PostgresUnderTest server;

    @TempDir
    Path folder;

    private PostgresUnderTest.Database database;
    private Conference conference;

    @BeforeEach
    void open() throws SQLException {
        database = server.database();
        conference = Conference.automatic(folder);
    }

    @AfterEach
    void close() throws SQLException {
        conference.close();
        database.close();
    }

    @Test
    void aConnectionThatIsCutAnywhereLeavesNoHoleAndNoRepeat() throws IOException, SQLException {
        conference.act().act().act();
        Random random = new Random(20_261_125);
        int cuts = 0;
        try (FaultProxy proxy = new FaultProxy(database.port());
                RunningSink sink = running(proxy, 20)) {
            for (int i = 0; i < CUTS; i++) {
                // Large enough to get past the greeting, small enough to strike within a few batches.
                proxy.cutAfter(random.nextLong(2_000, 30_000), Long.MAX_VALUE);
                long made = records();
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
        holdsTheJournal();
    }

    @Test
    void aCommitWhoseAnswerIsLostIsNeitherRepeatedNorLeftOut() throws IOException, SQLException {
        Migrations.migrate(database.url());
        conference.act().act();
        try (FaultProxy proxy = new FaultProxy(database.port());
                RunningSink sink = running(proxy, 20)) {
            for (int commit = 1; commit <= 6; commit++) {
                long before = sink.stats().batches();
                awaitWhileItWrites(sink, "batches", () -> sink.stats().batches() >= before + 2);
                proxy.cutAtAnswerTo("COMMIT");
                awaitWhileItWrites(sink, "the cut", proxy::isCut);
            }
            sink.drained();
            assertThat(sink.stats().reconnects()).isPositive();
        }
        holdsTheJournal();
    }

    /** There is always something to write, however early it has written all there was. */
    private void awaitWhileItWrites(RunningSink sink, String what, BooleanSupplier reached) {
        AtomicLong made = new AtomicLong(records());
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
        holdsTheJournal();
    }

    @Test
    void aServerThatGoesSilentIsGivenUp() throws IOException, SQLException {
        Migrations.migrate(database.url());
        try (FaultProxy proxy = new FaultProxy(database.port());
                RunningSink sink = running(proxy, 20)) {
            conference.act();
            sink.drained();
            proxy.freeze();
            conference.act();
            sink.await("the time-out", () -> !sink.stats().up());
            proxy.thaw();
            sink.drained();
        }
        holdsTheJournal();
    }

    @Test
    void aTransactionThatArrivesLateFindsThePositionMovedAndWritesNothing() throws SQLException {
        Migrations.migrate(database.url());
        conference.act();
        SinkConfig config = RunningSink.config(conference, database.url());
        SinkBatch batch = new SinkBatch(config, TemplateSets.BUILT_IN);
        batch.restart(SinkPosition.START, RecordPosition.START);
        conference.decisions().stream().limit(150).forEach(batch::add);
        try (SendLimit limit = new SendLimit(60);
                SinkConnection late =
                        new SinkConnection(config.engineId(), database.url().open("late", 60), limit)) {
            late.position();
            new RunningSink(conference, config).drained().close();
            assertThat(failureOf(late, batch)).contains("is not where this node left it");
        }
        holdsTheJournal();
    }

    @Test
    void aServerThatIsSilentFromTheFirstByteOnIsGivenUpBeforeTheTablesAreThere() throws IOException, SQLException {
        try (FaultProxy proxy = new FaultProxy(database.port())) {
            proxy.freeze();
            try (RunningSink sink = running(proxy, 20)) {
                conference.act();
                sink.await("the time-out", () -> sink.stats().lastError() != null);
                assertThat(sink.stats().up()).isFalse();
                proxy.thaw();
                sink.drained();
            }
        }
        holdsTheJournal();
    }

    @Test
    void theSinkEndsWithinItsTimeWhileAServerIsSilent() throws IOException {
        try (FaultProxy proxy = new FaultProxy(database.port())) {
            proxy.freeze();
            // Silent before the tables are there: nothing but the attempt to connect can be broken off.
            RunningSink first = patient(proxy);
            first.await("an attempt to connect", () -> proxy.accepted() > 0);
            assertThat(first.stopsWithinMs()).isLessThan(RunningSink.STOP_MS);
            proxy.thaw();
            RunningSink second = patient(proxy);
            second.drained();
            proxy.freeze();
            conference.act();
            second.await("a batch", () -> second.stats().lag(records()) > 0);
            assertThat(second.stopsWithinMs()).isLessThan(RunningSink.STOP_MS);
        }
    }

    @Test
    void somebodyWhoMigratesForeverIsReportedAndCanBeStoppedWaitingFor() throws SQLException {
        conference.act();
        try (TableRows other = new TableRows(database.url())) {
            other.of("SELECT pg_advisory_lock(" + Migrations.LOCK + ")::text");
            RunningSink sink = new RunningSink(conference, RunningSink.config(conference, database.url()));
            sink.await("the report", () -> sink.stats().lastError() != null);
            assertThat(sink.stats().lastError()).startsWith("Somebody else brings the tables to a version (process ");
            assertThat(sink.stats().up()).isFalse();
            assertThat(sink.stopsWithinMs()).isLessThan(RunningSink.STOP_MS);
            try (RunningSink next = new RunningSink(conference, RunningSink.config(conference, database.url()))) {
                next.await("the report", () -> next.stats().lastError() != null);
                other.of("SELECT pg_advisory_unlock(" + Migrations.LOCK + ")");
                next.drained();
            }
        }
        holdsTheJournal();
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
        holdsTheJournal();
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
    void aRowThatIsRefusedForGoodIsTriedMoreAndMoreRarelyAndNothingSaysUp() throws SQLException {
        Migrations.migrate(database.url());
        conference.act();
        SinkConfig d = RunningSink.config(conference, database.url());
        SinkConfig slow =
                new SinkConfig(d.address(), d.engineId(), true, 200, d.batchBytes(), 50, 10, 60_000, d.retention());
        try (TableRows tables = new TableRows(database.url())) {
            refuseAnomaliesAndNoteWhen(tables);
            try (RunningSink sink = new RunningSink(conference, slow)) {
                sink.await("attempts", () -> value(tables, "attempts") >= 7);
                assertThat(sink.stats().lastError()).contains("refused");
                assertThat(sink.stats().up()).isFalse();
                assertThat(sink.stats().reconnects()).isZero();
                // The pauses between these three are at least 0.4 and 0.8 s.
                sink.await("its time", () -> value(tables, "attempt_7") > 1);
                assertThat(value(tables, "attempt_7") - value(tables, "attempt_5"))
                        .isGreaterThan(600);
                tables.execute("ALTER TABLE anomalies DROP CONSTRAINT refused");
                sink.drained();
                assertThat(sink.stats().up()).isTrue();
            }
        }
        holdsTheJournal();
    }

    /** The server keeps the times, as a test that is late would see several attempts at once; sequences are not rolled back. */
    private static void refuseAnomaliesAndNoteWhen(TableRows tables) throws SQLException {
        tables.execute("CREATE SEQUENCE attempts");
        for (int attempt = 1; attempt <= 7; attempt++) {
            tables.execute("CREATE SEQUENCE attempt_" + attempt);
        }
        tables.execute("CREATE FUNCTION note_attempt() RETURNS boolean LANGUAGE plpgsql AS $$"
                + " DECLARE attempt bigint := nextval('attempts');"
                + " BEGIN IF attempt <= 7 THEN PERFORM setval('attempt_' || attempt,"
                + " (1000 * extract(epoch FROM clock_timestamp()))::bigint); END IF; RETURN false; END $$");
        tables.execute("ALTER TABLE anomalies ADD CONSTRAINT refused CHECK (note_attempt())");
    }

    private static long value(TableRows tables, String sequence) {
        try {
            return (Long)
                    tables.of("SELECT last_value AS n FROM " + sequence).get(0).get("n");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
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
        holdsTheJournal();
    }

    @Test
    void aServerThatStopsReadingInTheMiddleOfACopyIsGivenUp() throws Exception {
        Migrations.migrate(database.url());
        CopyBuffer rows = new CopyBuffer(SinkTable.ENGAGEMENT_METRICS.columnCount());
        // More than the kernels' buffers on the way hold.
        while (rows.size() < 96 << 20) {
            metric(rows);
        }
        try (FaultProxy proxy = new FaultProxy(database.port());
                SendLimit limit = new SendLimit(2);
                Connection connection = database.through(proxy.port()).open("copying", 60)) {
            proxy.throttle(4 << 20);
            AtomicReference<SQLException> failure = new AtomicReference<>();
            AtomicInteger pieces = new AtomicInteger();
            Thread sending = new Thread(() -> {
                try {
                    rows.send(connection, SinkTable.ENGAGEMENT_METRICS.copy(), piece -> {
                        pieces.incrementAndGet();
                        limit.send(connection, piece);
                    });
                } catch (SQLException e) {
                    failure.set(e);
                }
            });
            sending.start();
            // The server's answer that it takes rows must have come, or the wait is for that.
            while (pieces.get() < 3 && sending.isAlive()) {
                Thread.sleep(20);
            }
            proxy.freeze();
            sending.join(60_000);
            assertThat(sending.isAlive()).isFalse();
            assertThat(failure.get().getMessage()).contains("the server takes no rows");
            assertThat(connection.isClosed()).isTrue();
        }
    }

    private static void metric(CopyBuffer rows) {
        rows.row().time(1_772_446_500_000L + rows.rows()).text("ses".repeat(80)).text("evt".repeat(80));
        rows.number(0).number(0).number(0).number(0).number(0);
        rows.integer(0).integer(0).integer(0).text("LOW").text("5e1f09c2").bigint(rows.rows());
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
        holdsTheJournal();
    }

    private static String failureOf(SinkConnection connection, SinkBatch batch) {
        try {
            connection.write(batch, () -> true);
            return "none";
        } catch (SQLException e) {
            return e.getMessage();
        }
    }

    @Test
    void aServerThatIsStoppedForAWhileGetsTheRestWhenItIsBack(@TempDir Path data) throws IOException, SQLException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        DatabaseUrl url = DatabaseUrl.parse("postgres://postgres@localhost:" + port + "/postgres");
        EmbeddedPostgres own = start(data, port);
        try (RunningSink sink = new RunningSink(conference, RunningSink.config(conference, url))) {
            conference.act();
            sink.drained();
            own.close();
            conference.act();
            sink.await("the loss", () -> !sink.stats().up());
            assertThat(sink.stats().lag(records())).isPositive();
            conference.act();
            own = start(data, port);
            sink.drained();
            assertThat(sink.stats().lag(records())).isZero();
            try (TableRows tables = new TableRows(url)) {
                tables.areWhat(new ExpectedRows(conference.decisions(), conference.engineId()));
            }
        } finally {
            own.close();
        }
    }

    private static EmbeddedPostgres start(Path data, int port) throws IOException {
        return EmbeddedPostgres.builder()
                .setDataDirectory(data.resolve("pg"))
                .setCleanDataDirectory(false)
                .setPort(port)
                .setPGStartupWait(PostgresUnderTest.STARTUP)
                .start();
    }

    /** With time-outs that no stop could wait for. */
    private RunningSink patient(FaultProxy proxy) {
        SinkConfig d = SinkConfig.defaults(database.through(proxy.port(), PATIENT), conference.engineId());
        return new RunningSink(
                conference,
                new SinkConfig(
                        d.address(),
                        d.engineId(),
                        true,
                        d.batchRows(),
                        d.batchBytes(),
                        d.batchMs(),
                        PATIENT_S,
                        d.reconnectMaxMs(),
                        d.retention()));
    }

    private RunningSink running(FaultProxy proxy, int batchRows) {
        SinkConfig d = RunningSink.config(conference, database.through(proxy.port()));
        return new RunningSink(
                conference,
                new SinkConfig(d.address(), d.engineId(), true, batchRows, d.batchBytes(), 20, 3, 100, d.retention()));
    }

    private long records() {
        return conference.decisions().size();
    }

    private void holdsTheJournal() throws SQLException {
        List<Decision> records = conference.decisions();
        try (TableRows tables = new TableRows(database.url())) {
            tables.areWhat(new ExpectedRows(records, conference.engineId()));
        }
    }
}
