package conductor.journal.sink;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.core.Mode;
import conductor.engine.core.SettingsColumn;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;

/** Settings that people changed by command, in the table from which others read them. */
@Tag("one-jdk")
@OnEveryPostgres
class CommandedSettingsTest {
    private static final int ALL = 15;
    private static final String KEEP = "";

    @Parameter
    PostgresUnderTest server;

    private final Lives lives = new Lives();
    private PostgresUnderTest.Database database;
    private TableRows tables;

    @BeforeEach
    void createDatabase() throws SQLException {
        database = server.database();
        Migrations.migrate(database.url());
        tables = new TableRows(database.url());
    }

    @AfterEach
    void dropDatabase() throws SQLException {
        tables.close();
        database.close();
    }

    @Test
    void aCommandIsARowWithAllColumns() throws SQLException {
        lives.settings("evt'1", 1, true, Mode.AUTO, 0b0101, "[\"a@b.example\",\"c@d.example\"]", "usr_9");
        Map<String, Object> row = written().get(0);
        assertThat(row)
                .containsEntry("event_id", "evt'1")
                .containsEntry("agent_enabled", true)
                .containsEntry("agent_mode", "AUTO")
                .containsEntry("auto_approve_threshold", 0.8)
                .containsEntry("min_confidence_threshold", 0.4)
                .containsEntry("allowed_interventions", List.of("POLL", "NOTIFICATION"))
                .containsEntry("max_interventions_per_hour", 5)
                .containsEntry("notify_on_anomaly", true)
                .containsEntry("notify_on_intervention", false)
                .containsEntry("notification_emails", List.of("a@b.example", "c@d.example"))
                .containsEntry("approval_timeout_s", 90)
                .containsEntry("holdout_fraction", 0.1)
                .containsEntry("content_language", "de")
                .containsEntry("detection_false_alarms_per_hour", 0.5)
                .containsEntry("extra", null)
                .containsEntry("engine", "5e1f09c2")
                .containsEntry("seq", 3L)
                .containsEntry("version", 1L);
        assertThat(row.get("created_at")).isNotNull();
    }

    @Test
    void allInterventionsAreNullAndNoneIsAnEmptyArray() throws SQLException {
        lives.settings("evt_1", 1, true, Mode.AUTO, ALL, KEEP, "usr_9")
                .settings("evt_2", 1, true, Mode.AUTO, 0, "[]", "usr_9");
        List<Map<String, Object>> rows = written();
        assertThat(rows.get(0)).containsEntry("allowed_interventions", null).containsEntry("notification_emails", null);
        assertThat(rows.get(1))
                .containsEntry("allowed_interventions", List.of())
                .containsEntry("notification_emails", List.of());
    }

    @Test
    void addressesOfWhichNothingIsSaidStayAndAResetTakesTheRowAway() throws SQLException {
        lives.settings("evt_1", 1, true, Mode.AUTO, ALL, "[\"a@b.example\"]", "usr_9");
        assertThat(written().get(0)).containsEntry("notification_emails", List.of("a@b.example"));
        lives.settings("evt_1", 2, true, Mode.MANUAL, ALL, KEEP, "usr_9");
        assertThat(written().get(0))
                .containsEntry("agent_mode", "MANUAL")
                .containsEntry("version", 2L)
                .containsEntry("notification_emails", List.of("a@b.example"));
        lives.settings("evt_1", 3, false, Mode.MANUAL, ALL, KEEP, "usr_9");
        assertThat(written()).isEmpty();
        lives.settings("evt_1", 4, true, Mode.AUTO, ALL, KEEP, "usr_9");
        assertThat(written().get(0)).containsEntry("version", 4L).containsEntry("notification_emails", null);
        lives.settings("evt_1", 5, true, Mode.AUTO, ALL, "[\"e@f.example\"]", "usr_9")
                .settings("evt_1", 6, true, Mode.AUTO, ALL, "null", "usr_9");
        assertThat(written().get(0)).containsEntry("version", 6L).containsEntry("notification_emails", null);
    }

