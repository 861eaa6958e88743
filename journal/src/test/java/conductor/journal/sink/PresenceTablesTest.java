package conductor.journal.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import conductor.engine.core.Decision;
import conductor.engine.core.DecisionType;
import conductor.engine.core.Signal;
import conductor.journal.CauseReader;
import conductor.journal.DecisionReader;
import conductor.journal.RecordFeed;
import conductor.journal.RecordPosition;
import conductor.journal.SignalReader;
import conductor.journal.json.TemplateSets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/** The tables of the presence plane: what they hold is what both journals say, and whoever reads them sees one scope. */
@Tag("one-jdk")
@OnEveryPostgres
class PresenceTablesTest {
    @Parameter
    PostgresUnderTest server;

    @TempDir
    Path folder;

    private PostgresUnderTest.Database database;
    private CallCentre centre;

    @BeforeEach
    void create() throws SQLException {
        database = server.database();
        centre = new CallCentre(folder).day();
    }

    @AfterEach
    void drop() throws SQLException {
        centre.close();
        database.close();
    }

    @Test
    void everyTableHoldsWhatBothJournalsSay() throws SQLException {
        try (RunningSink sink = sink(database.url()).drained()) {
            assertThat(sink.stats().reconnects()).isZero();
        }
        try (TableRows tables = new TableRows(database.url())) {
            areWhatTheJournalSays(tables);
            assertThat(tables.count("work_items WHERE caller IS NOT NULL AND related IS NOT NULL"))
                    .isPositive();
            assertThat(tables.count("agent_activity WHERE actor = 'boss@example.org'"))
                    .isPositive();
        }
    }

    @Test
    void theDayHasEveryKindOfRecordThatTheEngineMakes() {
        List<Integer> types = decisions().stream().map(d -> d.type).distinct().toList();
        for (int type = DecisionType.AGENT_SESSION_OPENED; type <= DecisionType.MESSAGE_RESULT; type++) {
            if (type != DecisionType.SWITCH_SET) {
                assertThat(types).as(DecisionType.name(type)).contains(type);
            }
        }
        assertThat(decisions().stream().map(d -> d.code).distinct().count()).isGreaterThan(15);
    }

    @Test
    void aSinkThatStartsAgainBehindEachRecordWritesTheSameRows() throws SQLException {
        Migrations.migrate(database.url());
        int records = decisions().size();
        for (int end = 1; end <= records; end++) {
            write(end);
        }
        try (TableRows tables = new TableRows(database.url())) {
            areWhatTheJournalSays(tables);
        }
    }

    @Test
    void whereverOneBatchEndsAndTheNextBeginsTheRowsAreTheSame() throws SQLException {
        Migrations.migrate(database.url());
        int records = decisions().size();
        try (TableRows tables = new TableRows(database.url())) {
            for (int cut = 1; cut < records; cut++) {
                write(cut);
                write(records);
                areWhatTheJournalSays(tables);
                tables.execute("TRUNCATE agent_sessions, work_items, agent_activity");
                tables.execute("DELETE FROM sink_progress");
            }
        }
    }

    @Test
    void anOpenSessionWhoseEndNobodyToldEndsWhereTheNextOneBegins() throws SQLException {
        Migrations.migrate(database.url());
        try (TableRows tables = new TableRows(database.url())) {
            tables.execute(
                    "INSERT INTO agent_sessions VALUES ('as-00000001-7', 'a1', 'AVAILABLE', 'AVAILABLE', NULL, now(), NULL, NULL,"
                            + " now(), NULL, true, 1, 0, 0, 0, 0, '00000001', 900000, 'org_7')");
            sink(database.url()).drained().close();
            assertThat(tables.of("SELECT status, close_reason, logout_at IS NULL AS open FROM agent_sessions"
                            + " WHERE session_id = 'as-00000001-7'"))
                    .containsExactly(Map.of("status", "OFFLINE", "close_reason", "SUPERSEDED", "open", false));
            tables.execute("DELETE FROM agent_sessions WHERE engine = '00000001'");
            areWhatTheJournalSays(tables);
        }
    }

