package conductor.engine.audience;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.core.AnomalyClass;
import conductor.engine.core.Arm;
import conductor.engine.core.ArmMask;
import conductor.engine.core.Code;
import conductor.engine.core.DecisionState;
import conductor.engine.core.DecisionType;
import conductor.engine.core.EngineConfig;
import conductor.engine.core.Mode;
import conductor.engine.core.Priority;
import conductor.engine.core.Severity;
import conductor.engine.core.Steps;
import conductor.engine.learn.Context;
import conductor.engine.learn.InterventionTable;
import conductor.engine.state.TimerHeap;
import conductor.engine.support.Recorded;
import conductor.engine.support.Stage;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Vectors R and some G and L of audience.md 13 under {@code policy=rules}. */
class RuleVectorsTest {
    private static final int SLOT = 5;
    private static final long EVENT = 99;
    private static final long NOW_MS = 10_000_000;

    private final EngineConfig config = Stage.period(5_000);
    private final AgentTable agents = new AgentTable(16);
    private final EventLimits limits = new EventLimits(16);
    private final Gates gates = gates(config);
    private final RulePolicy policy = new RulePolicy();
    private final Explanation why = new Explanation();
    private final TimerHeap timers = new TimerHeap();
    private long timerNumber;

    RuleVectorsTest() {
        agents.rows.claim(SLOT, 77);
    }

    @Test
    void R1_aMildAnomalyIsSkipped() {
        assertThat(judge(AnomalyClass.SUDDEN_DROP, Severity.WARNING, 450_000)).isEqualTo(Code.MILD);
        assertThat(why.gatesSeen).isEqualTo(0b1111);
        assertThat(why.gatesPassed).isEqualTo(0b0111);
    }

    @Test
    void R3_aSuddenDropGetsAPoll() {
        assertChoice(AnomalyClass.SUDDEN_DROP, 900_000, Arm.POLL, Priority.HIGH, 850_000, 150_000);
    }

    @Test
    void R5_aPollIsFreeAgainAfterExactlyTwoMinutes() {
        published(Arm.POLL, 120_000);
        assertChoice(AnomalyClass.SUDDEN_DROP, 900_000, Arm.POLL, Priority.HIGH, 850_000, 150_000);
    }

    @Test
    void R5_beforeThatABroadcastTakesItsPlace() {
        published(Arm.POLL, 119_999);
        assertChoice(AnomalyClass.SUDDEN_DROP, 900_000, Arm.BROADCAST, Priority.HIGH, 750_000, 100_000);
    }

    @Test
    void R7_aGradualDeclineGetsAPoll() {
        assertChoice(AnomalyClass.GRADUAL_DECLINE, 500_000, Arm.POLL, Priority.MEDIUM, 800_000, 120_000);
    }

    @Test
    void R9_withBothArmsCoolingThereIsNone() {
        published(Arm.POLL, 10_000);
        published(Arm.GAMIFICATION, 179_000);
        assertThat(choose(AnomalyClass.GRADUAL_DECLINE, 500_000)).isFalse();
    }

    @Test
    void R11_aLowRoomAboveAQuarterGetsAPoll() {
        assertChoice(AnomalyClass.LOW_ENGAGEMENT, 260_000, Arm.POLL, Priority.HIGH, 820_000, 140_000);
    }

    @Test
    void R11_atAQuarterTheOrganiserIsNotified() {
        assertChoice(AnomalyClass.LOW_ENGAGEMENT, 250_000, Arm.NOTIFICATION, Priority.HIGH, 750_000, 180_000);
    }

    @Test
    void R13_aMassExitNotifiesWhateverTheCoolDown() {
        published(Arm.NOTIFICATION, 1_000);
        assertChoice(AnomalyClass.MASS_EXIT, 700_000, Arm.NOTIFICATION, Priority.HIGH, 900_000, 100_000);
    }

    @Test
    void R13_aMassExitSendsExactlyOneCommandAtOnceEvenAgainstTheLimits() {
        Stage stage = new Stage(Stage.with(Stage.period(5000), "decisioning.default.max-interventions-per-hour", 1));
        for (int i = 0; i < 40; i++) {
            stage.join("u" + i, "evt_a");
        }
        stage.at(40_000);
        for (int i = 0; i < 10; i++) {
            stage.leave("u" + i);
        }
        stage.at(45_000);
        List<Recorded> commands = commands(stage);
        assertThat(commands).hasSize(1);
        Recorded decision = stage.of(DecisionType.DECISION).get(0);
        assertThat(decision.d.anomalyClass).isEqualTo(AnomalyClass.MASS_EXIT);
        for (int i = 10; i < 20; i++) {
            stage.leave("u" + i);
        }
        stage.at(80_000);
        assertThat(commands(stage)).hasSize(2);
        assertThat(stage.of(DecisionType.ESCALATION)).hasSize(1);
        assertThat(stage.last(DecisionType.DECISION).d.code).isEqualTo(Code.LIMIT_EVENT);
    }

    @Test
    void R15_aClassThatIsNotInTheTableGetsNothing() {
        assertThat(choose(9, 500_000)).isFalse();
    }

