package conductor.journal.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

@Tag("one-jdk")
@OnEveryPostgres
class MigrationsTest {
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
    void theSecondTimeNothingIsLeftToDo() throws SQLException {
        assertThat(Migrations.status(database.url()).current()).isFalse();
        Migrations.Report first = Migrations.migrate(database.url());
        assertThat(first.applied()).isEqualTo(hypertables() ? 7 : 5);
        assertThat(first.current()).isTrue();
        assertThat(first.notes()).isEmpty();
        Migrations.Report second = Migrations.migrate(database.url());
        assertThat(second.applied()).isZero();
        assertThat(Migrations.status(database.url())).isEqualTo(second);
    }

    @Test
    void aRowOfSettingsWithoutMoreThanAModeHasTheDefaults() throws SQLException {
        Migrations.migrate(database.url());
        try (TableRows tables = new TableRows(database.url())) {
            tables.execute("INSERT INTO event_agent_settings (event_id, agent_mode) VALUES ('evt_1','AUTO')");
            Map<String, Object> row =
                    tables.of("SELECT * FROM event_agent_settings").get(0);
            assertThat(row)
                    .containsEntry("agent_enabled", true)
                    .containsEntry("agent_mode", "AUTO")
                    .containsEntry("auto_approve_threshold", 0.75)
                    .containsEntry("min_confidence_threshold", 0.5)
                    .containsEntry("allowed_interventions", null)
                    .containsEntry("max_interventions_per_hour", 3)
                    .containsEntry("notify_on_anomaly", true)
                    .containsEntry("notify_on_intervention", true)
                    .containsEntry("approval_timeout_s", 60)
                    .containsEntry("holdout_fraction", 0.05)
                    .containsEntry("content_language", null)
                    .containsEntry("version", 1L);
            assertThat(row.get("created_at")).isNotNull();
        }
    }

    @Test
    void theLargeTablesAreHypertablesWhereThatIsPossible() throws SQLException {
        Migrations.Report report = Migrations.migrate(database.url());
        assertThat(report.storage()).isEqualTo(hypertables() ? Storage.HYPERTABLES : Storage.PLAIN);
        if (hypertables()) {
            try (TableRows tables = new TableRows(database.url())) {
                assertThat(tables.of("SELECT hypertable_name FROM timescaledb_information.hypertables"))
                        .extracting(row -> row.get("hypertable_name"))
                        .containsExactlyInAnyOrder(
                                "engagement_metrics",
                                "anomalies",
                                "interventions",
                                "agent_performance",
                                "agent_activity");
            }
        }
    }

    @Test
    void nothingIsMissingWhereALaterVersionHasBeenHere() throws SQLException {
        Migrations.migrate(database.url());
        try (TableRows tables = new TableRows(database.url())) {
            tables.execute("INSERT INTO conductor_schema_core SELECT installed_rank + 1000, '99', 'of a later version',"
                    + " type, 'V99__later.sql', checksum, installed_by, installed_on, execution_time, success"
                    + " FROM conductor_schema_core WHERE version = '1'");
        }
        Migrations.Report report = Migrations.status(database.url());
        assertThat(report.steps()).extracting(Migrations.Step::state).contains("Future");
        assertThat(report.current()).isTrue();
        assertThat(Migrations.migrate(database.url()).current()).isTrue();
    }

    @Test
    void tablesOfOthersUnderOurNamesAreNamedTogetherWithTheWayOut() throws SQLException {
        try (TableRows tables = new TableRows(database.url())) {
            tables.execute("CREATE TABLE anomalies (id int)");
            assertThatThrownBy(() -> Migrations.migrate(database.url()))
                    .isInstanceOf(SQLException.class)
                    .hasMessageStartingWith("The table anomalies belongs to somebody else: it has no time, anomaly_id,")
                    .hasMessageContaining("?currentSchema=");
            tables.execute("DROP TABLE anomalies");
            tables.execute("CREATE TABLE event_agent_settings (event_id text, agent_mode text)");
            assertThatThrownBy(() -> Migrations.migrate(database.url()))
                    .isInstanceOf(SQLException.class)
                    .hasMessageStartingWith(
                            "The table event_agent_settings belongs to somebody else: it has no version,");
            tables.execute("CREATE SCHEMA conductor");
            DatabaseUrl own = DatabaseUrl.parse(database.url() + "?user=postgres&currentSchema=conductor,public");
            assertThat(Migrations.migrate(own).current()).isTrue();
        }
    }

