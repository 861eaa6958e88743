package conductor.gateway.publish;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.core.AgentStatus;
import conductor.engine.core.AnomalyClass;
import conductor.engine.core.Arm;
import conductor.engine.core.Code;
import conductor.engine.core.Decision;
import conductor.engine.core.DecisionState;
import conductor.engine.core.DecisionType;
import conductor.engine.core.Priority;
import conductor.engine.core.Rule;
import conductor.engine.core.SourceId;
import conductor.engine.detect.AlarmLevel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The wire contract's examples, rendered from records with their figures: members, their order, types and values. */
class ContractExamplesTest {
    private static final String EXPLANATION = """
            {"anomaly":{"id":"a-5e1f09c2-10421","class":"SUDDEN_DROP","rule":"STEP","a":1.0,"score":0.320462,\
            "expected":0.63,"z":9.209699,"floor":0.03361},"context":"SUDDEN_DROP_low_large_severe","policy":"thompson",\
            "arms":[{"arm":"POLL","alpha":8.5,"beta":1.5,"attempts":0,"sample":0.871204,"masked":null},\
            {"arm":"BROADCAST","alpha":7.5,"beta":2.5,"attempts":0,"sample":0.702213,"masked":null},\
            {"arm":"NOTIFICATION","alpha":6.0,"beta":4.0,"attempts":0,"sample":null,"masked":"COOLDOWN"},\
            {"arm":"GAMIFICATION","alpha":6.0,"beta":4.0,"attempts":0,"sample":0.550891,"masked":null}],\
            "confidence":0.85,"mode":"MANUAL","settings_version":4,"gates":[{"gate":"ENABLED","pass":true},\
            {"gate":"PENDING","pass":true},{"gate":"LIMITS","pass":true,"event":"1/3","session_30s":0,\
            "session_300s":1},\
            {"gate":"MILD","pass":true},{"gate":"ARMS","pass":true},{"gate":"CONFIDENCE","pass":true,"min":0.5},\
            {"gate":"MODE","pass":false,"wait":true}],"holdout":null,"components":{"chat":0.176556,"poll":0.05,\
            "active":0.065,"reactions":0.028906,"leave":0.0}}""";

    private final RecordRenderer renderer = new RecordRenderer(Records.ENGINE, Records.directory());

    @Test
    void anEngagementUpdate() {
        OutputRecord record = renderer.render(Records.score(10420, Records.at("2026-03-02T10:16:00Z")));
        message(record, "engagement:update", """
                {"timestamp":"2026-03-02T10:16:00.000Z","sessionId":"ses_0a1b2c3d4e5f","eventId":"evt_9f8e7d6c5b4a",\
                "score":0.314918,"signals":{"chat_msgs_per_min":3.0,"poll_participation":0.25,"active_users":12,\
                "total_users":40,"reactions_per_min":2.0,"user_leave_rate":0.05,"leavers":2},"category":"LOW",\
                "seq":10420}""");
        entry(record, """
                {"v":1,"seq":10420,"engine":"5e1f09c2","type":"SCORE","at":"2026-03-02T10:16:00.000Z",\
                "session_id":"ses_0a1b2c3d4e5f","event_id":"evt_9f8e7d6c5b4a","scope":"evt_9f8e7d6c5b4a",\
                "subject":"ses_0a1b2c3d4e5f","code":null,"cause":{"timer":"evaluation"},"score":0.314918,\
                "category":"LOW","signals":{"chat_msgs_per_min":3.0,"poll_participation":0.25,"active_users":12,\
                "total_users":40,"reactions_per_min":2.0,"user_leave_rate":0.05,"leavers":2},\
                "components":{"chat":0.136602,"poll":0.0625,"active":0.075,"reactions":0.045816,"leave":-0.005}}""");
        assertThat(record.stream()).isEqualTo(OutStream.SCORES);
    }

