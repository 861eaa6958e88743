package conductor.gateway.publish;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.core.AnomalyClass;
import conductor.engine.core.Arm;
import conductor.engine.core.Bell;
import conductor.engine.core.Code;
import conductor.engine.core.Decision;
import conductor.engine.core.DecisionKind;
import conductor.engine.core.DecisionState;
import conductor.engine.core.DecisionType;
import conductor.journal.json.RewardJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What follows a proposal, against the wire contract's examples: verdicts, content, outcomes, rewards, the bell. */
class DecisionLifeExamplesTest {
    private static final String CHANNEL = "session:ses_0a1b2c3d4e5f:events";

    private final RecordRenderer renderer = new RecordRenderer(Records.ENGINE, Records.directory());

    @Test
    void anApprovalNamesWhoGaveIt() {
        Decision d = Records.decision(10460, "2026-03-02T10:16:20Z", DecisionState.APPROVED, DecisionState.PROPOSED);
        OutputRecord record = renderer.render(Records.detailed(d, "usr_9", null, null, null, null));
        message(record, CHANNEL, """
                {"type":"agent.decision.resolved","session_id":"ses_0a1b2c3d4e5f",\
                "timestamp":"2026-03-02T10:16:20.000Z","data":{"decision_id":"d-5e1f09c2-10422","state":"APPROVED",\
                "by":"usr_9","reason":null,"session_id":"ses_0a1b2c3d4e5f","event_id":"evt_9f8e7d6c5b4a",\
                "timestamp":"2026-03-02T10:16:20.000Z","seq":10460}}""");
        assertThat(Json.parse(record.entry()))
                .containsEntry("state", "APPROVED")
                .containsEntry("previous", "PROPOSED")
                .containsEntry("actor", "usr_9")
                .containsEntry("reason", null);
    }

    @Test
    void aRefusalHasTheWordsOfThePersonWhoeverThatIs() {
        Decision d = Records.decision(10460, "2026-03-02T10:16:20Z", DecisionState.REJECTED, DecisionState.PROPOSED);
        OutputRecord record =
                renderer.render(Records.detailed(d, "\"ü\\", "not \"now\",\n\u0001 \ud83d\udca1", null, null, null));
        Map<?, ?> data = (Map<?, ?>) Json.parse(record.message()).get("data");
        assertThat(data.get("state")).isEqualTo("REJECTED");
        assertThat(data.get("by")).isEqualTo("\"ü\\");
        assertThat(data.get("reason")).isEqualTo("not \"now\",\n\u0001 \ud83d\udca1");
        assertThat(Json.parse(record.entry()))
                .containsEntry("actor", "\"ü\\")
                .containsEntry("reason", "not \"now\",\n\u0001 \ud83d\udca1");
    }

    @Test
    void whatIsSkippedAfterAProposalIsResolvedWithItsReason() {
        Decision d = Records.decision(10460, "2026-03-02T10:16:20Z", DecisionState.SKIPPED, DecisionState.PROPOSED);
        d.code = Code.LIMIT_EVENT;
        Map<?, ?> data = (Map<?, ?>) Json.parse(renderer.render(d).message()).get("data");
        assertThat(data.get("state")).isEqualTo("SKIPPED");
        assertThat(data.get("by")).isNull();
        assertThat(data.get("reason")).isEqualTo("LIMIT_EVENT");
    }

    @ParameterizedTest
    @ValueSource(
            ints = {DecisionState.CONTROL, DecisionState.MEASURED, DecisionState.UNMEASURED, DecisionState.SUPPRESSED})
    void statesThatNobodyWaitsForAreInTheStreamOnly(int state) {
        Decision d = Records.decision(10460, "2026-03-02T10:16:20Z", state, DecisionState.AUTO_APPROVED);
        OutputRecord record = renderer.render(d);
        assertThat(record.channel()).isNull();
        assertThat(record.command()).isFalse();
        assertThat(Json.parse(record.entry())).containsEntry("state", DecisionState.name(state));
    }