    @Test
    void whoeverReadsSeesTheRowsOfTheScopeThatIsNamedAndNoneWithoutAName() throws SQLException {
        sink(database.url()).drained().close();
        try (TableRows tables = new TableRows(database.url())) {
            ExpectedPresenceRows expected = expected();
            tables.execute("SET ROLE conductor_read");
            for (String readable : List.of("agent_sessions", "work_items", "agent_activity_scoped")) {
                assertThat(tables.count(readable)).as(readable).isZero();
                tables.execute("BEGIN; SET LOCAL conductor.scope = 'org_7'");
                assertThat(tables.of("SELECT DISTINCT scope FROM " + readable))
                        .as(readable)
                        .containsExactly(Map.of("scope", "org_7"));
                tables.execute("COMMIT");
                // The setting is an empty text now, and not unset.
                assertThat(tables.count(readable)).as(readable).isZero();
                tables.execute("SET conductor.scope = 'nobody'");
                assertThat(tables.count(readable)).as(readable).isZero();
                tables.execute("RESET conductor.scope");
            }
            tables.execute("SET conductor.scope = '" + CallCentre.OTHER_SCOPE + "'");
            assertThat(tables.count("agent_activity_scoped"))
                    .isEqualTo(expected.activity.stream()
                            .filter(row -> row.get("scope").equals(CallCentre.OTHER_SCOPE))
                            .count())
                    .isPositive();
            assertThat(tables.count("agent_sessions")).isEqualTo(1);
            assertThat(tables.count("work_items")).isEqualTo(1);
        }
    }

    @Test
    void aRecordOfTheWholeNodeIsOfNoScope() throws SQLException {
        Decision d = new Decision();
        d.type = DecisionType.SWITCH_SET;
        d.seq = 1;
        d.engineTimeMs = 1_772_446_500_000L;
        d.previous = 1;
        RunningSink.of(List.of(d), RunningSink.config(CallCentre.ENGINE_ID, database.url()))
                .drained()
                .close();
        try (TableRows tables = new TableRows(database.url())) {
            assertThat(tables.of("SELECT type, subject, scope, detail FROM agent_activity"))
                    .containsExactly(Map.of(
                            "type",
                            "SWITCH_SET",
                            "subject",
                            "plane.presence",
                            "scope",
                            "",
                            "detail",
                            "{\"on\": false, \"previous\": true}"));
            tables.execute("SET ROLE conductor_read; SET conductor.scope = ''");
            assertThat(tables.count("agent_activity_scoped")).isZero();
        }
    }

    @Test
    void theReaderMayReadNothingElseAndWriteNothing() throws SQLException {
        Migrations.migrate(database.url());
        try (TableRows tables = new TableRows(database.url())) {
            assertThat(tables.of(
                            "SELECT c.relname::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
                                    + " WHERE n.nspname = 'public' AND c.relkind IN ('r', 'v', 'p', 'm')"
                                    + " AND has_table_privilege('conductor_read', c.oid,"
                                    + " 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE') AND c.relname NOT LIKE 'pg_%'"))
                    .extracting(row -> row.get("name"))
                    .containsExactlyInAnyOrder("agent_sessions", "work_items", "agent_activity_scoped");
            tables.execute("SET ROLE conductor_read");
            for (String refused : List.of(
                    "SELECT 1 FROM agent_activity",
                    "SELECT 1 FROM interventions",
                    "DELETE FROM work_items",
                    "UPDATE agent_sessions SET status = ''",
                    "DELETE FROM agent_activity_scoped")) {
                assertThatThrownBy(() -> tables.execute(refused))
                        .isInstanceOf(SQLException.class)
                        .hasMessageContaining("permission denied");
            }
        }
    }