    @Test
    void aDetectedAnomaly() {
        Decision d = Records.drop(Records.record(DecisionType.ANOMALY, 10421, "2026-03-02T10:16:00Z"));
        OutputRecord record = renderer.render(d);
        message(record, "anomaly:detected", """
                {"sessionId":"ses_0a1b2c3d4e5f","eventId":"evt_9f8e7d6c5b4a","timestamp":"2026-03-02T10:16:00.000Z",\
                "type":"SUDDEN_DROP","severity":"CRITICAL","anomalyScore":1.0,"currentEngagement":0.320462,\
                "expectedEngagement":0.63,"deviation":0.309538,"signals":{"chat_msgs_per_min":5.0,\
                "poll_participation":0.2,"active_users":13,"total_users":50,"reactions_per_min":1.0,\
                "user_leave_rate":0.0,"leavers":0},"anomaly_id":"a-5e1f09c2-10421","rule":"STEP",\
                "signedDeviation":-0.309538,"detector":"v1","seq":10421}""");
        assertThat(Json.parse(record.entry()))
                .containsEntry("type", "ANOMALY")
                .containsEntry("class", "SUDDEN_DROP")
                .containsEntry("anomaly_id", "a-5e1f09c2-10421")
                .containsKey("signals");
    }

    /** What detector v2 adds: how rare it is. */
    @Test
    void anAnomalyOfTheCountsSaysHowOftenItIsToBeExpected() {
        Decision d = Records.drop(Records.record(DecisionType.ANOMALY, 10421, "2026-03-02T10:16:00Z"));
        d.rule = Rule.COUNTS;
        d.decisionSeq = AlarmLevel.ppm(1 / 340.0);
        assertThat(Json.parse(renderer.render(d).entry()))
                .containsEntry("detector", "v2")
                .containsEntry("onceInHours", 340.0)
                .doesNotContainKey("decision_id");

        Decision decision = Records.decision(
                10430,
                Records.at("2026-03-02T10:16:00Z"),
                DecisionState.PROPOSED,
                0,
                e -> e.rarityPpm(AlarmLevel.ppm(1 / 340.0)));
        Map<?, ?> explanation =
                (Map<?, ?>) Json.parse(renderer.render(decision).entry()).get("explanation");
        assertThat(((Map<?, ?>) explanation.get("anomaly")).get("once_in_hours"))
                .isEqualTo(340.0);
        assertThat(new String(renderer.render(decision).entry(), StandardCharsets.UTF_8))
                .contains("SUDDEN_DROP, expected once in 340 hours");
    }

    @Test
    void anAgentStatus() {
        Decision d = Records.record(DecisionType.STATUS, 10424, "2026-03-02T10:16:00Z");
        d.state = AgentStatus.WAITING_APPROVAL;
        d.previous = AgentStatus.ANOMALY_DETECTED;
        d.decisionSeq = 10422;
        Records.explained(d, e -> e.expiresAtMs(Records.at("2026-03-02T10:17:00Z")));
        message(renderer.render(d), "session:ses_0a1b2c3d4e5f:events", """
                {"type":"agent.status","session_id":"ses_0a1b2c3d4e5f","timestamp":"2026-03-02T10:16:00.000Z",\
                "data":{"status":"WAITING_APPROVAL","previous":"ANOMALY_DETECTED","decision_id":"d-5e1f09c2-10422",\
                "expires_at":"2026-03-02T10:17:00.000Z","session_id":"ses_0a1b2c3d4e5f","event_id":"evt_9f8e7d6c5b4a",\
                "timestamp":"2026-03-02T10:16:00.000Z","seq":10424}}""");
    }

    @Test
    void aFirstStatusHasNoPreviousOneAndNoDeadline() {
        Decision d = Records.record(DecisionType.STATUS, 12, "2026-03-02T10:16:00Z");
        d.state = AgentStatus.MONITORING;
        message(renderer.render(d), "session:ses_0a1b2c3d4e5f:events", """
                {"type":"agent.status","session_id":"ses_0a1b2c3d4e5f","timestamp":"2026-03-02T10:16:00.000Z",\
                "data":{"status":"MONITORING","previous":null,"decision_id":null,"expires_at":null,\
                "session_id":"ses_0a1b2c3d4e5f","event_id":"evt_9f8e7d6c5b4a",\
                "timestamp":"2026-03-02T10:16:00.000Z","seq":12}}""");
    }