    @Test
    void anExecutedInterventionHasThePlatformsResult() {
        Decision d = Records.decision(
                10464,
                Records.at("2026-03-02T10:16:21.300Z"),
                DecisionState.EXECUTED,
                DecisionState.PUBLISHED,
                e -> e.interventionSeq(10462));
        OutputRecord record = renderer.render(Records.detailed(d, null, null, null, "{\"poll_id\":\"cmp77\"}", null));
        message(record, CHANNEL, """
                {"type":"agent.intervention.executed","session_id":"ses_0a1b2c3d4e5f",\
                "timestamp":"2026-03-02T10:16:21.300Z","data":{"intervention_id":"i-5e1f09c2-10462",\
                "intervention_type":"POLL","success":true,"result":{"poll_id":"cmp77"},\
                "decision_id":"d-5e1f09c2-10422","error":null,"assumed":false,"session_id":"ses_0a1b2c3d4e5f",\
                "event_id":"evt_9f8e7d6c5b4a","timestamp":"2026-03-02T10:16:21.300Z","seq":10464}}""");
        assertThat(Json.parse(record.entry()))
                .containsEntry("intervention_id", "i-5e1f09c2-10462")
                .containsEntry("result", Map.of("poll_id", "cmp77"))
                .containsEntry("error", null)
                .doesNotContainKey("actor");
    }

    @Test
    void aFailureHasThePlatformsWordsElseTheCode() {
        Decision d = Records.decision(10464, "2026-03-02T10:16:30Z", DecisionState.FAILED, DecisionState.PUBLISHED);
        d.code = Code.OUTCOME_FAILED;
        Records.detailed(d, null, null, null, "{\"a\":1}", "no \"user\"");
        Map<?, ?> failed = (Map<?, ?>) Json.parse(renderer.render(d).message()).get("data");
        assertThat(failed.get("success")).isEqualTo(false);
        assertThat(failed.get("result")).isEqualTo(Map.of("a", 1L));
        assertThat(failed.get("error")).isEqualTo("no \"user\"");
        assertThat(Json.parse(renderer.render(d).entry())).containsEntry("error", "no \"user\"");
    }

    @Test
    void aMeasuredReward() {
        OutputRecord record = renderer.render(Records.reward(RewardJson.TREATED));
        message(record, CHANNEL, """
                {"type":"agent.reward.measured","session_id":"ses_0a1b2c3d4e5f",\
                "timestamp":"2026-03-02T10:17:21.300Z","data":{"intervention_id":"i-5e1f09c2-10462",\
                "pre_engagement":0.320462,"post_engagement":0.420462,"expected_engagement":0.63,\
                "pre_deviation":-0.309538,"post_deviation":-0.209538,"trend_reversed":true,"reward":0.6,"delta":0.1,\
                "decision_id":"d-5e1f09c2-10422","learned":true,"session_id":"ses_0a1b2c3d4e5f",\
                "event_id":"evt_9f8e7d6c5b4a","timestamp":"2026-03-02T10:17:21.300Z","seq":10560}}""");
        same(record.entry(), """
                {"v":1,"seq":10560,"engine":"5e1f09c2","type":"REWARD","at":"2026-03-02T10:17:21.300Z",\
                "session_id":"ses_0a1b2c3d4e5f","event_id":"evt_9f8e7d6c5b4a","scope":"evt_9f8e7d6c5b4a",\
                "subject":"ses_0a1b2c3d4e5f","code":null,"cause":{"timer":"evaluation"},\
                "intervention_id":"i-5e1f09c2-10462","pre_engagement":0.320462,"post_engagement":0.420462,\
                "expected_engagement":0.63,"pre_deviation":-0.309538,"post_deviation":-0.209538,\
                "trend_reversed":true,"reward":0.6,"delta":0.1,"decision_id":"d-5e1f09c2-10422","learned":true,\
                "group":"TREATED","overlap":false}""");
    }

