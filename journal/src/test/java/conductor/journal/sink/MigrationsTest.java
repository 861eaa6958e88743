package conductor.journal.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;

@Tag("one-jdk")
@OnEveryPostgres
class MigrationsTest {
    @Parameter
    PostgresUnderTest server;

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
        assertThat(first.applied()).isEqualTo(hypertables() ? 5 : 4);
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
                                "engagement_metrics", "anomalies", "interventions", "agent_performance");
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