    @Test
    void aTableThatWasDroppedIsNamed() throws SQLException {
        Migrations.migrate(database.url());
        try (TableRows tables = new TableRows(database.url())) {
            tables.execute("DROP TABLE interventions");
            assertThatThrownBy(() -> Migrations.migrate(database.url()))
                    .isInstanceOf(SQLException.class)
                    .hasMessageStartingWith("The table interventions has been dropped");
        }
    }

    @Test
    void allRowsOfTheTablesBeforeStay() throws Exception {
        before();
        try (TableRows tables = new TableRows(database.url())) {
            tables.execute("INSERT INTO event_agent_settings (event_id, agent_mode) VALUES ('evt_1', 'AUTO')");
            tables.execute("INSERT INTO engagement_metrics (time, session_id, event_id, engagement_score, engine, seq)"
                    + " SELECT now() - n * interval '1 day', 's', 'e', 0.5, 'x', n FROM generate_series(1, 40) n");
            tables.execute(
                    "INSERT INTO interventions (proposed_at, decision_id, session_id, event_id, kind, state, engine, seq)"
                            + " VALUES (now(), 'd-1', 's', 'e', 'DECISION', 'EXECUTED', 'x', 1)");
            tables.execute("INSERT INTO sink_progress (engine, seq, score_seq) VALUES ('x', 7, 40)");
            Map<String, List<Map<String, Object>>> rows = rows(tables);
            Migrations.Report report = Migrations.migrate(database.url());
            assertThat(report.applied()).isEqualTo(hypertables() ? 2 : 1);
            assertThat(rows(tables)).isEqualTo(rows);
            assertThat(tables.count("agent_sessions") + tables.count("work_items") + tables.count("agent_activity"))
                    .isZero();
        }
    }

    @Test
    void rowsOfActivityStayWhereTheTableBecomesAHypertableLater() throws Exception {
        before();
        try (TableRows tables = new TableRows(database.url())) {
            tables.execute(script("core", "V5__presence.sql"));
            tables.execute(
                    "INSERT INTO agent_activity (time, plane, type, subject, engine, seq, scope)"
                            + " SELECT now() - n * interval '3 days', 'presence', 'T', 'a', 'x', n, 's' FROM generate_series(0, 9) n");
            assertThat(Migrations.migrate(database.url()).current()).isTrue();
            assertThat(tables.count("agent_activity")).isEqualTo(10);
            tables.execute("SET ROLE conductor_read; SET conductor.scope = 's'");
            assertThat(tables.count("agent_activity_scoped")).isEqualTo(10);
        }
    }

    @Test
    void aNodeOfBeforeFindsNothingMissingBesideTheNewTables() throws Exception {
        Migrations.migrate(database.url());
        before();
        assertThat(Migrations.status(database.url()).current()).isTrue();
    }

    /** What a node did that knew nothing of the presence plane. */
    private void before() throws SQLException, IOException {
        List<String> core = List.of("V1__tables.sql", "V2__summaries.sql", "V3__snapshots.sql", "V4__figures.sql");
        flyway("core", core).migrate();
        if (hypertables()) {
            try (TableRows tables = new TableRows(database.url())) {
                tables.execute("CREATE EXTENSION IF NOT EXISTS timescaledb");
            }
            flyway("timescale", List.of("V1__hypertables.sql")).migrate();
        }
    }