    @Test
    void theMessagesAreTheContractsExamplesByteForByte() {
        assertThat(renderer.render(Records.reward(RewardJson.TREATED)).message())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("{\"type\":\"agent.reward.measured\",\"session_id\":\"ses_0a1b2c3d4e5f\","
                        + "\"timestamp\":\"2026-03-02T10:17:21.300Z\",\"data\":{\"intervention_id\":"
                        + "\"i-5e1f09c2-10462\",\"pre_engagement\":0.320462,\"post_engagement\":0.420462,"
                        + "\"expected_engagement\":0.63,\"pre_deviation\":-0.309538,\"post_deviation\":-0.209538,"
                        + "\"trend_reversed\":true,\"reward\":0.6,\"delta\":0.1,\"decision_id\":\"d-5e1f09c2-10422\","
                        + "\"learned\":true,\"session_id\":\"ses_0a1b2c3d4e5f\",\"event_id\":\"evt_9f8e7d6c5b4a\","
                        + "\"timestamp\":\"2026-03-02T10:17:21.300Z\",\"seq\":10560}}");
        assertThat(renderer.render(anomalyBell()).message())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("{\"type\":\"anomaly_detected\",\"event_id\":\"evt_9f8e7d6c5b4a\","
                        + "\"timestamp\":\"2026-03-02T10:16:00.000Z\",\"session_id\":\"ses_0a1b2c3d4e5f\","
                        + "\"anomaly_type\":\"SUDDEN_DROP\",\"severity\":\"CRITICAL\",\"engagement_score\":0.320462,"
                        + "\"anomaly_id\":\"a-5e1f09c2-10421\",\"seq\":10423}");
    }

    @Test
    void theRewardOfAControlIsNoNewsOfAnIntervention() {
        OutputRecord record = renderer.render(Records.reward(2));
        assertThat(record.channel()).isNull();
        assertThat(Json.parse(record.entry()))
                .containsEntry("group", "CONTROL")
                .containsEntry("intervention_id", null)
                .containsEntry("learned", false);
    }

    @Test
    void theBellRingsForAnAnomaly() {
        OutputRecord record = renderer.render(anomalyBell());
        message(record, "agent:notifications:evt_9f8e7d6c5b4a", """
                {"type":"anomaly_detected","event_id":"evt_9f8e7d6c5b4a","timestamp":"2026-03-02T10:16:00.000Z",\
                "session_id":"ses_0a1b2c3d4e5f","anomaly_type":"SUDDEN_DROP","severity":"CRITICAL",\
                "engagement_score":0.320462,"anomaly_id":"a-5e1f09c2-10421","seq":10423}""");
        assertThat(record.command()).isFalse();
        same(record.entry(), """
                {"v":1,"seq":10423,"engine":"5e1f09c2","type":"NOTIFICATION","at":"2026-03-02T10:16:00.000Z",\
                "session_id":"ses_0a1b2c3d4e5f","event_id":"evt_9f8e7d6c5b4a","scope":"evt_9f8e7d6c5b4a",\
                "subject":"ses_0a1b2c3d4e5f","code":null,"cause":{"timer":"evaluation"},"bell":"anomaly_detected",\
                "anomaly_type":"SUDDEN_DROP","severity":"CRITICAL","engagement_score":0.320462,\
                "anomaly_id":"a-5e1f09c2-10421"}""");
    }

    @Test
    void theBellRingsForAnIntervention() {
        Decision d = Records.record(DecisionType.NOTIFICATION, 10465, "2026-03-02T10:16:21.300Z");
        d.state = Bell.INTERVENTION_EXECUTED;
        d.arm = Arm.POLL;
        d.decisionSeq = 10422;
        message(renderer.render(Records.explained(d, e -> {})), "agent:notifications:evt_9f8e7d6c5b4a", """
                {"type":"intervention_executed","event_id":"evt_9f8e7d6c5b4a","timestamp":"2026-03-02T10:16:21.300Z",\
                "session_id":"ses_0a1b2c3d4e5f","intervention_type":"POLL","confidence":0.85,"auto_approved":false,\
                "decision_id":"d-5e1f09c2-10422","seq":10465}""");
        Map<String, Object> automatic = Json.parse(renderer.render(Records.explained(d, e -> e.autoApproved((short) 1)))
                .message());
        assertThat(automatic).containsEntry("auto_approved", true);
    }