    @Test
    void aProposedDecision() {
        OutputRecord record = renderer.render(proposed());
        message(record, "session:ses_0a1b2c3d4e5f:events", """
                {"type":"agent.decision","session_id":"ses_0a1b2c3d4e5f","timestamp":"2026-03-02T10:16:00.000Z",\
                "data":{"decision":{"interventionType":"POLL","confidence":0.85,\
                "reasoning":"Engagement 0.32 is 49 % below the expected 0.63 (SUDDEN_DROP).",\
                "context":{"engagement_bucket":"low","session_size_bucket":"large","anomaly_type":"SUDDEN_DROP",\
                "deviation_bucket":"severe"},"trendData":{"expected_engagement":0.63,"deviation":-0.309538,\
                "current_engagement":0.320462},"historicalPerformance":{"successRate":0.0,"totalAttempts":0,\
                "isExploring":true},"autoApproved":false,"timestamp":"2026-03-02T10:16:00.000Z"},\
                "decision_id":"d-5e1f09c2-10422","expires_at":"2026-03-02T10:17:00.000Z","mode":"MANUAL",\
                "severity":"CRITICAL","preview":{"question":"How is the pace for you right now?",\
                "options":["Too fast","Just right","Too slow","I lost the thread"],"duration":60},\
                "explanation":EXPLANATION,"session_id":"ses_0a1b2c3d4e5f","event_id":"evt_9f8e7d6c5b4a",\
                "timestamp":"2026-03-02T10:16:00.000Z","seq":10422}}""".replace("EXPLANATION", EXPLANATION));
        entry(record, """
                {"v":1,"seq":10422,"engine":"5e1f09c2","type":"DECISION","at":"2026-03-02T10:16:00.000Z",\
                "session_id":"ses_0a1b2c3d4e5f","event_id":"evt_9f8e7d6c5b4a","scope":"evt_9f8e7d6c5b4a",\
                "subject":"ses_0a1b2c3d4e5f","code":null,"cause":{"timer":"evaluation"},\
                "decision_id":"d-5e1f09c2-10422","state":"PROPOSED","previous":null,\
                "explanation":EXPLANATION,"intervention_type":"POLL","expires_at":"2026-03-02T10:17:00.000Z",\
                "severity":"CRITICAL","reasoning":"Engagement 0.32 is 49 % below the expected 0.63 (SUDDEN_DROP).",\
                "preview":{"question":"How is the pace for you right now?",\
                "options":["Too fast","Just right","Too slow","I lost the thread"],"duration":60}}""".replace("EXPLANATION", EXPLANATION));
    }

    @Test
    void anAutomaticDecisionSaysSoAndHasNoDeadline() {
        Decision d = Records.decision(
                10422,
                Records.at("2026-03-02T10:16:00Z"),
                DecisionState.AUTO_APPROVED,
                0,
                e -> e.expiresAtMs(Records.at("2026-03-02T10:17:00Z")).gatesPassed(0x7f));
        Map<?, ?> data = (Map<?, ?>) Json.parse(renderer.render(d).message()).get("data");
        assertThat(((Map<?, ?>) data.get("decision")).get("autoApproved")).isEqualTo(true);
        assertThat(data.get("expires_at")).isNull();
    }

    @Test
    void anExpiredDecision() {
        Decision d = Records.decision(10460, "2026-03-02T10:16:20Z", DecisionState.EXPIRED, DecisionState.PROPOSED);
        message(renderer.render(d), "session:ses_0a1b2c3d4e5f:events", """
                {"type":"agent.decision.resolved","session_id":"ses_0a1b2c3d4e5f",\
                "timestamp":"2026-03-02T10:16:20.000Z","data":{"decision_id":"d-5e1f09c2-10422","state":"EXPIRED",\
                "by":null,"reason":null,"session_id":"ses_0a1b2c3d4e5f","event_id":"evt_9f8e7d6c5b4a",\
                "timestamp":"2026-03-02T10:16:20.000Z","seq":10460}}""");
    }

    @Test
    void anExecutedIntervention() {
        Decision d = Records.decision(
                10464,
                Records.at("2026-03-02T10:16:21.300Z"),
                DecisionState.EXECUTED,
                DecisionState.PUBLISHED,
                e -> e.interventionSeq(10462));
        message(renderer.render(d), "session:ses_0a1b2c3d4e5f:events", """
                {"type":"agent.intervention.executed","session_id":"ses_0a1b2c3d4e5f",\
                "timestamp":"2026-03-02T10:16:21.300Z","data":{"intervention_id":"i-5e1f09c2-10462",\
                "intervention_type":"POLL","success":true,"result":null,"decision_id":"d-5e1f09c2-10422","error":null,\
                "assumed":false,"session_id":"ses_0a1b2c3d4e5f","event_id":"evt_9f8e7d6c5b4a",\
                "timestamp":"2026-03-02T10:16:21.300Z","seq":10464}}""");
    }