    @Test
    void anUnknownEventMasksTheNotification() {
        why.begin(new Steps(), 0);
        int free = gates.freeArms(SLOT, AnomalyClass.MASS_EXIT, 0, NOW_MS, why);
        assertThat(free & 1 << (Arm.NOTIFICATION - 1)).isZero();
        assertThat(ArmMask.name(ArmMask.EVENT_UNKNOWN)).isEqualTo("EVENT_UNKNOWN");
    }

    @Test
    void confidenceFollowsSeverity() {
        assertThat(Selection.confidence(0.85, 600_000)).isEqualTo(765_000);
        assertThat(Selection.confidence(0.85, 800_000)).isEqualTo(807_500);
        assertThat(Selection.confidence(0.85, 1_000_000)).isEqualTo(850_000);
    }

    @Test
    void L1_tenSecondsAfterAPublicationTheSessionGapSkips() {
        assertThat(judge(AnomalyClass.SUDDEN_DROP, Severity.CRITICAL, 500_000)).isEqualTo(Code.NONE);
        agents.publish(SLOT, Arm.POLL, NOW_MS - 10_000);
        assertThat(judge(AnomalyClass.SUDDEN_DROP, Severity.CRITICAL, 500_000)).isEqualTo(Code.LIMIT_SESSION_GAP);
    }

    @Test
    void L3_theBurstLimitLetsFiveThroughInFiveMinutes() {
        Gates often = gates(Stage.with(config, "decisioning.default.max-interventions-per-hour", 100));
        List<Long> published = new ArrayList<>();
        List<Long> bursts = new ArrayList<>();
        for (long second = 0; second <= 341; second += 31) {
            // A mass exit has a free arm every time.
            int code = tryAt(often, SLOT, NOW_MS + second * 1_000);
            assertThat(code).isIn(Code.NONE, Code.LIMIT_SESSION_BURST);
            (code == Code.NONE ? published : bursts).add(second);
        }
        assertThat(published).containsExactly(0L, 31L, 62L, 93L, 124L, 310L, 341L);
        assertThat(bursts).containsExactly(155L, 186L, 217L, 248L, 279L);
    }

    @Test
    void L5_anHourlyLimitIsFreeAtTheHourAndNotBefore() {
        for (int session = 0; session < 3; session++) {
            assertThat(tryAt(gates, session, NOW_MS + session * 1_000)).isEqualTo(Code.NONE);
        }
        assertThat(tryAt(gates, 3, NOW_MS + 3_599_999)).isEqualTo(Code.LIMIT_EVENT);
        assertThat(tryAt(gates, 3, NOW_MS + 3_600_000)).isEqualTo(Code.NONE);
        assertThat(timers.nextDueMs()).isEqualTo(NOW_MS + 3_600_000);
    }

    /** A mass exit of a session is judged and, if it passes, published. */
    private int tryAt(Gates judge, int session, long nowMs) {
        if (agents.rows.key(session) == 0) {
            agents.rows.claim(session, 100 + session);
        }
        Steps steps = new Steps();
        fill(steps, steps.add(Steps.EVALUATED, session, 100 + session, EVENT, nowMs), AnomalyClass.MASS_EXIT);
        why.begin(steps, 0);
        int code = judge.judge(steps, 0, why);
        if (code == Code.NONE) {
            agents.publish(session, why.arm, nowMs);
            limits.publish(EVENT, nowMs, timers, ++timerNumber);
        }
        return code;
    }

    private static void fill(Steps steps, int i, int anomalyClass) {
        steps.anomalyClass[i] = anomalyClass;
        steps.severity[i] = Severity.CRITICAL;
        steps.scorePpm[i] = 400_000;
        steps.anomalyScorePpm[i] = 700_000;
        steps.expectedPpm[i] = 700_000;
    }

    private Gates gates(EngineConfig changed) {
        EventSettings settings = new EventSettings(changed, new ContentSources());
        Brake brake = new Brake(settings, changed.eventsMax());
        return new Gates(settings, brake, agents, limits, new Selection(changed.selection()));
    }

    private static List<Recorded> commands(Stage stage) {
        return stage.where(r -> r.d.type == DecisionType.ESCALATION
                || (r.d.type == DecisionType.DECISION && r.d.state == DecisionState.PUBLISHED));
    }

    private void published(int arm, long agoMs) {
        agents.rows.setWord(SLOT, 9 + arm - 1, NOW_MS - agoMs);
        assertThat(agents.armPublishedMs(SLOT, arm)).isEqualTo(NOW_MS - agoMs);
    }

    private boolean choose(int anomalyClass, int scorePpm) {
        why.begin(new Steps(), 0);
        return policy.choose(anomalyClass, scorePpm, gates.freeArms(SLOT, anomalyClass, EVENT, NOW_MS, why));
    }

