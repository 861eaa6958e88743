package conductor.engine.audience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import conductor.engine.core.AnomalyClass;
import conductor.engine.core.DetectionConfig;
import conductor.engine.core.EngineConfig;
import conductor.engine.core.Rule;
import conductor.engine.core.Severity;
import conductor.engine.core.Steps;
import org.junit.jupiter.api.Test;

/** Vectors B and C of audience.md 13 and the N vectors of detection: scores go straight into the detection stage. */
class DetectionVectorsTest {
    private static final int SLOT = 3;

    private final AudienceDetection detection = new AudienceDetection(EngineConfig.defaults(1, DetectionConfig.RULES));
    private Steps steps;
    private long nowMs = 1_000_000;
    private int users = 50;
    private int leavers;
    private long leaveRatePpm;
    private int pollPpm;

    DetectionVectorsTest() {
        steps = new Steps();
        steps.add(Steps.OPENED, SLOT, 77, 0, nowMs);
        detection.onSteps(steps);
    }

    @Test
    void B1_fourEarlierPointsAreNotEnough() {
        history(0.7, 0.7, 0.7, 0.7);
        evaluate(0.1);
        assertNothing();
    }

    @Test
    void B1_theSixthEvaluationMayDetect() {
        history(0.7, 0.7, 0.7, 0.7, 0.7);
        evaluate(0.1);
        assertThat(steps.anomalyClass[0]).isNotZero();
    }

    @Test
    void B3_aFallFromAFlatHistory() {
        flat(0.7, 6);
        evaluate(0.3);
        assertThat(steps.zPpm[0]).isEqualTo(20_000_000);
        assertThat(steps.floorPpm[0]).isEqualTo(20_000);
        assertFound(AnomalyClass.SUDDEN_DROP, Rule.STEP, 1.0, Severity.CRITICAL);
    }

    @Test
    void B5_aFallFromASpreadHistory() {
        history(0.70, 0.72, 0.68, 0.71, 0.69);
        detection.scores.baselines.summarise(SLOT);
        assertThat(detection.scores.baselines.sdPpm()).isEqualTo(15_811);
        evaluate(0.45);
        assertThat(steps.expectedPpm[0]).isEqualTo(700_000);
        assertThat(steps.zPpm[0]).isEqualTo(12_500_000);
        assertFound(AnomalyClass.SUDDEN_DROP, Rule.STEP, 1.0, Severity.CRITICAL);
    }

    @Test
    void B7_aLevelShiftThatIsJustCritical() {
        history(0.70, 0.72, 0.68, 0.71, 0.69);
        evaluate(0.62);
        assertThat(steps.zPpm[0]).isEqualTo(4_000_000);
        assertFound(AnomalyClass.SUDDEN_DROP, Rule.LEVEL, 0.8, Severity.CRITICAL);
    }

    @Test
    void B7_aLevelShiftThatIsJustAWarning() {
        history(0.70, 0.72, 0.68, 0.71, 0.69);
        evaluate(0.6201);
        assertThat(steps.zPpm[0]).isEqualTo(3_995_000);
        assertFound(AnomalyClass.SUDDEN_DROP, Rule.LEVEL, 0.799, Severity.WARNING);
    }

    @Test
    void C1_aMassExitAtItsLimit() {
        flat(0.9, 6);
        leave(6, 40);
        evaluate(0.9);
        assertFound(AnomalyClass.MASS_EXIT, Rule.EXIT, 0.6, Severity.WARNING);
    }

    @Test
    void C3_aMassExitComesBeforeALowScore() {
        flat(0.6, 6);
        leave(8, 40);
        evaluate(0.15);
        assertFound(AnomalyClass.MASS_EXIT, Rule.EXIT, 1.0, Severity.CRITICAL);
    }

    @Test
    void C5_aStep() {
        flat(0.5, 6);
        evaluate(0.21);
        assertFound(AnomalyClass.SUDDEN_DROP, Rule.STEP, 1.0, Severity.CRITICAL);
    }

    @Test
    void C7_aSlopeExactlyAtItsLimitIsNoTrend() {
        flat(0.6, 6);
        evaluate(0.46);
        assertFound(AnomalyClass.SUDDEN_DROP, Rule.LEVEL, 1.0, Severity.CRITICAL);
    }

    @Test
    void C9_aSlowFallIsNone() {
        history(0.70, 0.69, 0.67, 0.66, 0.65, 0.64);
        evaluate(0.63);
        assertNothing();
    }

    @Test
    void C11_aSmallFallIsNone() {
        flat(0.6, 6);
        evaluate(0.55);
        assertNothing();
    }

    @Test
    void C13_aStepAfterARise() {
        history(0.55, 0.6, 0.65, 0.7, 0.75, 0.8);
        evaluate(0.50);
        assertThat(steps.zPpm[0]).isCloseTo(1_870_837, within(30L));
        assertFound(AnomalyClass.SUDDEN_DROP, Rule.STEP, 0.8, Severity.CRITICAL);
    }