    private static String script(String part, String name) throws IOException {
        try (InputStream sql = Migrations.class.getResourceAsStream("/db/" + part + "/" + name)) {
            return new String(sql.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private Flyway flyway(String part, List<String> scripts) throws IOException {
        Path location = Files.createDirectories(folder.resolve(part));
        for (String script : scripts) {
            Files.writeString(location.resolve(script), script(part, script));
        }
        return Flyway.configure()
                .dataSource(database.url().toString(), "postgres", null)
                .locations("filesystem:" + location)
                .table("conductor_schema_" + part)
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .placeholderReplacement(false)
                .loggers("slf4j")
                .load();
    }

    private static Map<String, List<Map<String, Object>>> rows(TableRows tables) throws SQLException {
        Map<String, List<Map<String, Object>>> rows = new HashMap<>();
        for (String table : List.of("event_agent_settings", "engagement_metrics", "interventions", "sink_progress")) {
            rows.put(table, tables.of("SELECT * FROM " + table + " ORDER BY 1, 2"));
        }
        return rows;
    }

    @RepeatedTest(3)
    void databasesOfOneServerThatAreMigratedAtOnceShareTheRoleThatReads() throws Exception {
        List<PostgresUnderTest.Database> databases = new ArrayList<>();
        AtomicReference<Throwable> failed = new AtomicReference<>();
        try (TableRows tables = new TableRows(database.url())) {
            if (server == PostgresUnderTest.EMBEDDED) {
                // Nobody else uses that server, and what tests made there is gone.
                tables.execute("DROP ROLE IF EXISTS conductor_read");
            }
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                PostgresUnderTest.Database one = server.database();
                databases.add(one);
                threads.add(new Thread(() -> {
                    try {
                        Migrations.migrate(one.url());
                    } catch (SQLException e) {
                        failed.set(e);
                    }
                }));
            }
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(failed.get()).isNull();
            for (PostgresUnderTest.Database one : databases) {
                try (TableRows its = new TableRows(one.url())) {
                    its.execute("SET ROLE conductor_read");
                    assertThat(its.count("agent_activity_scoped")).isZero();
                }
            }
        } finally {
            for (PostgresUnderTest.Database one : databases) {
                one.close();
            }
        }
    }

    @Test
    void tablesOfOthersAreLeftAlone() throws SQLException {
        try (TableRows tables = new TableRows(database.url())) {
            tables.execute("CREATE TABLE users (id int)");
            assertThat(Migrations.migrate(database.url()).current()).isTrue();
            assertThat(tables.count("users")).isZero();
        }
    }

    @Test
    void aUserWhoMayNotCreateTheExtensionGetsPlainTablesAndTheStatement() throws SQLException {
        try (TableRows tables = new TableRows(database.url())) {
            String user = "u" + Long.toHexString(System.nanoTime());
            tables.execute("CREATE ROLE " + user + " LOGIN");
            tables.execute("GRANT ALL ON SCHEMA public TO " + user);
            tables.execute("DROP EXTENSION IF EXISTS timescaledb");
            makeReader(tables);
            DatabaseUrl url = DatabaseUrl.parse("postgres://" + user + "@" + database.host() + ":" + database.port()
                    + database.url().toString().replaceFirst(".*(/[^/]+)$", "$1"));
            Migrations.Report report = Migrations.migrate(url);
            assertThat(report.storage()).isEqualTo(Storage.PLAIN);
            assertThat(report.current()).isTrue();
            List<String> notes = report.notes();
            if (hypertables()) {
                assertThat(notes).hasSize(1);
                assertThat(notes.get(0)).contains("CREATE EXTENSION IF NOT EXISTS timescaledb;");
            } else {
                assertThat(notes).isEmpty();
            }
            tables.execute("DROP OWNED BY " + user + "; DROP ROLE " + user);
        }
    }

    @Test
    void whoMayMakeNoRolesIsToldAndTheRoleHasItsRightsOnceItIsThere() throws SQLException {
        if (server != PostgresUnderTest.EMBEDDED) {
            // Others use that server, and with it the role.
            return;
        }
        try (TableRows tables = new TableRows(database.url())) {
            String user = "u" + Long.toHexString(System.nanoTime());
            tables.execute("DROP ROLE IF EXISTS conductor_read");
            tables.execute("CREATE ROLE " + user + " LOGIN");
            tables.execute("GRANT ALL ON SCHEMA public TO " + user);
            DatabaseUrl url = DatabaseUrl.parse("postgres://" + user + "@" + database.host() + ":" + database.port()
                    + database.url().toString().replaceFirst(".*(/[^/]+)$", "$1"));
            Migrations.Report report = Migrations.migrate(url);
            assertThat(report.current()).isTrue();
            assertThat(report.notes()).hasSize(1);
            assertThat(report.notes().get(0)).contains("CREATE ROLE conductor_read NOLOGIN;");
            makeReader(tables);
            assertThat(Migrations.migrate(url).notes()).isEmpty();
            tables.execute("SET ROLE conductor_read");
            assertThat(tables.count("work_items")).isZero();
            tables.execute("RESET ROLE; DROP OWNED BY " + user + "; DROP ROLE " + user);
        }
    }

    /** So that nothing is left to say of it. */
    private static void makeReader(TableRows tables) throws SQLException {
        if (tables.of("SELECT 1 FROM pg_roles WHERE rolname = 'conductor_read'").isEmpty()) {
            tables.execute("CREATE ROLE conductor_read NOLOGIN");
        }
    }

    @RepeatedTest(8)
    void twoWhoMigrateAtOnceDoNotDisturbEachOther() throws Exception {
        AtomicReference<Throwable> failed = new AtomicReference<>();
        Thread other = new Thread(() -> {
            try {
                Migrations.migrate(database.url());
            } catch (SQLException e) {
                failed.set(e);
            }
        });
        other.start();
        Migrations.migrate(database.url());
        other.join();
        assertThat(failed.get()).isNull();
        assertThat(Migrations.status(database.url()).current()).isTrue();
    }

    private boolean hypertables() {
        return server == PostgresUnderTest.TIMESCALE;
    }
}
