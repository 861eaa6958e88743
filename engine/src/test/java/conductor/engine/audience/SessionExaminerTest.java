package conductor.engine.audience;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.codec.ExplanationRecordDecoder;
import conductor.engine.codec.MessageHeaderDecoder;
import conductor.engine.core.AnomalyClass;
import conductor.engine.core.ArmMask;
import conductor.engine.core.Decision;
import conductor.engine.core.DecisionType;
import conductor.engine.core.DetectionConfig;
import conductor.engine.core.EngineConfig;
import conductor.engine.support.Recorded;
import conductor.engine.support.Stage;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is shown of a session: with rules on the score what its next evaluation finds, with counts what its last one found. */
class SessionExaminerTest {
    private static final String SESSION = "ses_0a1b2c3d4e5f";
    private static final int USERS = 40;
    private static final int LIVELY_S = 300;
    private static final int UNTIL_S = 420;

    private Stage stage = new Stage(EngineConfig.defaults(0x5e1f09c2, DetectionConfig.RULES));
    private int findings;
    private int decisions;

    @Test
    void thePictureForetellsTheEvaluationAndChangesNothing() {
        everybodyJoins();
        for (int second = 1; second <= UNTIL_S; second++) {
            stage.at(second * 1_000L);
            if (second < LIVELY_S) {
                stage.chat("u" + second % USERS).react("u" + (second + 7) % USERS);
            } else if (second < LIVELY_S + USERS / 2) {
                stage.leave("u" + (second - LIVELY_S));
            }
            if (second % 5 == 0) {
                foretell(second * 1_000L + 299);
            }
        }
        assertThat(findings).isGreaterThan(2);
        assertThat(decisions).isPositive();
    }

    private void everybodyJoins() {
        stage.at(300);
        for (int user = 0; user < USERS; user++) {
            stage.join("u" + user, "evt_a");
        }
    }

    @Test
    void withCountsThePictureIsWhatTheLastEvaluationFound() {
        stage = new Stage(EngineConfig.defaults(0x5e1f09c2));
        everybodyJoins();
        for (int second = 1; second <= 2 * UNTIL_S; second++) {
            stage.at(second * 1_000L);
            if (second < 2 * LIVELY_S) {
                stage.chat("u" + second % USERS).react("u" + (second + 7) % USERS);
            }
            if (second % 5 == 0) {
                int before = stage.records.size();
                stage.at(second * 1_000L + 300);
                compareCounts(stage.records.subList(before, stage.records.size()));
            }
        }
        assertThat(findings).isGreaterThan(2);
        SessionPicture.Counts counts = stage.engine.examine(Stage.key(SESSION)).counts();
        assertThat(counts.averages())
                .hasSize(3)
                .allSatisfy(
                        average -> assertThat(average.countedPerMinute()).isLessThan(average.expectedPerMinute() / 2));
        assertThat(counts.averages().get(0).seconds()).isEqualTo(20);
        assertThat(counts.usualActive()).isBetween(USERS / 4.0, (double) USERS);
        assertThat(counts.eventLevelPpm()).isEqualTo(counts.levelPpm());
        assertThat(counts.withheldSinceMs()).isZero();
    }

    private void compareCounts(List<Recorded> after) {
        long hash = stage.engine.stateHash();
        SessionPicture picture = stage.engine.examine(Stage.key(SESSION));
        assertThat(stage.engine.stateHash()).isEqualTo(hash);
        assertThat(picture.baseline()).isNull();
        Decision anomaly = last(after, DecisionType.ANOMALY);
        Decision cooled = last(after, DecisionType.ANOMALY_COOLED);
        Decision finding = anomaly == null ? cooled : anomaly;
        SessionPicture.Detector found = picture.detector();
        assertThat(found.warm()).isEqualTo(picture.counts().evaluations() >= 12);
        assertThat(found.anomalyClass()).isEqualTo(finding == null ? 0 : finding.anomalyClass);
        if (finding != null) {
            findings++;
            assertThat(List.of(found.rule(), found.severity(), (int) found.anomalyScorePpm(), found.expectedPpm()))
                    .isEqualTo(List.of(finding.rule, finding.severity, finding.anomalyScorePpm, finding.expectedPpm));
            assertThat(found.coolUntilMs().get(finding.anomalyClass)).isGreaterThan(finding.engineTimeMs);
            assertThat(found.alarmSinceMs()).isPositive();
        }
        if (anomaly != null) {
            assertThat(anomaly.decisionSeq)
                    .isEqualTo(picture.counts().rarityPpm())
                    .isGreaterThan(picture.counts().levelPpm() - 1_000_000);
            Decision decision = last(after, DecisionType.DECISION);
            ExplanationRecordDecoder why =
                    new ExplanationRecordDecoder().wrapAndApplyHeader(decision.payload, 0, new MessageHeaderDecoder());
            assertThat(why.rarityPpm()).isEqualTo((int) anomaly.decisionSeq);
        }
    }

