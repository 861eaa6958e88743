package conductor.journal.sink;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.core.Code;
import conductor.engine.core.ContentMethod;
import conductor.engine.core.DecisionKind;
import conductor.engine.core.DecisionState;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;

/** What becomes of decisions, in rows: of one batch or of one a record, the rows are the same. */
@Tag("one-jdk")
@OnEveryPostgres
class DecisionLifeTest {
    private static final String POLL = "{\"question\": \"Pace?\", \"options\": [\"Fast\", \"Slow\"], \"duration\": 60}";

    @Parameter
    PostgresUnderTest server;

    private final Lives lives = new Lives();
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
    void anInterventionThatWasCarriedOutAndMeasuredHasEverythingInItsRow() throws SQLException {
        long decision = lives.begin(DecisionState.AUTO_APPROVED, DecisionKind.DECISION);
        lives.state(decision, DecisionState.PUBLISHED, 0, DecisionKind.DECISION, detail -> {
                    detail.content = POLL;
                    detail.method = ContentMethod.PRIMARY;
                })
                .state(decision, DecisionState.EXECUTED, 0, DecisionKind.DECISION, detail -> {
                    detail.result = "{\"poll_id\":\"cmp1\",\"options_count\":null}";
                })
                .state(decision, DecisionState.MEASURED, 0, DecisionKind.DECISION)
                .reward(decision, 1, 1, 0);
        Map<String, Object> row = written("interventions").get(0);
        assertThat(row)
                .containsEntry("proposed_at", Lives.timeMs(decision))
                .containsEntry("decision_id", "d-5e1f09c2-" + decision)
                .containsEntry("intervention_id", "i-5e1f09c2-" + (decision + 1))
                .containsEntry("kind", "DECISION")
                .containsEntry("type", "POLL")
                .containsEntry("state", "MEASURED")
                .containsEntry("confidence", 0.85)
                .containsEntry("mode", "AUTO")
                .containsEntry("reasoning", "Engagement 0.32 is 49 % below the expected 0.63 (SUDDEN_DROP).")
                .containsEntry("content_method", "primary")
                .containsEntry("auto_approved", true)
                .containsEntry("actor", null)
                .containsEntry("published_at", Lives.timeMs(decision + 1))
                .containsEntry("executed_at", Lives.timeMs(decision + 2))
                .containsEntry("measured_at", Lives.timeMs(decision + 3))
                .containsEntry("executed", true)
                .containsEntry("success", true)
                .containsEntry("seq", decision + 4);
        json(row.get("content"), POLL);
        json(
                row.get("outcome"),
                "{\"executed\": true, \"success\": true, \"error\": null, \"assumed\": false,"
                        + " \"result\": {\"poll_id\": \"cmp1\", \"options_count\": null}, \"reward\": 0.7,"
                        + " \"pre_engagement\": 0.320462, \"post_engagement\": 0.445462, \"engagement_delta\": 0.125,"
                        + " \"overlap\": false}");
    }

    @Test
    void whatADecisionLedToIsARowOfPerformance() throws SQLException {
        long decision = lives.begin(DecisionState.AUTO_APPROVED, DecisionKind.DECISION);
        lives.state(decision, DecisionState.PUBLISHED, 0, DecisionKind.DECISION)
                .state(decision, DecisionState.EXECUTED, 0, DecisionKind.DECISION)
                .state(decision, DecisionState.MEASURED, 0, DecisionKind.DECISION)
                .reward(decision, 1, 1, 0);
        Map<String, Object> row = written("agent_performance").get(0);
        assertThat(row)
                .containsEntry("time", Lives.timeMs(decision + 4))
                .containsEntry("decision_id", "d-5e1f09c2-" + decision)
                .containsEntry("agent_id", "engagement-conductor")
                .containsEntry("intervention_type", "POLL")
                .containsEntry("success", true)
                .containsEntry("engagement_delta", 0.125)
                .containsEntry("reward", 0.7)
                .containsEntry("confidence", 0.85)
                .containsEntry("session_id", Lives.SESSION)
                .containsEntry("event_id", Lives.EVENT)
                .containsEntry("grp", "TREATED")
                .containsEntry("learned", true)
                .containsEntry("context", "SUDDEN_DROP_low_large_severe")
                .containsEntry("alpha", 9.25)
                .containsEntry("beta", 1.75)
                .containsEntry("extra", null)
                .containsEntry("engine", "5e1f09c2")
                .containsEntry("seq", decision + 4);
    }

    @Test
    void aControlIsMeasuredWithoutEverHavingBeenCarriedOut() throws SQLException {
        long decision = lives.begin(DecisionState.AUTO_APPROVED, DecisionKind.DECISION);
        lives.state(decision, DecisionState.CONTROL, 0, DecisionKind.CONTROL)
                .state(decision, DecisionState.MEASURED, 0, DecisionKind.CONTROL)
                .reward(decision, 2, 0, 1);
        Map<String, Object> row = written("interventions").get(0);
        assertThat(row)
                .containsEntry("kind", "CONTROL")
                .containsEntry("state", "MEASURED")
                .containsEntry("executed", null)
                .containsEntry("success", null)
                .containsEntry("published_at", null)
                .containsEntry("intervention_id", null);
        json(
                row.get("outcome"),
                "{\"reward\": 0.7, \"pre_engagement\": 0.320462, \"post_engagement\": 0.445462,"
                        + " \"engagement_delta\": 0.125, \"overlap\": true}");
        assertThat(written("agent_performance").get(0))
                .containsEntry("grp", "CONTROL")
                .containsEntry("learned", false);
    }

