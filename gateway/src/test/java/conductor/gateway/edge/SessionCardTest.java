package conductor.gateway.edge;

import static conductor.gateway.edge.FeedRecords.at;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionCardTest {
    private static final String ANOMALY = "\"class\":\"SUDDEN_DROP\",\"severity\":\"CRITICAL\",\"anomalyScore\":0.9,"
            + "\"currentEngagement\":0.3,\"expectedEngagement\":0.7,\"deviation\":0.4,\"anomaly_id\":\"a-1\"";

    private final SessionCard card = new SessionCard("s1");
    private long second;

    @Test
    void aSessionIsShownFromItsOpeningToItsLastScore() {
        add("SESSION_OPENED", "");
        assertThat(card.summary())
                .containsEntry("session_id", "s1")
                .containsEntry("event_id", "e1")
                .containsEntry("opened_at", at(1))
                .containsEntry("last_at", at(1))
                .containsEntry("status", "MONITORING")
                .containsEntry("score", null)
                .containsEntry("trend", null)
                .containsEntry("anomaly", null);
        score(0.5);
        assertThat(card.summary())
                .containsEntry("opened_at", at(1))
                .containsEntry("last_at", at(2))
                .containsEntry("score", 0.5)
                .containsEntry("category", "MEDIUM")
                .containsEntry("signals", Map.of("chat_msgs_per_min", 3.0));
        assertThat(card.whole()).containsEntry("components", Map.of("chat", 0.1));
    }

    @Test
    void theEventIsUnknownUntilItIsResolved() {
        SessionCard unresolved = new SessionCard("s2");
        unresolved.apply(record(false, "SESSION_OPENED", null, ""), 1);
        assertThat(unresolved.eventId()).isEqualTo("unknown");
        unresolved.apply(record(false, "EVENT_RESOLVED", "e7", "\"from\":\"unknown\",\"to\":\"e7\",\"rank\":3"), 2);
        assertThat(unresolved.eventId()).isEqualTo("e7");
        assertThat(unresolved.summary()).containsEntry("event_id", "e7");
    }

    @Test
    void theTrendIsTheDifferenceToSixScoresBefore() {
        for (int i = 1; i <= 6; i++) {
            score(i / 10.0);
            assertThat(card.summary().get("trend")).isNull();
        }
        score(0.9);
        assertThat((Double) card.summary().get("trend")).isBetween(0.79999, 0.80001);
        score(0.1);
        assertThat((Double) card.summary().get("trend")).isBetween(-0.10001, -0.09999);
    }

    @Test
    void theNewestSixtyScoresAreItsPoints() {
        for (int i = 1; i <= 150; i++) {
            score(i / 1_000.0);
        }
        assertThat(points()).hasSize(60);
        assertThat(points().get(0)).isEqualTo(Map.of("at", at(91), "score", 0.091));
        assertThat(points().get(59)).isEqualTo(Map.of("at", at(150), "score", 0.15));
    }

    @SuppressWarnings("unchecked")
    private List<Map<String, Object>> points() {
        return (List<Map<String, Object>>) card.whole().get("points");
    }

    @Test
    void anAnomalyLastsUntilTheScoreIsNearerToWhatWasExpected() {
        score(0.3);
        add("ANOMALY", ANOMALY);
        assertThat(card.summary()).containsEntry("anomaly", "SUDDEN_DROP").containsEntry("severity", "CRITICAL");
        score(0.49);
        assertThat(card.summary()).containsEntry("anomaly", "SUDDEN_DROP");
        assertThat((Map<?, ?>) card.whole().get("anomaly"))
                .isNotNull()
                .extracting("anomaly_id")
                .isEqualTo("a-1");
        score(0.51);
        assertThat(card.summary()).containsEntry("anomaly", null).containsEntry("severity", null);
        score(0.2);
        assertThat(card.summary()).containsEntry("anomaly", null);
    }

    @Test
    void anAnomalyDoesNotEndWhileSomethingIsDoneAboutIt() {
        add("ANOMALY", ANOMALY);
        for (String status : List.of("ANOMALY_DETECTED", "WAITING_APPROVAL", "INTERVENING", "LEARNING")) {
            add("STATUS", "\"status\":\"" + status + "\"");
            score(0.9);
            assertThat(card.summary()).as(status).containsEntry("anomaly", "SUDDEN_DROP");
        }
        add("STATUS", "\"status\":\"MONITORING\"");
        assertThat(card.summary()).containsEntry("anomaly", "SUDDEN_DROP");
        score(0.9);
        assertThat(card.summary()).containsEntry("anomaly", null);
    }

    @Test
    void aStatusSaysWhichDecisionWaitsAndUntilWhen() {
        add("STATUS", "\"status\":\"WAITING_APPROVAL\",\"decision_id\":\"d-1\",\"expires_at\":\"" + at(60) + "\"");
        assertThat(card.summary())
                .containsEntry("status", "WAITING_APPROVAL")
                .containsEntry("decision_id", "d-1")
                .containsEntry("expires_at", at(60));
        add("STATUS", "\"status\":\"MONITORING\",\"decision_id\":null,\"expires_at\":null");
        assertThat(card.summary())
                .containsEntry("status", "MONITORING")
                .containsEntry("decision_id", null)
                .containsEntry("expires_at", null);
    }

    @Test
    void aDecisionIsFollowedFromItsProposalToItsReward() {
        decision("d-1", "PROPOSED", "\"explanation\":{\"confidence\":0.85}");
        assertThat(card.current()).containsEntry("state", "PROPOSED").containsEntry("proposed_at", at(1));
        decision("d-1", "APPROVED", "\"actor\":\"usr_9\"");
        assertThat(card.current()).containsEntry("state", "APPROVED").containsEntry("actor", "usr_9");
        decision("d-1", "PUBLISHED", "\"intervention_id\":\"i-3\",\"content\":{\"question\":\"Pace?\"}");
        assertThat(card.current()).containsEntry("state", "PUBLISHED").containsEntry("intervention_id", "i-3");
        decision("d-1", "EXECUTED", "\"intervention_id\":\"i-3\",\"result\":{\"poll_id\":\"cmp77\"},\"error\":null");
        assertThat(card.current()).isNull();
        Map<String, Object> executed = card.decision("d-1");
        add("REWARD", "\"decision_id\":\"d-1\",\"reward\":0.6,\"delta\":0.1,\"group\":\"TREATED\",\"learned\":true");
        assertThat(card.decision("d-1"))
                .containsEntry("decision_id", "d-1")
                .containsEntry("state", "EXECUTED")
                .containsEntry("proposed_at", at(1))
                .containsEntry("at", at(4))
                .containsEntry("explanation", Map.of("confidence", 0.85))
                .containsEntry("content", Map.of("question", "Pace?"))
                .containsEntry("result", Map.of("poll_id", "cmp77"))
                .containsEntry("reward", 0.6)
                .containsEntry("group", "TREATED")
                .containsEntry("learned", true)
                .doesNotContainKeys("previous", "error", "session_id", "engine");
        assertThat(executed).as("what was handed out").doesNotContainKey("reward");
    }

    @ParameterizedTest
    @ValueSource(strings = {"REJECTED", "EXPIRED", "SKIPPED", "EXECUTED", "FAILED"})
    void aDecisionThatIsOverIsNotTheCurrentOne(String state) {
        decision("d-1", "PROPOSED", "");
        decision("d-1", state, "");
        assertThat(card.current()).isNull();
        assertThat(card.decision("d-1")).containsEntry("state", state);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PROPOSED", "APPROVED", "AUTO_APPROVED", "PUBLISHED"})
    void theCurrentDecisionIsTheOneThatChangedLast(String state) {
        decision("d-1", state, "");
        decision("d-2", state, "");
        assertThat(card.current()).containsEntry("decision_id", "d-2");
        decision("d-1", state, "");
        assertThat(card.current()).containsEntry("decision_id", "d-1");
    }

    @Test
    void theNewestTwentyDecisionsAreKeptNewestFirst() {
        for (int i = 1; i <= 25; i++) {
            decision("d-" + i, "SKIPPED", "\"code\":\"LIMIT_EVENT\"");
        }
        decision("d-10", "SKIPPED", "");
        assertThat(decisions()).hasSize(20);
        assertThat(decisions())
                .extracting(decision -> decision.get("decision_id"))
                .startsWith("d-10", "d-25", "d-24")
                .doesNotContain("d-5")
                .endsWith("d-6");
        add("REWARD", "\"decision_id\":\"d-5\",\"reward\":0.6");
        assertThat(card.decision("d-5")).isNull();
        assertThat(decisions()).hasSize(20);
    }

    @SuppressWarnings("unchecked")
    private List<Map<String, Object>> decisions() {
        return (List<Map<String, Object>>) card.whole().get("decisions");
    }

    @Test
    void aModeOfItsOwnStandsAboveThatOfTheEvent() {
        assertThat(card.summary()).containsEntry("mode", null).containsEntry("mode_source", "EVENT");
        mode("AUTO", "EVENT");
        assertThat(card.summary()).containsEntry("mode", "AUTO").containsEntry("mode_source", "EVENT");
        mode("MANUAL", "SESSION");
        assertThat(card.summary()).containsEntry("mode", "MANUAL").containsEntry("mode_source", "SESSION");
        mode("SEMI_AUTO", "EVENT");
        assertThat(card.summary()).containsEntry("mode", "SEMI_AUTO").containsEntry("mode_source", "EVENT");
    }

    @Test
    void whatIsNotOfItsKindIsPassedOver() {
        score(0.5);
        add("SCORE", "\"score\":null");
        add("MODE", "\"values\":null");
        add("MODE", "\"values\":{\"mode\":7}");
        add("REWARD", "\"decision_id\":null,\"reward\":0.6");
        add("SOMETHING_NEW", "\"values\":[1]");
        assertThat(card.summary()).containsEntry("mode", null).containsEntry("last_at", at(6));
        assertThat(points()).hasSize(1);
        assertThat(decisions()).isEmpty();
    }

    private void score(double score) {
        String members = "\"score\":" + score
                + ",\"category\":\"MEDIUM\",\"signals\":{\"chat_msgs_per_min\":3.0},\"components\":{\"chat\":0.1}";
        card.apply(record(true, "SCORE", "e1", members), second);
    }

    private void mode(String mode, String source) {
        add("MODE", "\"values\":{\"mode\":\"" + mode + "\",\"previous\":\"AUTO\",\"source\":\"" + source + "\"}");
    }

    private void decision(String id, String state, String more) {
        String members = "\"decision_id\":\"" + id + "\",\"state\":\"" + state + "\",\"previous\":null";
        add("DECISION", more.isEmpty() ? members : members + "," + more);
    }

    private void add(String type, String members) {
        card.apply(record(false, type, "e1", members), second);
    }

    private FeedRecord record(boolean isScore, String type, String event, String members) {
        String at = at(++second);
        return FeedRecords.read(isScore, FeedRecords.json(FeedRecords.ENGINE, second, type, at, "s1", event, members));
    }
}