    @Test
    void aSessionThatIsNotOpenHasNoPicture() {
        stage.at(300).join("u1");

        assertThat(stage.engine.examine(Stage.key("another"))).isNull();
        stage.at(3_000_000);
        assertThat(stage.of(DecisionType.SESSION_CLOSED)).hasSize(1);
        assertThat(stage.engine.examine(Stage.key(SESSION))).isNull();
    }

    private void foretell(long ms) {
        stage.at(ms).closeWithoutSession("no poll");
        long hash = stage.engine.stateHash();
        SessionPicture picture = stage.engine.examine(Stage.key(SESSION));
        assertThat(stage.engine.stateHash()).isEqualTo(hash);
        assertThat(stage.engine.recomputeStateHash()).isEqualTo(hash);
        assertThat(picture.nextEvaluationMs()).isEqualTo(Stage.START_MS + ms + 1);
        int before = stage.records.size();

        stage.at(ms + 1);

        List<Recorded> after = stage.records.subList(before, stage.records.size());
        Decision score = last(after, DecisionType.SCORE);
        assertThat(List.of(
                        picture.score().scorePpm(),
                        picture.score().chat(),
                        picture.score().reactions(),
                        picture.score().activeUsers(),
                        picture.score().totalUsers(),
                        picture.score().leavers()))
                .isEqualTo(List.of(
                        score.scorePpm,
                        score.chatCount,
                        score.reactionCount,
                        score.activeUsers,
                        score.totalUsers,
                        score.leavers));
        compareFinding(picture, after);
    }

    private void compareFinding(SessionPicture picture, List<Recorded> after) {
        SessionPicture.Detector found = picture.detector();
        Decision anomaly = last(after, DecisionType.ANOMALY);
        Decision cooled = last(after, DecisionType.ANOMALY_COOLED);
        Decision finding = anomaly == null ? cooled : anomaly;
        assertThat(AnomalyClass.name(found.anomalyClass()))
                .isEqualTo(finding == null ? null : AnomalyClass.name(finding.anomalyClass));
        if (finding == null) {
            return;
        }
        findings++;
        assertThat(List.of(found.rule(), (int) found.anomalyScorePpm(), (int)
                        picture.baseline().meanPpm()))
                .isEqualTo(List.of(finding.rule, finding.anomalyScorePpm, finding.expectedPpm));
        long coolUntilMs = found.coolUntilMs().get(found.anomalyClass());
        boolean cools = coolUntilMs > finding.engineTimeMs;
        assertThat(cools ? coolUntilMs : 0).isEqualTo(cooled == null ? 0 : cooled.decisionSeq);
        Decision decision = last(after, DecisionType.DECISION);
        if (anomaly != null && decision != null && decision.arm != 0) {
            decisions++;
            compareArm(picture.arms().get(decision.arm - 1), decision);
        }
    }

    private static void compareArm(SessionPicture.ArmPicture arm, Decision decision) {
        ExplanationRecordDecoder why =
                new ExplanationRecordDecoder().wrapAndApplyHeader(decision.payload, 0, new MessageHeaderDecoder());
        assertThat(arm.mask()).isEqualTo(ArmMask.FREE);
        assertThat(arm.confidencePpm()).isEqualTo(why.confidencePpm());
    }

    private static Decision last(List<Recorded> records, int type) {
        return records.stream()
                .filter(r -> r.d.type == type)
                .reduce((first, second) -> second)
                .map(r -> r.d)
                .orElse(null);
    }
}
