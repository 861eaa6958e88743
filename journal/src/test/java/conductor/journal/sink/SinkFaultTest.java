package conductor.journal.sink;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.core.Decision;
import conductor.testkit.FaultProxy;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/** Connections that are killed, cut in the middle of a COPY or after a COMMIT, a server that goes and comes: no row twice, none missing. */
@OnEveryPostgres
class SinkFaultTest {
    private static final int CUTS = 25;

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
        try (FaultProxy proxy = new FaultProxy(database.port());
                RunningSink sink = running(proxy, 20)) {
            for (int i = 0; i < CUTS; i++) {
                // Large enough to get past the greeting, small enough to strike within a few batches.
                proxy.cutAfter(random.nextLong(2_000, 30_000), Long.MAX_VALUE);
                long made = records();
                sink.await(
                        "the cut, or the end",
                        () -> proxy.isCut() || sink.stats().up() && sink.stats().lag(made) == 0);
                if (!proxy.isCut()) {
                    conference.act();
                }
            }
            proxy.cutAfter(Long.MAX_VALUE, Long.MAX_VALUE);
            sink.drained();
            assertThat(sink.stats().reconnects()).isGreaterThan(CUTS / 2);
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
                sink.await("batches", () -> sink.stats().batches() >= before + 2);
                proxy.cutAtAnswerTo("COMMIT");
                sink.await("the cut", proxy::isCut);
                conference.act();
            }
            sink.drained();
            assertThat(sink.stats().reconnects()).isPositive();
        }
        holdsTheJournal();
    }

    @Test
    void aConnectionThatTheServerEndsIsReplaced() throws SQLException {
        try (RunningSink sink = new RunningSink(conference, RunningSink.config(conference, database.url()))) {
            for (int i = 0; i < 5; i++) {
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
        SinkBatch batch = new SinkBatch(config);
        batch.restart(SinkPosition.START);
        conference.decisions().stream().limit(150).forEach(batch::add);
        try (SinkConnection late = new SinkConnection(config, database.url())) {
            late.position();
            new RunningSink(conference, config).drained().close();
            assertThat(failureOf(late, batch)).contains("is not where this node left it");
        }
        holdsTheJournal();
    }

    private static String failureOf(SinkConnection connection, SinkBatch batch) {
        try {
            connection.write(batch);
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
                .start();
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
