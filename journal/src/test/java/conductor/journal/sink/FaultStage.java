package conductor.journal.sink;

import conductor.engine.core.Decision;
import conductor.testkit.FaultProxy;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

/** A journal, an empty database, and sinks from one to the other whose connection can be made to fail. */
final class FaultStage implements AutoCloseable {
    private static final int PATIENT_S = 3_600;
    private static final String PATIENT = "&connectTimeout=3600&loginTimeout=3600";

    final PostgresUnderTest.Database database;
    final Conference conference;

    FaultStage(PostgresUnderTest server, Path folder) throws SQLException {
        database = server.database();
        conference = Conference.automatic(folder);
    }

    @Override
    public void close() throws SQLException {
        conference.close();
        database.close();
    }

    /** With time-outs that no stop could wait for. */
    RunningSink patient(FaultProxy proxy) {
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

    RunningSink running(FaultProxy proxy, int batchRows) {
        SinkConfig d = RunningSink.config(conference, database.through(proxy.port()));
        return new RunningSink(
                conference,
                new SinkConfig(d.address(), d.engineId(), true, batchRows, d.batchBytes(), 20, 3, 100, d.retention()));
    }

    long records() {
        return conference.decisions().size();
    }

    void holdsTheJournal() throws SQLException {
        List<Decision> records = conference.decisions();
        try (TableRows tables = new TableRows(database.url())) {
            tables.areWhat(new ExpectedRows(records, conference.engineId()));
        }
    }
}
