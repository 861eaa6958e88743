package conductor.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.gateway.edge.NodeDefaults;
import conductor.gateway.json.Json;
import conductor.journal.history.HistoryStore;
import conductor.journal.sink.DatabaseUrl;
import conductor.journal.sink.Migrations;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Settings and the past over a real HTTP server, a real Redis and a real PostgreSQL, with and without the latter. */
@Tag("one-jdk")
class DatabaseOverHttpTest {
    private static final String DEFAULTS =
            "{\"agent_enabled\":true,\"agent_mode\":\"SEMI_AUTO\",\"auto_approve_threshold\":0.75,"
                    + "\"min_confidence_threshold\":0.5,\"allowed_interventions\":null,\"max_interventions_per_hour\":3,\"notify_on_anomaly\":true,"
                    + "\"notify_on_intervention\":true,\"notification_emails\":null,\"approval_timeout_s\":60,\"holdout_fraction\":0.05,"
                    + "\"content_language\":null,\"detection_false_alarms_per_hour\":null}";

    private static EmbeddedPostgres postgres;
    private static DatabaseUrl url;
    private static HistoryStore store;
    private static GatewayRig rig;
    private static Gateway with;
    private static Gateway without;
    private static FakeEngine engine;

    private String event;
    private String session;
    private String token;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        postgres = EmbeddedPostgres.builder()
                .setPGStartupWait(Duration.ofMinutes(2))
                .start();
        url = DatabaseUrl.parse(postgres.getJdbcUrl("postgres", "postgres"));
        Migrations.migrate(url);
        store = new HistoryStore(url);
        rig = new GatewayRig(folder);
        rig.connection().sync().hset("conductor:owner", "defaults", DEFAULTS);
        without = rig.gateway();
        with = rig.another(store);
        for (Gateway gateway : List.of(with, without)) {
            NodeDefaults defaults = gateway.edge().defaults();
            assertThat(defaults.refresh().get(Await.PATIENCE_MS, TimeUnit.MILLISECONDS))
                    .isNotEmpty();
        }
        engine = new FakeEngine(rig.redis().uri(), rig.engine());
    }

    @AfterAll
    static void stop() throws InterruptedException, IOException {
        engine.close();
        with.close();
        rig.close();
        store.close();
        postgres.close();
    }

    @BeforeEach
    void openASession() {
        engine.refuses("INVALID", "not expected");
        event = "evt_" + UUID.randomUUID();
        session = "ses_" + UUID.randomUUID();
        token = rig.person("usr_" + UUID.randomUUID(), "event:manage:" + event);
        rig.engine().open(session, event);
        rig.awaitRead();
        rig.awaitRead(with);
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = url.open("tests", 60);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private String settings() {
        return "/api/v1/events/" + event + "/settings";
    }

    /** The engine takes what it is told and says the settings, at a version. */
    private void takesSettings(long version) {
        engine.reacts((fake, command) -> {
            boolean reset = Boolean.TRUE.equals(command.get("reset"));
            Map<String, Object> members = new LinkedHashMap<>();
            members.put("version", version);
            members.put("source", reset ? "DEFAULT" : "STORED");
            members.put("values", reset ? null : command.get("settings"));
            fake.records().decide("SETTINGS", null, String.valueOf(command.get("event_id")), members);
            fake.result(command, true, "OK", Map.of());
        });
    }

    @Test
    void anEventWithoutSettingsHasTheDefaultsOfTheNode() {
        for (Gateway gateway : List.of(with, without)) {
            Answer answer = gateway.get(settings(), token).isAnswered(200);
            assertThat(answer.json())
                    .containsEntry("event_id", event)
                    .containsEntry("agent_mode", "SEMI_AUTO")
                    .containsEntry("max_interventions_per_hour", 3L)
                    .containsEntry("version", 0L)
                    .containsEntry("source", "DEFAULT");
            assertThat(answer.header("ETag")).isEqualTo("\"0\"");
        }
    }

    @Test
    void aStoredRowIsShownAndWhatTheEngineSaysIsNewer() throws SQLException {
        execute(
                "INSERT INTO event_agent_settings (event_id, agent_mode, max_interventions_per_hour, extra, version) VALUES ('"
                        + event + "', 'AUTO', 7, '{\"room\": 1}', 4)");
        Answer stored = with.get(settings(), token).isAnswered(200);
        assertThat(stored.json())
                .containsEntry("agent_mode", "AUTO")
                .containsEntry("max_interventions_per_hour", 7L)
                .containsEntry("extra", Map.of("room", 1L))
                .containsEntry("source", "STORED");
        assertThat(stored.json().get("created_at")).isNotNull();
        // The engine has not read the row yet and would compare with another version.
        assertThat(stored.header("ETag")).isNull();
        Map<String, Object> values =
                new LinkedHashMap<>(Map.of("agent_mode", "MANUAL", "max_interventions_per_hour", 2));
        values.put("allowed_interventions", List.of("POLL", "BROADCAST", "NOTIFICATION", "GAMIFICATION"));
        rig.engine().decide("SETTINGS", null, event, Map.of("version", 5, "source", "STORED", "values", values));
        rig.awaitRead(with);
        assertThat(with.get(settings(), token).json())
                .containsEntry("agent_mode", "MANUAL")
                .containsEntry("allowed_interventions", null)
                .containsEntry("auto_approve_threshold", 0.75)
                .containsEntry("version", 5L);
        assertThat(with.get(settings(), token).header("ETag")).isEqualTo("\"5\"");
        assertThat(with.get("/api/v1/agent/sessions/" + session + "/status", token)
                        .json())
                .containsEntry("mode", "MANUAL")
                .containsEntry("mode_source", "EVENT");
    }

    @Test
    void aSessionOfWhichNothingWasDecidedHasTheModeOfTheDefaults() {
        assertThat(without.get("/api/v1/agent/sessions/" + session + "/status", token)
                        .json())
                .containsEntry("mode", "SEMI_AUTO");
    }

    @Test
    void aChangeIsACommandAndItsAnswerAreTheNewSettings() {
        takesSettings(1);
        Answer answer = without.json("PATCH", settings(), token, "{\"agent_mode\":\"AUTO\"}")
                .isAnswered(200);
        assertThat(answer.json()).containsEntry("agent_mode", "AUTO").containsEntry("source", "STORED");
        assertThat(answer.header("ETag")).isEqualTo("\"1\"");
        assertThat(engine.last())
                .containsEntry("type", "SET_SETTINGS")
                .containsEntry("event_id", event)
                .containsEntry("settings", Map.of("agent_mode", "AUTO"))
                .doesNotContainKey("expected_version");
    }

    @Test
    void aReplacementNamesEverythingAndMayComeFromAnAnswer() {
        takesSettings(2);
        Map<String, Object> shown = without.get(settings(), token).json();
        String body = Json.write(shown).replace("\"max_interventions_per_hour\":3,", "");
        without.json("PUT", settings(), token, body.replace("0.05", "0.1")).isAnswered(200);
        assertThat((Map<?, ?>) engine.last().get("settings"))
                .hasSize(13)
                .extracting(
                        all -> ((Map<?, ?>) all).get("max_interventions_per_hour"),
                        all -> ((Map<?, ?>) all).get("holdout_fraction"))
                .containsExactly(3L, 0.1);
        without.json("PUT", settings(), token, null).isProblem(400, ProblemCode.INVALID);
        without.json("PUT", settings(), token, "{\"event_id\":\"evt_other\"}")
                .isProblem(422, ProblemCode.UNPROCESSABLE);
    }

    @Test
    void aFormForANewEventIsAnsweredAsMade() {
        takesSettings(1);
        String body = "{\"event_id\":\"" + event + "\",\"agent_enabled\":false}";
        without.json("POST", "/api/v1/events/settings", token, body).isAnswered(201);
        assertThat(engine.last()).containsEntry("settings", Map.of("agent_enabled", false));
        without.json("POST", "/api/v1/events/settings", token, "{\"event_id\":\"evt_other\",\"agent_enabled\":false}")
                .isProblem(403, ProblemCode.FORBIDDEN);
        without.json("POST", "/api/v1/events/settings", token, "{}").isProblem(400, ProblemCode.INVALID);
    }

    @Test
    void settingsGoBackToTheDefaults() {
        takesSettings(3);
        assertThat(without.json("DELETE", settings(), token, null)
                        .isAnswered(200)
                        .json())
                .containsEntry("source", "DEFAULT")
                .containsEntry("agent_mode", "SEMI_AUTO")
                .containsEntry("version", 3L);
        assertThat(engine.last()).containsEntry("reset", true).doesNotContainKey("settings");
    }

    private HttpRequest.Builder ifMatch(String tag) {
        return without.to(settings(), token)
                .header("Content-Type", "application/json")
                .header("If-Match", tag)
                .method("PATCH", BodyPublishers.ofString("{\"agent_enabled\":true}"));
    }

    @Test
    void aChangeOfAnotherVersionIsRefused() {
        engine.refuses("VERSION_CONFLICT", null);
        Answer conflict = without.send(ifMatch("\"6\"")).isProblem(412, ProblemCode.VERSION_CONFLICT);
        // The engine's own words are of commands, which have no header.
        assertThat(String.valueOf(conflict.json().get("detail"))).contains("If-Match");
        assertThat(engine.last()).containsEntry("expected_version", 6L);
        takesSettings(7);
        without.send(ifMatch("*")).isAnswered(200);
        assertThat(engine.last()).doesNotContainKey("expected_version");
        for (String bad : List.of("6", "W/\"6\"", "\"x\"", "\"6\", \"7\"")) {
            without.send(ifMatch(bad)).isProblem(400, ProblemCode.INVALID);
        }
    }

    @Test
    void whatTheNodeDoesNotAllowIsRefusedInItsWords() {
        engine.refuses("INVALID", "settings.approval_timeout_s must be a whole number from 10 to 1800.");
        Answer answer = without.json("PATCH", settings(), token, "{\"approval_timeout_s\":5}")
                .isProblem(422, ProblemCode.UNPROCESSABLE);
        assertThat(String.valueOf(answer.json().get("detail"))).contains("from 10 to 1800");
        without.json("PATCH", settings(), token, "{\"version\":5}").isProblem(422, ProblemCode.UNPROCESSABLE);
    }

    @Test
    void theListGoesThroughAllStoredSettings() throws SQLException {
        execute("DELETE FROM event_agent_settings");
        execute("INSERT INTO event_agent_settings (event_id) SELECT 'evt_' || n FROM generate_series(101, 105) AS n");
        String organiser = rig.organiser();
        List<Object> seen = new ArrayList<>();
        String cursor = "";
        do {
            Map<String, Object> page = with.get("/api/v1/events/settings?limit=2" + cursor, organiser)
                    .isAnswered(200)
                    .json();
            ((List<?>) page.get("items")).forEach(item -> seen.add(((Map<?, ?>) item).get("event_id")));
            cursor = page.get("next_cursor") == null ? null : "&cursor=" + page.get("next_cursor");
        } while (cursor != null);
        assertThat(seen).containsExactly("evt_101", "evt_102", "evt_103", "evt_104", "evt_105");
        with.get("/api/v1/events/settings", token).isProblem(403, ProblemCode.FORBIDDEN);
        with.get("/api/v1/events/settings?cursor=%25", organiser).isProblem(400, ProblemCode.INVALID);
    }

    private void writeHistory() throws SQLException {
        execute(
                "INSERT INTO interventions (proposed_at, decision_id, intervention_id, session_id, event_id, kind, type, state, confidence,"
                        + " published_at, engine, seq) SELECT timestamptz '2026-03-02 10:00Z' + n * interval '1 s', 'd-' || '"
                        + session
                        + "' || n, 'i-' || n, '" + session + "', '" + event + "', 'DECISION', 'POLL', 'PUBLISHED', 0.8,"
                        + " timestamptz '2026-03-02 10:00Z', 'feedbeef', n FROM generate_series(1, 3) AS n");
    }

    @Test
    void theHistoryOfASessionAndOfAnEventComesInPages() throws SQLException {
        writeHistory();
        String path = "/api/v1/interventions/history/" + session;
        Map<String, Object> first =
                with.get(path + "?limit=2", token).isAnswered(200).json();
        assertThat(first).containsEntry("total", 3L);
        assertThat((List<?>) first.get("interventions")).hasSize(2);
        Map<String, Object> last = with.get(path + "?limit=2&cursor=" + first.get("next_cursor"), token)
                .isAnswered(200)
                .json();
        assertThat((List<?>) last.get("interventions"))
                .singleElement()
                .extracting(row -> (Object) ((Map<?, ?>) row).get("decision_id"))
                .isEqualTo("d-" + session + "1");
        assertThat(last).containsEntry("next_cursor", null);
        String other = rig.person("usr_" + UUID.randomUUID(), "event:manage:" + event);
        assertThat(with.get("/api/v1/interventions/history/event/" + event + "?hours=1", other)
                        .isAnswered(200)
                        .json())
                .containsEntry("total", 3L);
        assertThat(with.get("/api/v1/interventions/stats/" + session, other)
                        .isAnswered(200)
                        .json())
                .containsEntry("total_interventions", 3L)
                .containsEntry("avg_confidence", 0.8)
                .containsEntry("success_rate", null);
    }

    @Test
    void whatIsNotAllowedInAQueryIsNamed() {
        String path = "/api/v1/interventions/history/" + session;
        with.get(path + "?limit=201", rig.organiser()).isProblem(400, ProblemCode.INVALID);
        with.get(path + "?cursor=x", rig.organiser()).isProblem(400, ProblemCode.INVALID);
        with.get("/api/v1/interventions/stats/a%00b", rig.organiser()).isProblem(400, ProblemCode.INVALID);
        with.get("/api/v1/events/" + event + "/uplift?type=DANCE", token).isProblem(400, ProblemCode.INVALID);
        with.get("/api/v1/events/" + event + "/uplift?context=x", token).isProblem(400, ProblemCode.INVALID);
    }

    @Test
    void aSummaryIsAddedUpWhileTheEventGoesOn() throws SQLException {
        with.get("/api/v1/events/" + event + "/summary", token).isProblem(404, ProblemCode.UNKNOWN_EVENT);
        writeHistory();
        assertThat(with.get("/api/v1/events/" + event + "/summary", token)
                        .isAnswered(200)
                        .json())
                .containsEntry("event_id", event)
                .containsEntry("final", false)
                .containsEntry("open_sessions", 1L)
                .containsEntry("uplift", null);
        assertThat(with.get("/api/v1/events/" + event + "/uplift", token)
                        .isAnswered(200)
                        .json())
                .containsEntry("event", event);
    }

    @Test
    void withoutADatabaseThePastIsNotToldAndTheRestIs() {
        for (String path : List.of(
                "/api/v1/interventions/history/" + session,
                "/api/v1/interventions/history/event/" + event,
                "/api/v1/interventions/stats/" + session,
                "/api/v1/events/" + event + "/summary",
                "/api/v1/events/" + event + "/uplift",
                "/api/v1/events/settings")) {
            Answer answer = without.get(path, rig.organiser()).isProblem(503, ProblemCode.DATABASE_DOWN);
            assertThat(answer.header("Retry-After")).isEqualTo("30");
        }
        without.get("/api/v1/sessions/" + session, token).isAnswered(200);
        without.get("/readyz", null).isAnswered(200);
    }

    @Test
    void aDatabaseThatGoesAwayTakesNothingWithItAndIsFoundAgain() throws SQLException {
        HistoryStore[] gone = new HistoryStore[1];
        DatabaseUrl nowhere = DatabaseUrl.parse("postgres://postgres@127.0.0.1:1/postgres");
        boolean[] away = {true};
        gone[0] = new HistoryStore(() -> away[0] ? nowhere : url);
        try (HistoryStore history = gone[0];
                Gateway gateway = rig.another(history)) {
            String path = "/api/v1/interventions/stats/" + session;
            gateway.get(path, rig.organiser()).isProblem(503, ProblemCode.DATABASE_DOWN);
            gateway.get(settings(), token).isProblem(503, ProblemCode.DATABASE_DOWN);
            // Nobody waits for a database that did not answer a moment ago: all of these together take less than one
            // question would.
            long startNs = System.nanoTime();
            for (int i = 0; i < 30; i++) {
                gateway.get("/api/v1/events/" + event + "/summary", token).isProblem(503, ProblemCode.DATABASE_DOWN);
            }
            assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startNs))
                    .isLessThan(20);
            rig.engine()
                    .decide(
                            "SETTINGS",
                            null,
                            event,
                            Map.of("version", 1, "source", "STORED", "values", Map.of("agent_mode", "AUTO")));
            rig.awaitRead(gateway);
            assertThat(gateway.get(settings(), token).isAnswered(200).json()).containsEntry("agent_mode", "AUTO");
            away[0] = false;
            Await.until(
                    "the database is found again",
                    () -> gateway.get(path, rig.organiser()).status() == 200);
        }
    }
}