    @Test
    void anAssumedAndAFailedIntervention() {
        Decision d = Records.decision(10464, "2026-03-02T10:16:30Z", DecisionState.EXECUTED, DecisionState.PUBLISHED);
        d.code = Code.ASSUMED;
        Map<?, ?> assumed = (Map<?, ?>) Json.parse(renderer.render(d).message()).get("data");
        assertThat(assumed.get("success")).isEqualTo(true);
        assertThat(assumed.get("assumed")).isEqualTo(true);
        assertThat(assumed.get("error")).isNull();
        d.state = DecisionState.FAILED;
        d.code = Code.NO_RECEIVER;
        Map<?, ?> failed = (Map<?, ?>) Json.parse(renderer.render(d).message()).get("data");
        assertThat(failed.get("success")).isEqualTo(false);
        assertThat(failed.get("assumed")).isEqualTo(false);
        assertThat(failed.get("error")).isEqualTo("NO_RECEIVER");
    }

    @Test
    void aPollCommand() {
        OutputRecord record = renderer.render(published(10462, "2026-03-02T10:16:20Z"));
        assertThat(record.command()).isTrue();
        message(record, "agent.interventions", """
                {"type":"agent.intervention.poll","intervention_id":"i-5e1f09c2-10462","session_id":"ses_0a1b2c3d4e5f",\
                "event_id":"evt_9f8e7d6c5b4a","timestamp":"2026-03-02T10:16:20.000Z",\
                "poll":{"question":"How is the pace for you right now?",\
                "options":["Too fast","Just right","Too slow","I lost the thread"],"type":"MULTIPLE_CHOICE",\
                "duration":60},\
                "metadata":{"reason":"SUDDEN_DROP, 49 % below expected","confidence":0.85,"priority":"HIGH",\
                "estimated_impact":0.15},"decision_id":"d-5e1f09c2-10422","expires_at":"2026-03-02T10:16:50.000Z",\
                "seq":10462}""");
        assertThat(Json.parse(record.entry()))
                .containsEntry("intervention_id", "i-5e1f09c2-10462")
                .containsEntry("content", Json.parse("""
                                {"question":"How is the pace for you right now?",\
                                "options":["Too fast","Just right","Too slow","I lost the thread"],"duration":60}"""));
    }

    @Test
    void aBroadcastCommand() {
        Decision d = published(11007, "2026-03-02T10:21:00Z");
        d.arm = Arm.BROADCAST;
        d.decisionSeq = 11003;
        Records.explained(d, e -> e.templateDraw(2));
        message(renderer.render(d), "agent.interventions", """
                {"type":"agent.intervention.broadcast","intervention_id":"i-5e1f09c2-11007",\
                "session_id":"ses_0a1b2c3d4e5f","event_id":"evt_9f8e7d6c5b4a","timestamp":"2026-03-02T10:21:00.000Z",\
                "message":"Your questions steer the next part. Post one now.","decision_id":"d-5e1f09c2-11003",\
                "expires_at":"2026-03-02T10:21:30.000Z","seq":11007}""");
    }

    @Test
    void anEscalation() {
        Decision d = Records.record(DecisionType.ESCALATION, 12001, "2026-03-02T10:30:00Z");
        d.anomalyClass = AnomalyClass.MASS_EXIT;
        d.anomalySeq = 12000;
        d.decisionSeq = 12002;
        d.leavers = 9;
        Records.explained(d, e -> e.interventionSeq(12001));
        OutputRecord record = renderer.render(d);
        assertThat(record.command()).isTrue();
        message(record, "agent.interventions", """
                {"type":"agent.intervention.notification","intervention_id":"i-5e1f09c2-12001",\
                "session_id":"ses_0a1b2c3d4e5f","event_id":"evt_9f8e7d6c5b4a","timestamp":"2026-03-02T10:30:00.000Z",\
                "notification_type":"MASS_EXIT","target":"organizer","escalate":true,\
                "content":{"title":"People are leaving",\
                "body":"9 left session ses_0a1b2c3d4e5f within a minute.","priority":"high",\
                "suggested_action":"Check stream and sound, then speak to the room."},"decision_id":null,\
                "expires_at":"2026-03-02T10:30:30.000Z","seq":12001}""");
        assertThat(Json.parse(record.entry()))
                .containsEntry("intervention_id", "i-5e1f09c2-12001")
                .containsEntry("anomaly_id", "a-5e1f09c2-12000");
    }

