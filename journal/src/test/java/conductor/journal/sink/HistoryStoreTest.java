package conductor.journal.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import conductor.journal.history.HistoryStore;
import conductor.journal.history.InterventionCursor;
import conductor.journal.history.InterventionQuery;
import conductor.journal.history.InterventionQuery.By;
import conductor.journal.history.StoredSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/** What the tables tell of a conference, asked as the HTTP edge asks. */
@Tag("one-jdk")
@OnEveryPostgres
class HistoryStoreTest {
    private static final Pattern DECISION = Pattern.compile("\"decision_id\":\"([^\"]+)\"");
    private static final Pattern NEXT = Pattern.compile("\"next_cursor\":\"([^\"]+)\"");

    /** One conference a server: what is written is only read, but for rows of settings and of an event of its own. */
    private static final Map<PostgresUnderTest, PostgresUnderTest.Database> WRITTEN =
            new EnumMap<>(PostgresUnderTest.class);

    @Parameter
    PostgresUnderTest server;

    private PostgresUnderTest.Database database;
    private HistoryStore store;
    private TableRows tables;
    /** Of which something was measured. */
    private String session;

    private String event;

    @BeforeEach
    void openTables(@TempDir Path folder) throws SQLException {
        if (!WRITTEN.containsKey(server)) {
            PostgresUnderTest.Database fresh = server.database();
            WRITTEN.put(server, fresh);
            try (Conference conference =
                    Conference.automatic(folder).act().act().end()) {
                new RunningSink(conference, RunningSink.config(conference, fresh.url()))
                        .drained()
                        .close();
            }
        }
        database = WRITTEN.get(server);
        store = new HistoryStore(database.url());
        tables = new TableRows(database.url());
        Map<String, Object> measured = tables.of("SELECT session_id, event_id FROM agent_performance"
                        + " WHERE event_id <> 'evt_u' ORDER BY event_id = 'unknown', seq DESC LIMIT 1")
                .get(0);
        session = (String) measured.get("session_id");
        event = (String) measured.get("event_id");
    }

    @AfterEach
    void closeTables() throws SQLException {
        tables.close();
        store.close();
    }