    @Test
    void aFailureAfterAnAssumedExecutionTakesThatBackAndKeepsWhenItWasAssumed() throws SQLException {
        long decision = lives.begin(DecisionState.PROPOSED, DecisionKind.DECISION);
        lives.state(decision, DecisionState.APPROVED, 0, DecisionKind.DECISION, detail -> detail.actor = "usr_9")
                .state(decision, DecisionState.PUBLISHED, 0, DecisionKind.DECISION)
                .state(decision, DecisionState.EXECUTED, Code.ASSUMED, DecisionKind.DECISION)
                .state(
                        decision,
                        DecisionState.FAILED,
                        Code.OUTCOME_FAILED,
                        DecisionKind.DECISION,
                        detail -> detail.error = "no \0 participant");
        Map<String, Object> row = written("interventions").get(0);
        assertThat(row)
                .containsEntry("state", "FAILED")
                .containsEntry("actor", "usr_9")
                .containsEntry("auto_approved", false)
                .containsEntry("executed", false)
                .containsEntry("success", false)
                .containsEntry("published_at", Lives.timeMs(decision + 2))
                .containsEntry("executed_at", Lives.timeMs(decision + 2));
        json(
                row.get("outcome"),
                "{\"executed\": false, \"success\": false, \"error\": \"no \ufffd participant\", \"assumed\": false}");
    }

    @Test
    void whatAPersonAskedForHasThePersonsReasonAndContent() throws SQLException {
        long decision = lives.begin(DecisionState.APPROVED, DecisionKind.MANUAL, detail -> {
            detail.actor = "usr_9";
            detail.reason = "The room asked for it \ud83d\ude00";
        });
        lives.state(decision, DecisionState.PUBLISHED, 0, DecisionKind.MANUAL, detail -> {
                    detail.content = "{\"message\": \"Break \\u0000 now\"}";
                    detail.method = ContentMethod.PERSON;
                })
                .state(decision, DecisionState.EXECUTED, 0, DecisionKind.MANUAL)
                .state(decision, DecisionState.UNMEASURED, Code.OVERLAP, DecisionKind.MANUAL);
        Map<String, Object> row = written("interventions").get(0);
        assertThat(row)
                .containsEntry("kind", "MANUAL")
                .containsEntry("state", "UNMEASURED")
                .containsEntry("actor", "usr_9")
                .containsEntry("auto_approved", false)
                .containsEntry("reasoning", "The room asked for it \ud83d\ude00")
                .containsEntry("content_method", "person")
                .containsEntry("measured_at", null);
        json(row.get("content"), "{\"message\": \"Break \ufffd now\"}");
        json(
                row.get("outcome"),
                "{\"executed\": true, \"success\": true, \"error\": null, \"assumed\": false, \"overlap\": true}");
        assertThat(written("agent_performance")).isEmpty();
    }

    @Test
    void aRefusedProposalSaysWhoRefusedItAndKeepsItsPreview() throws SQLException {
        long decision = lives.begin(DecisionState.PROPOSED, DecisionKind.DECISION);
        lives.state(decision, DecisionState.REJECTED, 0, DecisionKind.DECISION, detail -> {
            detail.actor = "usr_9";
            detail.reason = "not now";
        });
        Map<String, Object> row = written("interventions").get(0);
        assertThat(row)
                .containsEntry("state", "REJECTED")
                .containsEntry("actor", "usr_9")
                .containsEntry("content_method", "template")
                .containsEntry("executed", null)
                .containsEntry("outcome", null);
        assertThat((String) row.get("content")).contains("How is the pace for you right now?");
    }

    /** The rows of a table after all records went through in one batch; those of one batch a record are the same. */
    private List<Map<String, Object>> written(String table) throws SQLException {
        SinkConfig together = RunningSink.config(Lives.ENGINE, database.url());
        SinkConfig oneByOne = new SinkConfig(
                together.address(), Lives.ENGINE, true, 1, 1, 0, together.socketTimeoutS(), 300, together.retention());
        List<Map<String, Object>> rows = written(table, together);
        assertThat(written(table, oneByOne)).isEqualTo(rows);
        return rows;
    }

    private List<Map<String, Object>> written(String table, SinkConfig config) throws SQLException {
        Migrations.migrate(database.url());
        try (TableRows tables = new TableRows(database.url())) {
            tables.execute("TRUNCATE sink_progress, interventions, agent_performance");
            RunningSink.of(lives.records(), config).drained().close();
            return tables.of("SELECT * FROM " + table + " ORDER BY seq");
        }
    }

    private void json(Object actual, String expected) throws SQLException {
        try (TableRows tables = new TableRows(database.url())) {
            assertThat((String) actual).isEqualTo(tables.normalised(expected));
        }
    }
}