    @Test
    void noBellRingsWhereTheEventIsNotKnown() {
        Decision d = anomalyBell();
        d.scopeKey = 0;
        assertThat(renderer.render(d).channel()).isNull();
    }

    @Test
    void contentOfARecordStandsInPreviewAndCommand() {
        String poll =
                "{\"question\":\"Say \\\"hi\\\",\\\"duration\\\":1?\",\"options\":[\"a\",\"duration\"],\"duration\":30}";
        Map<String, Object> typed =
                Json.parse(poll.replace(",\"duration\":30", ",\"type\":\"MULTIPLE_CHOICE\",\"duration\":30"));
        OutputRecord command = published(Arm.POLL, poll);
        Map<String, Object> message = Json.parse(command.message());
        assertThat(message).containsEntry("poll", typed).containsKey("metadata");
        assertThat(Json.names(typed)).containsExactly("question", "options", "type", "duration");
        assertThat(Json.parse(command.entry()))
                .containsEntry("content", Json.parse(poll))
                .containsEntry("content_method", "primary");
        Decision proposed = Records.decision(10422, "2026-03-02T10:16:00Z", DecisionState.PROPOSED, 0);
        Records.detailed(proposed, null, null, poll, null, null);
        Map<?, ?> data =
                (Map<?, ?>) Json.parse(renderer.render(proposed).message()).get("data");
        assertThat(data.get("preview")).isEqualTo(Json.parse(poll));
    }

    @Test
    void contentOfTheOtherArmsStandsWhereTheTemplatesWould() {
        Map<String, Object> broadcast = Json.parse(
                published(Arm.BROADCAST, "{\"message\":\"Hi \\\"all\\\"\"}").message());
        assertThat(broadcast).containsEntry("message", "Hi \"all\"");
        assertThat(Json.names(broadcast))
                .containsSubsequence("timestamp", "message", "decision_id", "expires_at", "seq");
        String notification = "{\"title\":\"t\",\"body\":\"b\",\"priority\":\"low\",\"suggested_action\":\"\"}";
        assertThat(Json.parse(published(Arm.NOTIFICATION, notification).message()))
                .containsEntry("content", Json.parse(notification))
                .containsEntry("notification_type", "SUDDEN_DROP");
        String challenge =
                "{\"action\":\"START_CHALLENGE\",\"template\":\"QA_SPRINT\",\"name\":\"n\",\"description\":\"d\","
                        + "\"rewards\":{\"first\":3,\"second\":2,\"third\":1},\"duration_minutes\":5}";
        assertThat(Json.parse(published(Arm.GAMIFICATION, challenge).message()))
                .containsEntry("content", Json.parse(challenge));
    }

    @Test
    void historyIsWhatIsKnownOfTheArmInItsContext() {
        assertThat(history(1, 3))
                .isEqualTo(Json.parse("{\"successRate\":0.333333,\"totalAttempts\":3,\"isExploring\":true}"));
        assertThat(history(2, 3)).containsEntry("successRate", 0.666667);
        assertThat(history(4, 4)).containsEntry("isExploring", true);
        assertThat(history(5, 5))
                .isEqualTo(Json.parse("{\"successRate\":1.0,\"totalAttempts\":5,\"isExploring\":false}"));
    }

    @Test
    void theExplanationSaysWhetherADecisionWasWithheld() {
        assertThat(holdout(64_000, 50_000, 1 << 11))
                .isEqualTo(Json.parse("{\"draw\":0.064,\"fraction\":0.05,\"withheld\":false}"));
        assertThat(holdout(12_345, 50_000, 0))
                .isEqualTo(Json.parse("{\"draw\":0.012345,\"fraction\":0.05,\"withheld\":true}"));
    }