    @AfterAll
    static void dropDatabases() throws SQLException {
        for (PostgresUnderTest.Database each : WRITTEN.values()) {
            each.close();
        }
        WRITTEN.clear();
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    @Test
    void aSummaryThatIsAddedUpFromRowsSaysWhatTheRecordSays() throws SQLException {
        for (String event : Conference.EVENTS.subList(0, 3)) {
            String recorded = text(store.summary(event, 0).orElseThrow());
            String live = text(store.summary(event, 1).orElseThrow());
            assertThat(recorded).contains("\"final\":true", "\"auto_executed\"");
            assertThat(live).contains("\"final\":false");
            assertThat(lasting(tables.normalised(live))).isEqualTo(lasting(tables.normalised(recorded)));
        }
        assertThat(text(store.summary(event, 0).orElseThrow()))
                .containsPattern("\"measured\": ?[1-9]")
                .containsPattern("\"attendees_reached\": ?[1-9]");
        assertThat(store.summary("evt_of_nobody", 0)).isEmpty();
    }

    /** Without the times, which are those of scores and not of sessions, and what is known of open sessions. */
    private static String lasting(String summary) {
        return summary.replaceAll("\"(final|as_of|duration_s|open_sessions)\": [^,}]*,? ?", "");
    }

    @Test
    void pagesGoThroughAllInterventionsOnceFromTheNewestToTheOldest() throws SQLException {
        List<Object> expected = tables
                .of("SELECT decision_id FROM interventions WHERE session_id = " + quoted(session)
                        + " ORDER BY proposed_at DESC, decision_id DESC")
                .stream()
                .map(row -> row.get("decision_id"))
                .toList();
        assertThat(expected).hasSizeGreaterThan(6);
        List<Object> found = new ArrayList<>();
        InterventionCursor cursor = null;
        do {
            String page = text(store.interventions(new InterventionQuery(By.SESSION, session, 0, 3, cursor)));
            assertThat(page).startsWith("{\"total\":" + expected.size() + ",");
            Matcher ids = DECISION.matcher(page);
            while (ids.find()) {
                found.add(ids.group(1));
            }
            Matcher next = NEXT.matcher(page);
            cursor = next.find() ? InterventionCursor.parse(next.group(1)) : null;
        } while (cursor != null);
        assertThat(found).isEqualTo(expected);
    }

    @Test
    void anInterventionHasItsExplanationItsOutcomeAndWhyItIsInItsState() throws SQLException {
        String all = text(store.interventions(new InterventionQuery(By.EVENT, event, 0, 200, null)));
        assertThat(all)
                .contains("\"state\":\"MEASURED\"")
                .contains("\"explanation\":{\"")
                .contains("\"engagement_delta\":")
                .containsPattern("\"state\":\"SKIPPED\",\"code\":\"[A-Z_]+\"")
                .endsWith("],\"next_cursor\":null}");
        long newestMs =
                (Long) tables.of("SELECT max(proposed_at) AS at FROM interventions WHERE event_id = " + quoted(event))
                        .get(0)
                        .get("at");
        long newest = tables.count(
                "interventions WHERE event_id = " + quoted(event) + " AND proposed_at = (SELECT max(proposed_at)"
                        + " FROM interventions WHERE event_id = " + quoted(event) + ")");
        assertThat(text(store.interventions(new InterventionQuery(By.EVENT, event, newestMs, 200, null))))
                .startsWith("{\"total\":" + newest + ",");
        assertThat(text(store.interventions(new InterventionQuery(By.EVENT, event, newestMs + 1, 200, null))))
                .isEqualTo("{\"total\":0,\"interventions\":[],\"next_cursor\":null}");
    }

    @Test
    void figuresOfASessionCountWhatWasPublished() throws SQLException {
        Map<String, Object> counted = tables.of("SELECT count(*) AS n, count(*) FILTER (WHERE type = 'POLL') AS polls"
                        + " FROM interventions WHERE published_at IS NOT NULL AND kind <> 'ESCALATION' AND session_id = "
                        + quoted(session))
                .get(0);
        assertThat(text(store.stats(session)))
                .contains("\"total_interventions\":" + counted.get("n") + ",\"by_type\":{\"POLL\":"
                        + counted.get("polls") + ",")
                .containsPattern("\"success_rate\":[01]\\.[0-9]+,\"avg_confidence\":0\\.[0-9]+");
        assertThat(text(store.stats("ses_of_nobody")))
                .contains("\"total_interventions\":0")
                .endsWith("\"success_rate\":null,\"avg_confidence\":null}");
    }

    @Test
    void upliftIsThatOfTheSummaryAndMayBeNarrowed() throws SQLException {
        String summary = text(store.summary(event, 1).orElseThrow());
        Matcher members =
                Pattern.compile("\"treated_count\":.*\"interval\":null").matcher(summary);
        assertThat(members.find()).isTrue();
        String report = text(store.uplift(event, null, null));
        assertThat(report).contains("\"type\":null,\"context\":null,\"overall\":{" + members.group());
        assertThat(text(store.uplift(event, "GAMIFICATION", "SUDDEN_DROP_low_small_mild")))
                .contains("\"overall\":{\"treated_count\":0,\"control_count\":0,");
        tables.execute(
                "INSERT INTO agent_performance (\"time\", decision_id, intervention_type, event_id, grp, engagement_delta, context, counted,"
                        + " engine, seq) SELECT timestamptz '2026-03-02 10:00Z', 'd-' || n, 'POLL', 'evt_u', CASE WHEN n > 10 THEN 'CONTROL' ELSE 'TREATED' END,"
                        + " CASE WHEN n > 10 THEN 0 ELSE 0.1 END + 0.02 * (n % 2), 'SUDDEN_DROP_low_large_severe', n <> 22, 'feedbeef', n"
                        + " FROM generate_series(1, 22) AS n");
        String gained =
                "\"treated_count\":10,\"control_count\":11,\"mean_delta_treated\":0.11,\"mean_delta_control\":0.010909,"
                        + "\"uplift\":0.099091,\"interval\":{\"low\":0.09";
        assertThat(text(store.uplift("evt_u", null, null)))
                .contains("\"overall\":{" + gained)
                .contains("\"by_type\":{\"POLL\":{" + gained)
                .contains("\"by_context\":{\"SUDDEN_DROP_low_large_severe\":{" + gained);
    }

    @Test
    void settingsComeByEventAndInTheOrderOfTheirBytes() throws SQLException {
        tables.execute(
                "INSERT INTO event_agent_settings (event_id, agent_mode, allowed_interventions, extra) VALUES"
                        + " ('evt_b', 'AUTO', '{POLL,BROADCAST}', '{\"a\": 1}'), ('Evt_c', NULL, NULL, NULL), ('evt_a', 'MANUAL', NULL, NULL)");
        StoredSettings stored = store.settings("evt_b").orElseThrow();
        assertThat(stored.version()).isEqualTo(1);
        assertThat(stored.extra()).isEqualTo("{\"a\": 1}");
        assertThat(stored.values())
                .containsEntry("agent_mode", "AUTO")
                .containsEntry("allowed_interventions", List.of("POLL", "BROADCAST"))
                .containsEntry("auto_approve_threshold", 0.75)
                .containsEntry("content_language", null);
        assertThat(store.settings("evt_of_nobody")).isEmpty();
        assertThat(store.settings("", 2)).extracting(StoredSettings::eventId).containsExactly("Evt_c", "evt_a");
        assertThat(store.settings("evt_a", 2))
                .extracting(StoredSettings::eventId)
                .containsExactly("evt_b");
    }

    @Test
    void aConnectionThatWasCutIsReplaced() throws SQLException {
        assertThat(store.settings("evt_1")).isEmpty();
        database.killConnections();
        try {
            store.settings("evt_1");
        } catch (SQLException e) {
            // The pool does not ask a connection whether it lives that was in use half a second ago; it was the only
            // one.
        }
        assertThat(store.settings("evt_1")).isEmpty();
    }

    @Test
    void noDatabaseIsSaid() {
        try (HistoryStore none = new HistoryStore(() -> null)) {
            assertThatThrownBy(() -> none.stats(session)).isInstanceOf(SQLException.class);
        }
    }

    private static String text(byte[] json) {
        return new String(json, StandardCharsets.UTF_8);
    }
}