    @Test
    void aChallengeCommand() {
        Decision d = published(13010, "2026-03-02T10:40:00Z");
        d.anomalyClass = AnomalyClass.GRADUAL_DECLINE;
        d.arm = Arm.GAMIFICATION;
        d.decisionSeq = 13004;
        d.expectedPpm = d.scorePpm;
        Records.explained(d, e -> e.confidencePpm(700_000).impactPpm(80_000).priority((short) Priority.MEDIUM));
        message(renderer.render(d), "agent.interventions", """
                {"type":"agent.intervention.gamification","intervention_id":"i-5e1f09c2-13010",\
                "session_id":"ses_0a1b2c3d4e5f","event_id":"evt_9f8e7d6c5b4a","timestamp":"2026-03-02T10:40:00.000Z",\
                "content":{"action":"START_CHALLENGE","template":"QA_SPRINT","name":"Question sprint",\
                "description":"Most questions in ten minutes wins.","rewards":{"first":60,"second":35,"third":20},\
                "duration_minutes":10},"metadata":{"reason":"GRADUAL_DECLINE","confidence":0.7,"priority":"MEDIUM",\
                "estimated_impact":0.08},"decision_id":"d-5e1f09c2-13004","expires_at":"2026-03-02T10:40:30.000Z",\
                "seq":13010}""");
    }

    @Test
    void sessionsAndEventsComingAndGoing() {
        entry(renderer.render(Records.opened(1, Records.SESSION, Records.SESSION_ID)), """
                {"v":1,"seq":1,"engine":"5e1f09c2","type":"SESSION_OPENED","at":"2026-03-02T10:15:00.000Z",\
                "session_id":"ses_0a1b2c3d4e5f","event_id":"unknown","scope":"unknown","subject":"ses_0a1b2c3d4e5f",\
                "code":null,"cause":{"stream":"platform.events.live.sync.v1","entry_id":"1772446500000-0"}}""");
        entry(renderer.render(Records.resolved(2, Records.SESSION, 0, Records.EVENT, Records.EVENT_ID)), """
                {"v":1,"seq":2,"engine":"5e1f09c2","type":"EVENT_RESOLVED","at":"2026-03-02T10:15:01.000Z",\
                "session_id":"ses_0a1b2c3d4e5f","event_id":"evt_9f8e7d6c5b4a","scope":"evt_9f8e7d6c5b4a",\
                "subject":"ses_0a1b2c3d4e5f","code":null,"cause":{"stream":"platform.events.live.sync.v1",\
                "entry_id":"1772446501000-2"},"from":"unknown","to":"evt_9f8e7d6c5b4a","rank":4}""");
        entry(renderer.render(Records.closed(3, Records.SESSION, Records.EVENT)), """
                {"v":1,"seq":3,"engine":"5e1f09c2","type":"SESSION_CLOSED","at":"2026-03-02T11:15:00.000Z",\
                "session_id":"ses_0a1b2c3d4e5f","event_id":"evt_9f8e7d6c5b4a","scope":"evt_9f8e7d6c5b4a",\
                "subject":"ses_0a1b2c3d4e5f","code":null,"cause":{"timer":"idle_close"},"reason":"IDLE"}""");
    }

    @Test
    void whatIsOnlyRecorded() {
        Decision refused = Records.record(DecisionType.INPUT_REFUSED, 5, "2026-03-02T10:16:00Z");
        refused.subjectKey = 0;
        refused.scopeKey = 0;
        refused.code = Code.SESSION_TABLE_FULL;
        refused.flags = 1;
        Records.cause(refused, SourceId.CHAT, 1772446560000L, 3);
        entry(renderer.render(refused), """
                {"v":1,"seq":5,"engine":"5e1f09c2","type":"INPUT_REFUSED","at":"2026-03-02T10:16:00.000Z",\
                "session_id":null,"event_id":"unknown","scope":"unknown","subject":null,"code":"SESSION_TABLE_FULL",\
                "cause":{"stream":"platform.events.chat.message.v1","entry_id":"1772446560000-3"},"late":true,\
                "stream":"platform.events.chat.message.v1","entry_id":"1772446560000-3"}""");
        Decision cooled = Records.drop(Records.record(DecisionType.ANOMALY_COOLED, 6, "2026-03-02T10:16:00Z"));
        cooled.decisionSeq = Records.at("2026-03-02T10:16:25Z");
        OutputRecord record = renderer.render(cooled);
        assertThat(record.channel()).isNull();
        assertThat(Json.parse(record.entry()))
                .containsEntry("class", "SUDDEN_DROP")
                .containsEntry("free_at", "2026-03-02T10:16:25.000Z");
        Decision dropped = Records.record(DecisionType.POLL_DROPPED, 7, "2026-03-02T10:16:00Z");
        dropped.anomalySeq = 0x0123456789abcdefL;
        assertThat(Json.parse(renderer.render(dropped).entry()))
                .containsEntry("values", Map.of("poll_key", "0123456789abcdef"))
                .containsEntry("actor", null);
    }

