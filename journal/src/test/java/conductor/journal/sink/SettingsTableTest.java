package conductor.journal.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;

/** Rows of {@code event_agent_settings} as somebody with a database client writes them. */
@Tag("one-jdk")
@OnEveryPostgres
class SettingsTableTest {
    @Parameter
    PostgresUnderTest server;

    private PostgresUnderTest.Database database;
    private SettingsTable table;

    @BeforeEach
    void createDatabase() throws SQLException {
        database = server.database();
        table = new SettingsTable(database.url());
    }

    @AfterEach
    void dropDatabase() throws SQLException {
        table.close();
        database.close();
    }

    @Test
    void aPlainInsertByHandIsARowWithTheShippedDefaults() throws SQLException {
        Migrations.migrate(database.url());
        execute("INSERT INTO event_agent_settings (event_id, agent_mode) VALUES ('evt_1', 'AUTO')");
        SettingsRow row = table.read(List.of("evt_1", "evt_2")).get("evt_1");
        assertThat(row)
                .isEqualTo(new SettingsRow(
                        "evt_1", 1, true, "AUTO", 0.75, 0.5, null, 3, true, true, 60, 0.05, null, null, null));
        assertThat(table.read(List.of("evt_2"))).isEmpty();
    }

    @Test
    void whatIsEditedIsSeenTheNextTime() throws SQLException {
        Migrations.migrate(database.url());
        execute("INSERT INTO event_agent_settings (event_id, agent_mode, allowed_interventions, content_language,"
                + " notification_emails) VALUES ('evt''x', NULL, '{POLL,DANCE}', 'de', '{a@b.example,NULL}')");
        assertThat(table.read(List.of("evt'x")).get("evt'x").agentMode()).isNull();
        assertThat(table.read(List.of("evt'x")).get("evt'x").allowedInterventions())
                .containsExactly("POLL", "DANCE");
        assertThat(table.read(List.of("evt'x")).get("evt'x").notificationEmails())
                .containsExactly("a@b.example", null);
        execute("UPDATE event_agent_settings SET agent_mode = 'MANUAL', version = version + 1");
        assertThat(table.read(List.of("evt'x")).get("evt'x"))
                .extracting(SettingsRow::agentMode, SettingsRow::version)
                .containsExactly("MANUAL", 2L);
        execute("DELETE FROM event_agent_settings");
        assertThat(table.read(List.of("evt'x"))).isEmpty();
    }

    @Test
    void aConnectionThatIsCutIsMadeAgain() throws SQLException {
        assertThatThrownBy(() -> table.read(List.of("evt_1"))).isInstanceOf(SQLException.class);
        Migrations.migrate(database.url());
        assertThat(table.read(List.of("evt_1"))).isEmpty();
        database.killConnections();
        assertThatThrownBy(() -> table.read(List.of("evt_1"))).isInstanceOf(SQLException.class);
        assertThat(table.read(List.of("evt_1"))).isEmpty();
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = database.url().open("tests", 60);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