    @Test
    void withinOneBatchTheNewestCountsAndAResetIsNotForgotten() throws SQLException {
        lives.settings("evt_1", 1, true, Mode.AUTO, ALL, "[\"a@b.example\"]", "usr_9");
        written();
        lives.settings("evt_1", 2, false, Mode.AUTO, ALL, KEEP, "usr_9")
                .settings("evt_1", 3, true, Mode.MANUAL, ALL, KEEP, "usr_9")
                .settings("evt_2", 1, true, Mode.AUTO, ALL, "[\"g@h.example\"]", "usr_9")
                .settings("evt_2", 2, true, Mode.MANUAL, ALL, KEEP, "usr_9");
        List<Map<String, Object>> rows = written();
        assertThat(rows.get(0)).containsEntry("version", 3L).containsEntry("notification_emails", null);
        assertThat(rows.get(1))
                .containsEntry("agent_mode", "MANUAL")
                .containsEntry("notification_emails", List.of("g@h.example"));
    }

    @Test
    void whatWasNotSaidOfARowThatNobodyReadStaysAsItIs() throws SQLException {
        tables.execute(
                "INSERT INTO event_agent_settings (event_id, agent_mode, max_interventions_per_hour, holdout_fraction,"
                        + " allowed_interventions, version) VALUES ('evt_1', 'MANUAL', 0, 0.25, '{BROADCAST}', 7)");
        lives.some("evt_1", 1, Mode.AUTO, 15, 1 << SettingsColumn.AGENT_MODE);
        lives.some("evt_1", 2, Mode.AUTO, 0b0001, 1 << SettingsColumn.ALLOWED_INTERVENTIONS);
        lives.some("evt_new", 1, Mode.AUTO, 0b0001, 1 << SettingsColumn.AGENT_MODE);
        List<Map<String, Object>> rows = written();
        assertThat(rows.get(0))
                .containsEntry("agent_mode", "AUTO")
                .containsEntry("allowed_interventions", List.of("POLL"))
                .containsEntry("max_interventions_per_hour", 0)
                .containsEntry("holdout_fraction", 0.25)
                .containsEntry("approval_timeout_s", 60)
                .containsEntry("version", 8L);
        assertThat(rows.get(1)).containsEntry("agent_mode", "AUTO").containsEntry("holdout_fraction", 0.1);
    }

    @Test
    void whatComesFromTheRowIsNotWrittenBackToIt() throws SQLException {
        tables.execute("INSERT INTO event_agent_settings (event_id, agent_mode, extra)"
                + " VALUES ('evt_1', 'sometimes', '{\"a\": 1}')");
        lives.settings("evt_1", 1, true, Mode.SEMI_AUTO, ALL, "null", "");
        assertThat(written().get(0)).containsEntry("agent_mode", "sometimes").containsEntry("engine", "");
        lives.settings("evt_1", 2, true, Mode.MANUAL, ALL, KEEP, "usr_9");
        assertThat(written().get(0))
                .containsEntry("agent_mode", "MANUAL")
                .containsEntry("engine", "5e1f09c2")
                .containsEntry("extra", "{\"a\": 1}");
    }

    @Test
    void anOlderRecordNeitherChangesNorTakesAwayTheRowOfANewerOne() throws SQLException {
        lives.settings("evt_1", 1, true, Mode.AUTO, ALL, KEEP, "usr_9");
        tables.execute("INSERT INTO event_agent_settings (event_id, agent_mode, engine, seq, version)"
                + " VALUES ('evt_1', 'MANUAL', '5e1f09c2', 1000, 7)");
        assertThat(written().get(0)).containsEntry("agent_mode", "MANUAL").containsEntry("version", 7L);
        lives.settings("evt_1", 2, false, Mode.AUTO, ALL, KEEP, "usr_9");
        assertThat(written()).hasSize(1);
    }

    /** The rows after a sink has gone through what is new. */
    private List<Map<String, Object>> written() throws SQLException {
        RunningSink.of(lives.records(), RunningSink.config(Lives.ENGINE, database.url()))
                .drained()
                .close();
        return tables.of("SELECT * FROM event_agent_settings ORDER BY event_id");
    }
}
