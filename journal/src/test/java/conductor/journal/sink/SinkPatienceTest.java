package conductor.journal.sink;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.testkit.FaultProxy;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers that are silent, gone, in the way or refuse for good: a sink waits as long as it should and no longer, whichever server it is. */
@Tag("one-jdk")
class SinkPatienceTest {
    @TempDir
    Path folder;

    private FaultStage stage;
    private PostgresUnderTest.Database database;
    private Conference conference;

    @BeforeEach
    void open() throws SQLException {
        stage = new FaultStage(PostgresUnderTest.EMBEDDED, folder);
        database = stage.database;
        conference = stage.conference;
    }

    @AfterEach
    void close() throws SQLException {
        stage.close();
    }

    @Test
    void aServerThatGoesSilentIsGivenUp() throws IOException, SQLException {
        Migrations.migrate(database.url());
        try (FaultProxy proxy = new FaultProxy(database.port());
                RunningSink sink = stage.running(proxy, 20)) {
            conference.act();
            sink.drained();
            proxy.freeze();
            conference.act();
            sink.await("the time-out", () -> !sink.stats().up());
            proxy.thaw();
            sink.drained();
        }
        stage.holdsTheJournal();
    }

    @Test
    void aServerThatIsSilentFromTheFirstByteOnIsGivenUpBeforeTheTablesAreThere() throws IOException, SQLException {
        try (FaultProxy proxy = new FaultProxy(database.port())) {
            proxy.freeze();
            try (RunningSink sink = stage.running(proxy, 20)) {
                conference.act();
                sink.await("the time-out", () -> sink.stats().lastError() != null);
                assertThat(sink.stats().up()).isFalse();
                proxy.thaw();
                sink.drained();
            }
        }
        stage.holdsTheJournal();
    }

    @Test
    void theSinkEndsWithinItsTimeWhileAServerIsSilent() throws IOException {
        try (FaultProxy proxy = new FaultProxy(database.port())) {
            proxy.freeze();
            // Silent before the tables are there: nothing but the attempt to connect can be broken off.
            RunningSink first = stage.patient(proxy);
            first.await("an attempt to connect", () -> proxy.accepted() > 0);
            assertThat(first.stopsWithinMs()).isLessThan(RunningSink.STOP_MS);
            proxy.thaw();
            RunningSink second = stage.patient(proxy);
            second.drained();
            proxy.freeze();
            conference.act();
            second.await("a batch", () -> second.stats().lag(stage.records()) > 0);
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
        stage.holdsTheJournal();
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
        stage.holdsTheJournal();
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
            assertThat(sink.stats().lag(stage.records())).isPositive();
            conference.act();
            own = start(data, port);
            sink.drained();
            assertThat(sink.stats().lag(stage.records())).isZero();
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
}
