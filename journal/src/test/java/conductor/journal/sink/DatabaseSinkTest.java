package conductor.journal.sink;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.core.Decision;
import conductor.engine.core.DecisionType;
import conductor.engine.core.Mode;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/** The sink against a real PostgreSQL: what the tables hold is what the journal says. */
@Tag("one-jdk")
@OnEveryPostgres
class DatabaseSinkTest {
    @Parameter
    PostgresUnderTest server;

    @TempDir
    Path folder;

    private PostgresUnderTest.Database database;

    @BeforeEach
    void createDatabase() throws SQLException {
        database = server.database();
    }

    @AfterEach
    void dropDatabase() throws SQLException {
        database.close();
    }

    @Test
    void everyTableHoldsWhatTheJournalSays() throws SQLException {
        try (Conference conference = Conference.automatic(folder).act().end()) {
            try (RunningSink sink = running(conference)) {
                sink.drained();
                assertThat(sink.stats().rows(SinkTable.ENGAGEMENT_METRICS)).isPositive();
                assertThat(sink.stats().problem()).isNull();
                assertThat(sink.stats().lag(conference.decisions().size())).isZero();
            }
            ExpectedRows expected = new ExpectedRows(conference.decisions(), conference.engineId());
            try (TableRows tables = new TableRows(database.url())) {
                tables.areWhat(expected);
                assertThat(states(tables)).contains("MEASURED", "FAILED", "SKIPPED");
                assertThat(tables.count("agent_performance")).isPositive();
                assertThat(tables.count("event_summaries")).isPositive();
                assertThat(tables.count(
                                "interventions WHERE outcome->>'assumed' = 'true' AND executed_at = published_at"))
                        .isPositive();
            }
        }
    }

    @Test
    void whatPeopleWereAskedAndWhatWentToTheOrganiserIsStored() throws SQLException {
        try (Conference conference =
                new Conference(folder, 0x00000abc, Mode.MANUAL).act().end()) {
            running(conference).drained().close();
            try (TableRows tables = new TableRows(database.url())) {
                tables.areWhat(new ExpectedRows(conference.decisions(), conference.engineId()));
                assertThat(states(tables)).contains("EXPIRED", "SUPPRESSED", "PUBLISHED");
                assertThat(tables.count("interventions WHERE kind = 'ESCALATION'"))
                        .isPositive();
            }
        }
    }

    @Test
    void idsOf255BytesAndWithOddCharactersAreStoredAsTheyAre() throws SQLException {
        try (Conference conference = Conference.automatic(folder).act();
                RunningSink sink = new RunningSink(conference, patient(conference)).drained();
                TableRows tables = new TableRows(database.url())) {
            assertThat(tables.of("SELECT DISTINCT session_id FROM engagement_metrics"))
                    .extracting(row -> row.get("session_id"))
                    .containsExactlyInAnyOrderElementsOf(Conference.SESSIONS);
            assertThat(tables.of("SELECT DISTINCT event_id FROM anomalies"))
                    .extracting(row -> row.get("event_id"))
                    .contains("unknown", Conference.EVENTS.get(1), Conference.EVENTS.get(2));
            assertThat(sink.stats().reconnects()).isZero();
        }
    }

    @Test
    void aSinkThatStartsAgainWritesNothingTwiceAndGoesOnWhereTheLastOneEnded() throws SQLException {
        try (Conference conference = Conference.automatic(folder).act()) {
            running(conference).drained().close();
            try (RunningSink second = running(conference)) {
                second.drained();
                assertThat(second.stats().batches()).isZero();
            }
            conference.act().end();
            running(conference).drained().close();
            try (TableRows tables = new TableRows(database.url())) {
                tables.areWhat(new ExpectedRows(conference.decisions(), conference.engineId()));
            }
        }
    }

    @Test
    void aSinkWhoseNodeWasFollowedWritesNothingMoreAlsoNotWhileItIsStopped() throws SQLException {
        try (Conference conference = Conference.automatic(folder).act();
                RunningSink sink = running(conference).drained();
                TableRows tables = new TableRows(database.url())) {
            long written = tables.count("engagement_metrics");
            assertThat(written).isPositive();
            sink.follow();
            conference.act().end();
            sink.await("its end", sink::hasEnded);
            sink.close();
            assertThat(tables.count("engagement_metrics")).isEqualTo(written);
            assertThat(sink.stats().lastError()).contains("another node");
        }
    }