    @Test
    void C15_aRoomThatWasAlwaysSilentIsNotAnomalous() {
        flat(0, 6);
        evaluate(0);
        assertThat(steps.zPpm[0]).isZero();
        assertNothing();
    }

    @Test
    void N7_nineUsersMakeAStepAWarning() {
        users = 9;
        flat(0.6, 6);
        evaluate(0.45);
        assertThat(steps.floorPpm[0]).isEqualTo(41_667);
        assertFound(AnomalyClass.SUDDEN_DROP, Rule.STEP, 0.719994, Severity.WARNING);
    }

    @Test
    void N7_fourUsersAreTooFewForTheSameFall() {
        users = 4;
        flat(0.6, 6);
        evaluate(0.45);
        assertThat(steps.floorPpm[0]).isEqualTo(62_500);
        assertThat(steps.zPpm[0]).isEqualTo(2_400_000);
        assertNothing();
    }

    @Test
    void N9_theNoiseFloor() {
        assertThat(DetectorV1.noiseFloorPpm(100, 3, 1)).isCloseTo(49_108, within(1L));
        assertThat(DetectorV1.noiseFloorPpm(25, 1, 0)).isCloseTo(55_249, within(1L));
    }

    @Test
    void N11_anAnomalousPointEntersTheBaselineClipped() {
        flat(0.6, 30);
        evaluate(0.30);
        detection.scores.baselines.summarise(SLOT);
        assertThat(detection.scores.baselines.meanPpm()).isEqualTo(598_000);
        assertThat(detection.scores.baselines.sdPpm()).isEqualTo(10_954);
    }

    @Test
    void N13_theEndOfAPollIsNoAnomaly() {
        pollPpm = 200_000;
        flat(0.7, 6);
        steps = new Steps();
        steps.add(Steps.RELEASED, SLOT, 77, 0, nowMs);
        detection.onSteps(steps);
        pollPpm = 0;
        evaluate(0.50);
        assertThat(steps.expectedPpm[0]).isEqualTo(500_000);
        assertNothing();
    }

    @Test
    void aGradualDeclineIsFoundAndAStepIsNoTrend() {
        history(0.70, 0.70, 0.70, 0.66, 0.62, 0.58, 0.54);
        evaluate(0.50);
        assertThat(steps.anomalyClass[0]).isEqualTo(AnomalyClass.GRADUAL_DECLINE);
        assertThat(steps.rule[0]).isEqualTo(Rule.TREND);
    }

    @Test
    void aClassIsRaisedAgainAfterThirtySeconds() {
        flat(0.6, 30);
        evaluate(0.30);
        assertThat(steps.coolUntilMs[0]).isZero();
        long raisedMs = nowMs;
        for (int i = 0; i < 5; i++) {
            evaluate(0.30);
            assertThat(steps.coolUntilMs[0]).isEqualTo(raisedMs + 30_000);
        }
        evaluate(0.30);
        assertThat(nowMs - raisedMs).isEqualTo(30_000);
        assertThat(steps.coolUntilMs[0]).isZero();
    }

    @Test
    void aLastingFallAlarmsForFifteenEvaluationsAndThenIsTheNewLevel() {
        flat(0.6, 30);
        int found = 0;
        for (int i = 0; i < 40; i++) {
            evaluate(0.30);
            found += steps.anomalyClass[0] == 0 ? 0 : 1;
        }
        assertThat(found).isEqualTo(15);
        assertNothing();
    }

    private void flat(double score, int times) {
        for (int i = 0; i < times; i++) {
            evaluate(score);
        }
    }

    private void history(double... scores) {
        for (double score : scores) {
            evaluate(score);
        }
    }

    private void leave(int gone, int left) {
        users = left;
        leavers = gone;
        leaveRatePpm = gone * 1_000_000L / left;
    }

    private void evaluate(double score) {
        nowMs += 5_000;
        steps = new Steps();
        int i = steps.add(Steps.EVALUATED, SLOT, 77, 0, nowMs);
        steps.scorePpm[i] = (int) Math.round(score * 1e6);
        steps.totalUsers[i] = users;
        steps.activeUsers[i] = users;
        steps.leavers[i] = leavers;
        steps.leaveRatePpm[i] = leaveRatePpm;
        steps.pollPpm[i] = pollPpm;
        detection.onSteps(steps);
    }

    private void assertFound(int anomalyClass, int rule, double a, int severity) {
        assertThat(steps.anomalyClass[0]).isEqualTo(anomalyClass);
        assertThat(steps.rule[0]).isEqualTo(rule);
        assertThat(steps.anomalyScorePpm[0]).isCloseTo((int) Math.round(a * 1e6), within(1));
        assertThat(steps.severity[0]).isEqualTo(severity);
    }

    private void assertNothing() {
        assertThat(steps.anomalyClass[0]).isZero();
    }
}