    @Test
    void whatAPersonAskedForHasNoAnomalyAndSaysSo() {
        Decision d = Records.decision(
                10462,
                Records.at("2026-03-02T10:16:20Z"),
                DecisionState.PUBLISHED,
                DecisionState.APPROVED,
                e -> e.kind((short) DecisionKind.MANUAL).confidencePpm(1_000_000));
        d.anomalyClass = 0;
        d.anomalySeq = 0;
        OutputRecord record = renderer.render(d);
        Map<?, ?> metadata = (Map<?, ?>) Json.parse(record.message()).get("metadata");
        assertThat(metadata.get("reason")).isEqualTo("Asked for by a person");
        assertThat(metadata.get("confidence")).isEqualTo(1.0);
        Map<?, ?> explanation = (Map<?, ?>) Json.parse(record.entry()).get("explanation");
        assertThat(explanation.get("anomaly")).isNull();
        assertThat(explanation.get("context")).isNull();
        assertThat(Json.asObject(Json.parse(record.message()).get("poll")))
                .containsEntry("question", "Where are you following from?");
        d.arm = Arm.NOTIFICATION;
        assertThat(Json.parse(renderer.render(d).message())).containsEntry("notification_type", "MANUAL");
    }

    @Test
    void brokenDetailsAreTakenForNone() {
        Decision whole =
                Records.decision(10460, "2026-03-02T10:16:20Z", DecisionState.APPROVED, DecisionState.PROPOSED);
        int bare = whole.payloadLength;
        Records.detailed(whole, "usr_9", "why", null, null, null);
        for (int length = bare; length < whole.payloadLength; length++) {
            Decision cut = Records.detailed(
                    Records.decision(10460, "2026-03-02T10:16:20Z", DecisionState.APPROVED, DecisionState.PROPOSED),
                    "usr_9",
                    "why",
                    null,
                    null,
                    null);
            cut.payloadLength = length;
            assertThat(Json.parse(renderer.render(cut).entry())).doesNotContainKey("actor");
        }
        assertThat(Json.parse(renderer.render(whole).entry())).containsEntry("actor", "usr_9");
    }

    private Map<?, ?> holdout(int draw, int fraction, int passed) {
        Decision d = Records.decision(
                10422,
                Records.at("2026-03-02T10:16:00Z"),
                DecisionState.AUTO_APPROVED,
                0,
                e -> e.holdoutDrawPpm(draw)
                        .holdoutPpm(fraction)
                        .gatesSeen(0x7f | 1 << 11)
                        .gatesPassed(0x7f | passed));
        Map<?, ?> explanation =
                (Map<?, ?>) Json.parse(renderer.render(d).entry()).get("explanation");
        return (Map<?, ?>) explanation.get("holdout");
    }

    private Map<String, Object> history(int successes, int attempts) {
        Decision d = Records.decision(
                10422,
                Records.at("2026-03-02T10:16:00Z"),
                DecisionState.PROPOSED,
                0,
                e -> e.successes(successes).attemptsPoll(attempts).attemptsBroadcast(77));
        Map<?, ?> data = (Map<?, ?>) Json.parse(renderer.render(d).message()).get("data");
        Map<?, ?> decision = (Map<?, ?>) data.get("decision");
        return Json.asObject(decision.get("historicalPerformance"));
    }

    private OutputRecord published(int arm, String content) {
        Decision d = Records.decision(10462, "2026-03-02T10:16:20Z", DecisionState.PUBLISHED, DecisionState.APPROVED);
        d.arm = arm;
        return renderer.render(Records.detailed(d, null, null, content, null, null));
    }

    private static Decision anomalyBell() {
        Decision d = Records.drop(Records.record(DecisionType.NOTIFICATION, 10423, "2026-03-02T10:16:00Z"));
        d.anomalyClass = AnomalyClass.SUDDEN_DROP;
        d.state = Bell.ANOMALY_DETECTED;
        return d;
    }

    private static void message(OutputRecord record, String channel, String example) {
        assertThat(record.channel()).asString(StandardCharsets.UTF_8).isEqualTo(channel);
        same(record.message(), example);
    }

    private static void same(byte[] actual, String example) {
        Map<String, Object> expected = Json.parse(example);
        Map<String, Object> parsed = Json.parse(actual);
        assertThat(parsed).isEqualTo(expected);
        assertThat(new ArrayList<>(Json.names(parsed))).isEqualTo(Json.names(expected));
    }
}