    @Test
    void stateThatWasWrittenInAnEarlierBatchKeepsWhatLaterOnesDoNotSay() throws SQLException {
        try (Conference conference = Conference.automatic(folder).act().act()) {
            SinkConfig config = RunningSink.config(conference, database.url());
            SinkConfig oneByOne =
                    new SinkConfig(config.address(), config.engineId(), true, 1, 1, 0, 10, 300, config.retention());
            new RunningSink(conference, oneByOne).drained().close();
            try (TableRows tables = new TableRows(database.url())) {
                tables.areWhat(new ExpectedRows(conference.decisions(), conference.engineId()));
            }
        }
    }

    @Test
    void twoEnginesShareTheTables(@TempDir Path other) throws SQLException {
        try (Conference automatic = Conference.automatic(folder).act();
                Conference manual = new Conference(other, 0x00000abc, Mode.MANUAL).act()) {
            running(automatic).drained().close();
            running(manual).drained().close();
            try (TableRows tables = new TableRows(database.url())) {
                // Both saw the same sessions at the same times: the first row of a session and time stays.
                assertThat(tables.count("engagement_metrics WHERE engine = '5e1f09c2'"))
                        .isEqualTo(new ExpectedRows(automatic.decisions(), 0x5e1f09c2).metrics.size());
                assertThat(tables.count("engagement_metrics WHERE engine = '00000abc'"))
                        .isZero();
                ExpectedRows expected = new ExpectedRows(manual.decisions(), 0x00000abc);
                assertThat(tables.of("SELECT * FROM anomalies WHERE engine = '00000abc' ORDER BY seq"))
                        .isEqualTo(expected.anomalies);
                assertThat(tables.count(
                                "interventions WHERE engine = '00000abc' AND state = 'EXPIRED' AND NOT auto_approved"))
                        .isPositive();
                assertThat(tables.of(
                                        "SELECT engine, seq + score_seq AS records FROM sink_progress WHERE engine = '00000abc'")
                                .get(0))
                        .containsEntry("records", (long) manual.decisions().size());
            }
        }
    }

    @Test
    void aJournalThatEndsBeforeTheDatabaseIsReported(@TempDir Path emptied) throws SQLException {
        try (Conference conference = Conference.automatic(folder).act()) {
            running(conference).drained().close();
        }
        try (Conference fresh = Conference.automatic(emptied);
                RunningSink sink = running(fresh)) {
            sink.await("the finding", () -> sink.stats().problem() != null);
            assertThat(sink.stats().problem()).contains("ahead of the journal");
        }
    }

    /** What it wrote of the lost end stays; nothing of what comes behind it is taken for that. */
    @Test
    void behindALostEndItGoesOnUnderNumbersThatTheDatabaseDoesNotHave(@TempDir Path copy) throws SQLException {
        List<Decision> lost;
        List<Decision> records;
        try (Conference whole = Conference.automatic(folder).act().act();
                Conference half = Conference.automatic(copy).act()) {
            running(whole).drained().close();
            lost = whole.decisions();
            records = half.decisions();
        }
        SinkPosition there = end(lost);
        records.add(restored(there.seq() + 1, end(records).seq(), there.scoreSeq()));
        List<Decision> later = lost.stream()
                .filter(d -> d.type == DecisionType.SCORE)
                .skip(lost.stream().filter(d -> d.type == DecisionType.SCORE).count() - 5)
                .toList();
        for (int i = 0; i < later.size(); i++) {
            later.get(i).seq = there.scoreSeq() + 1 + i;
            later.get(i).engineTimeMs += 3_600_000;
            records.add(later.get(i));
        }
        SinkConfig config = RunningSink.config(0x5e1f09c2, database.url());
        try (RunningSink sink = RunningSink.of(records, config).drained()) {
            assertThat(sink.stats().problem()).isNull();
            assertThat(sink.stats().seq()).isEqualTo(there.seq() + 1);
            assertThat(sink.stats().scoreSeq()).isEqualTo(there.scoreSeq() + later.size());
        }
        try (TableRows tables = new TableRows(database.url())) {
            assertThat(tables.count("engagement_metrics WHERE seq > " + there.scoreSeq()))
                    .isEqualTo(later.size());
            assertThat(tables.count("engagement_metrics WHERE seq <= " + there.scoreSeq()))
                    .isEqualTo(lost.stream()
                            .filter(d -> d.type == DecisionType.SCORE)
                            .count());
        }
    }