    @Test
    void anOwnerWhoIsNoAdministratorWritesAllRows() throws SQLException {
        Migrations.migrate(database.url());
        try (TableRows tables = new TableRows(database.url())) {
            String user = "u" + Long.toHexString(System.nanoTime());
            tables.execute("CREATE ROLE " + user + " LOGIN");
            tables.execute("CREATE SCHEMA own AUTHORIZATION " + user);
            DatabaseUrl own = DatabaseUrl.parse("jdbc:postgresql://" + database.host() + ":" + database.port()
                    + database.url().toString().replaceFirst(".*(/[^/]+)$", "$1") + "?user=" + user
                    + "&currentSchema=own,public");
            sink(own).drained().close();
            tables.execute("SET search_path = own, public");
            areWhatTheJournalSays(tables);
            assertThat(Migrations.status(own).current()).isTrue();
            tables.execute("SET ROLE conductor_read; SET conductor.scope = 'org_7'");
            assertThat(tables.count("work_items")).isPositive();
            assertThat(tables.count("agent_activity_scoped")).isPositive();
            tables.execute("RESET ROLE; DROP OWNED BY " + user + "; DROP ROLE " + user);
        }
    }

    /** A sink that reads so many records and ends. */
    private void write(int records) throws SQLException {
        SinkConfig config = SinkConfig.defaults(database.url(), CallCentre.ENGINE_ID);
        try (DecisionReader reader = centre.directory().openDecisionReader();
                CauseReader causes = centre.directory().openCauseReader();
                SendLimit limit = new SendLimit(60);
                SinkConnection connection =
                        new SinkConnection(CallCentre.ENGINE_ID, database.url().open("tests", 60), limit)) {
            SinkCourse course =
                    new SinkCourse(config, new First(reader, records), causes, TemplateSets.BUILT_IN, new SinkStats());
            course.resume(connection.position());
            course.fill();
            course.write(connection, () -> true);
        }
    }

    /** The first records of a journal. */
    private record First(DecisionReader reader, int records) implements RecordFeed {
        @Override
        public boolean next(Decision d) {
            return reader.lastSeq() + reader.lastScoreSeq() < records && reader.next(d);
        }

        @Override
        public RecordPosition goOnBehind(RecordPosition dealtWith) {
            return reader.goOnBehind(dealtWith);
        }
    }

    private RunningSink sink(DatabaseUrl url) {
        return new RunningSink(centre.directory(), RunningSink.config(CallCentre.ENGINE_ID, url));
    }

    private void areWhatTheJournalSays(TableRows tables) throws SQLException {
        ExpectedPresenceRows expected = expected();
        assertThat(tables.of("SELECT * FROM agent_sessions"))
                .containsExactlyInAnyOrderElementsOf(expected.sessions.values());
        assertThat(tables.of("SELECT * FROM work_items")).containsExactlyInAnyOrderElementsOf(expected.work.values());
        for (Map<String, Object> row : expected.activity) {
            row.put("detail", tables.normalised((String) row.get("detail")));
        }
        assertThat(tables.of("SELECT * FROM agent_activity ORDER BY seq")).isEqualTo(expected.activity);
    }

    private ExpectedPresenceRows expected() {
        Map<Long, Signal> signals = new HashMap<>();
        try (SignalReader reader = centre.directory().openSignalReader()) {
            Signal s = new Signal();
            while (reader.next(s)) {
                signals.put(s.sequence, s);
                s = new Signal();
            }
        }
        return new ExpectedPresenceRows(decisions(), signals);
    }

    private List<Decision> decisions() {
        List<Decision> all = new ArrayList<>();
        try (DecisionReader reader = centre.directory().openDecisionReader()) {
            Decision d = new Decision();
            while (reader.next(d)) {
                all.add(d);
                d = new Decision();
            }
        }
        return all;
    }
}