    @Test
    void skippedAndSuppressedDecisionsAreExplainedInTheStreamAndNotAnnounced() {
        Decision d = Records.decision(
                9,
                Records.at("2026-03-02T10:16:00Z"),
                DecisionState.SKIPPED,
                0,
                e -> e.gatesSeen(0b1111).gatesPassed(0b0111));
        d.arm = 0;
        d.code = Code.MILD;
        OutputRecord record = renderer.render(d);
        assertThat(record.channel()).isNull();
        Map<String, Object> entry = Json.parse(record.entry());
        assertThat(entry).containsEntry("state", "SKIPPED").containsEntry("code", "MILD");
        Map<?, ?> explanation = (Map<?, ?>) entry.get("explanation");
        assertThat(explanation.get("confidence")).isNull();
        assertThat((List<?>) explanation.get("gates"))
                .hasSize(4)
                .last()
                .isEqualTo(Json.parse("{\"gate\":\"MILD\",\"pass\":false}"));
    }

    @Test
    void aScoreAboveTheExpectedOneIsSaidToBeAbove() {
        Decision d = proposed();
        d.anomalyClass = AnomalyClass.MASS_EXIT;
        d.scorePpm = 700_000;
        assertThat(reasoning(d)).isEqualTo("Engagement 0.70 is 11 % above the expected 0.63 (MASS_EXIT).");
        d.scorePpm = 630_000;
        assertThat(reasoning(d)).isEqualTo("Engagement 0.63 is at the expected 0.63 (MASS_EXIT).");
        d.expectedPpm = 0;
        assertThat(reasoning(d)).isEqualTo("Engagement 0.63 is at the expected 0.00 (MASS_EXIT).");
    }

    @Test
    void theSameRecordsGiveTheSameBytes() {
        RecordRenderer other = new RecordRenderer(Records.ENGINE, Records.directory());
        other.render(published(5, "2026-03-02T10:16:20Z"));
        OutputRecord first = renderer.render(proposed());
        OutputRecord second = other.render(proposed());
        assertThat(second.entry()).isEqualTo(first.entry());
        assertThat(second.message()).isEqualTo(first.message());
    }

    private String reasoning(Decision d) {
        Map<?, ?> data = (Map<?, ?>) Json.parse(renderer.render(d).message()).get("data");
        return (String) ((Map<?, ?>) data.get("decision")).get("reasoning");
    }

    private static Decision proposed() {
        return Records.decision(
                10422,
                Records.at("2026-03-02T10:16:00Z"),
                DecisionState.PROPOSED,
                0,
                e -> e.expiresAtMs(Records.at("2026-03-02T10:17:00Z")));
    }

    private static Decision published(long seq, String time) {
        return Records.decision(
                seq,
                Records.at(time),
                DecisionState.PUBLISHED,
                DecisionState.AUTO_APPROVED,
                e -> e.interventionSeq(seq).expiresAtMs(Records.at(time) + 30_000));
    }

    private static void message(OutputRecord record, String channel, String example) {
        assertThat(record.channel()).asString(StandardCharsets.UTF_8).isEqualTo(channel);
        same(record.message(), example);
    }

    private static void entry(OutputRecord record, String example) {
        same(record.entry(), example);
    }

    private static void same(byte[] actual, String example) {
        Map<String, Object> expected = Json.parse(example);
        Map<String, Object> parsed = Json.parse(actual);
        assertThat(parsed).isEqualTo(expected);
        assertThat(new ArrayList<>(Json.names(parsed))).isEqualTo(Json.names(expected));
    }
}