    @Test
    void aLostEndThatDidNotKnowOfTheDatabaseDoesNotMoveItsPositionBack(@TempDir Path copy) throws SQLException {
        SinkPosition there;
        List<Decision> records;
        try (Conference whole = Conference.automatic(folder).act().act();
                Conference half = Conference.automatic(copy).act()) {
            running(whole).drained().close();
            there = end(whole.decisions());
            records = half.decisions();
        }
        records.add(restored(there.seq() + 1, end(records).seq(), end(records).scoreSeq()));
        SinkConfig config = RunningSink.config(0x5e1f09c2, database.url());
        try (RunningSink sink = RunningSink.of(records, config)) {
            sink.await("the finding", () -> sink.stats().problem() != null);
            assertThat(sink.stats().scoreSeq()).isEqualTo(there.scoreSeq());
        }
    }

    private static SinkPosition end(List<Decision> records) {
        long seq = 0;
        long scoreSeq = 0;
        for (Decision d : records) {
            if (d.type == DecisionType.SCORE) {
                scoreSeq = d.seq;
            } else {
                seq = d.seq;
            }
        }
        return new SinkPosition(seq, scoreSeq);
    }

    private static Decision restored(long seq, long known, long scores) {
        Decision d = new Decision().clear();
        d.type = DecisionType.RESTORED;
        d.seq = seq;
        d.decisionSeq = known;
        d.anomalySeq = scores;
        return d;
    }

    @Test
    void anythingThatIsNotYetMigratedIsWaitedFor() throws SQLException {
        try (Conference conference = Conference.automatic(folder).act()) {
            SinkConfig config = RunningSink.config(conference, database.url()).withMigrate(false);
            try (RunningSink sink = new RunningSink(conference, config)) {
                sink.await("the missing table", () -> sink.stats().lastError() != null);
                assertThat(sink.stats().up()).isFalse();
                assertThat(sink.stats().lastError()).contains("engagement_metrics");
                Migrations.migrate(database.url());
                sink.drained();
            }
            try (TableRows tables = new TableRows(database.url())) {
                tables.areWhat(new ExpectedRows(conference.decisions(), conference.engineId()));
            }
        }
    }

    @Test
    void rowsThatAreTooOldAreTakenAway() throws SQLException {
        try (Conference conference = Conference.automatic(folder).act()) {
            running(conference).drained().close();
            List<Decision> records = conference.decisions();
            long lastMs = records.get(records.size() - 1).engineTimeMs;
            try (TableRows tables = new TableRows(database.url())) {
                for (int days : new int[] {9, 12, 30}) {
                    tables.execute(
                            "INSERT INTO engagement_metrics (time, session_id, event_id, engagement_score, engine, seq)"
                                    + " SELECT to_timestamp(" + lastMs / 1000 + ") - interval '" + days
                                    + " days' + n * interval '1 ms', 'old', 'old', 0, 'old', 0 FROM generate_series(1, "
                                    + (RetentionRun.SLICE + 10) + ") n");
                }
                SinkConfig config = RunningSink.config(conference, database.url())
                        .withRetention(new Retention(10, 0, 0, 0, 0, 0, 0));
                try (RunningSink sink = new RunningSink(conference, config)) {
                    sink.await("the old rows to go", () -> left(tables, "old") == RetentionRun.SLICE + 10);
                }
                tables.execute("DELETE FROM engagement_metrics WHERE engine = 'old'");
                tables.areWhat(new ExpectedRows(records, conference.engineId()));
            }
        }
    }

    private static long left(TableRows tables, String engine) {
        try {
            return tables.count("engagement_metrics WHERE engine = '" + engine + "'");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Set<Object> states(TableRows tables) throws SQLException {
        return new ArrayList<>(tables.of("SELECT DISTINCT state FROM interventions"))
                .stream().map(row -> row.get("state")).collect(Collectors.toSet());
    }

    /** A server that is too busy to answer at once is waited for on the same connection. */
    private SinkConfig patient(Conference conference) {
        SinkConfig d = RunningSink.config(conference, database.url());
        return new SinkConfig(
                d.address(), d.engineId(), true, d.batchRows(), d.batchBytes(), d.batchMs(), 120, 300, d.retention());
    }

    private RunningSink running(Conference conference) {
        return new RunningSink(conference, RunningSink.config(conference, database.url()));
    }
}