    private void assertChoice(int anomalyClass, int scorePpm, int arm, int priority, int confidence, int impact) {
        assertThat(choose(anomalyClass, scorePpm)).isTrue();
        assertThat(policy.arm()).isEqualTo(arm);
        assertThat(InterventionTable.priority(anomalyClass, arm, Severity.WARNING))
                .isEqualTo(priority);
        assertThat(InterventionTable.confidencePpm(anomalyClass, arm)).isEqualTo(confidence);
        assertThat(InterventionTable.impactPpm(anomalyClass, arm)).isEqualTo(impact);
    }

    /** The rule table's confidence of these anomalies, 0.85 · (0.75 + 0.25 · 0.7), stands for the confidence of the vector. */
    private static final int CONFIDENCE = 786_250;

    @Test
    void G1_atTheLeastConfidenceADecisionIsMadeAndWaits() {
        Gates semi = gates(Mode.SEMI_AUTO, 1_000_000, CONFIDENCE);
        assertThat(judgeBy(semi)).isEqualTo(Code.NONE);
        assertThat(why.confidencePpm).isEqualTo(CONFIDENCE);
        assertThat(semi.automatic()).isFalse();
    }

    @Test
    void G3_belowTheThresholdADecisionWaitsAndAtItItDoesNot() {
        Gates above = gates(Mode.SEMI_AUTO, CONFIDENCE + 1, 500_000);
        assertThat(judgeBy(above)).isEqualTo(Code.NONE);
        assertThat(above.automatic()).isFalse();
        Gates at = gates(Mode.SEMI_AUTO, CONFIDENCE, 500_000);
        assertThat(judgeBy(at)).isEqualTo(Code.NONE);
        assertThat(at.automatic()).isTrue();
    }

    @Test
    void G5_inAutoTheLeastConfidenceIsEnoughToAct() {
        Gates auto = gates(Mode.AUTO, 1_000_000, CONFIDENCE);
        assertThat(judgeBy(auto)).isEqualTo(Code.NONE);
        assertThat(auto.automatic()).isTrue();
    }

    @Test
    void G7_belowTheLeastConfidenceNothingIsDecidedInAnyMode() {
        for (int mode = Mode.MANUAL; mode <= Mode.AUTO; mode++) {
            assertThat(judgeBy(gates(mode, 750_000, CONFIDENCE + 1)))
                    .as(Mode.name(mode))
                    .isEqualTo(Code.LOW_CONFIDENCE);
        }
    }

    @Test
    void T13_scoresAndSizesHaveTheirBuckets() {
        assertThat(Context.engagement(400_000)).isEqualTo(1);
        assertThat(Context.size(25)).isEqualTo(1);
        assertThat(Context.engagement(600_000)).isEqualTo(2);
        assertThat(Context.size(100)).isEqualTo(2);
    }

    @Test
    void T15_tenPercentIsModerateAndNotMild() {
        assertThat(Context.engagement(300_000)).isEqualTo(1);
        assertThat(Context.size(49)).isEqualTo(1);
        assertThat(Context.deviation(450_000, 500_000)).isEqualTo(1);
        assertThat(Context.deviation(450_001, 500_000)).isZero();
    }

    @Test
    void T17_whereNothingWasExpectedADeviationIsModerate() {
        assertThat(Context.deviation(300_000, 0)).isEqualTo(1);
    }

    @Test
    void N17_theConfidenceOfAFreshArmFollowsTheAnomalyScore() {
        double poll = 0.85;
        double unnamed = 0.60;
        assertThat(new int[] {
                    Selection.confidence(poll, 600_000),
                    Selection.confidence(poll, 800_000),
                    Selection.confidence(poll, 1_000_000)
                })
                .containsExactly(765_000, 807_500, 850_000);
        assertThat(new int[] {
                    Selection.confidence(unnamed, 600_000),
                    Selection.confidence(unnamed, 800_000),
                    Selection.confidence(unnamed, 1_000_000)
                })
                .containsExactly(540_000, 570_000, 600_000);
    }

    private Gates gates(int mode, int autoApprovePpm, int minConfidencePpm) {
        EngineConfig changed = Stage.with(
                Stage.with(
                        Stage.with(config, "decisioning.default.mode", Mode.name(mode)),
                        "decisioning.default.auto-approve-ppm",
                        autoApprovePpm),
                "decisioning.default.min-confidence-ppm",
                minConfidencePpm);
        return gates(changed);
    }

    private int judgeBy(Gates judge) {
        Steps steps = steps(AnomalyClass.SUDDEN_DROP, Severity.CRITICAL, 400_000);
        why.begin(steps, 0);
        return judge.judge(steps, 0, why);
    }

    private static Steps steps(int anomalyClass, int severity, int scorePpm) {
        Steps steps = new Steps();
        int i = steps.add(Steps.EVALUATED, SLOT, 77, EVENT, NOW_MS);
        steps.anomalyClass[i] = anomalyClass;
        steps.severity[i] = severity;
        steps.scorePpm[i] = scorePpm;
        steps.anomalyScorePpm[i] = 700_000;
        steps.expectedPpm[i] = 700_000;
        return steps;
    }

    private int judge(int anomalyClass, int severity, int scorePpm) {
        Steps steps = steps(anomalyClass, severity, scorePpm);
        why.begin(steps, 0);
        return gates.judge(steps, 0, why);
    }
}
