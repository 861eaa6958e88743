package conductor.engine.audience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import conductor.engine.codec.ExplanationRecordDecoder;
import conductor.engine.codec.MessageHeaderDecoder;
import conductor.engine.core.AnomalyClass;
import conductor.engine.core.Arm;
import conductor.engine.core.Code;
import conductor.engine.core.Decision;
import conductor.engine.core.DecisionState;
import conductor.engine.core.DecisionType;
import conductor.engine.core.EngineConfig;
import conductor.engine.learn.ArmStatistics;
import conductor.engine.learn.Context;
import conductor.engine.support.Recorded;
import conductor.engine.support.Stage;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Thompson sampling inside the engine: what is chosen, what is said of it, and what moves the statistics. */
class SelectionTest {
    private static final int PEOPLE = 60;

    @Test
    void aClearDropOnAFreshNodeIsActedUponByItself() {
        Stage stage = new Stage(thompson("SEMI_AUTO"));
        drop(stage);
        Recorded first = drops(stage).get(0);
        ExplanationRecordDecoder why = explanation(first.d);
        assertThat(first.d.arm).isEqualTo(largest(why));
        assertThat(why.alphaPoll()).isEqualTo(8.5);
        assertThat(why.betaPoll()).isCloseTo(1.5, within(1e-12));
        assertThat(why.alphaGamification()).isEqualTo(6.0);
        assertThat(first.d.arm).isEqualTo(Arm.POLL);
        assertThat(first.d.state).isEqualTo(DecisionState.AUTO_APPROVED);
        assertThat(why.confidencePpm()).isBetween(765_000, 850_000);
    }

    @Test
    void mostDropsOnFreshNodesGetAPollAndTheOthersWait() {
        int polls = 0;
        for (int session = 0; session < 60; session++) {
            Stage stage = new Stage(thompson("SEMI_AUTO"));
            stage.in("ses_" + session);
            drop(stage);
            Decision d = drops(stage).get(0).d;
            boolean automatic = d.state == DecisionState.AUTO_APPROVED;
            assertThat(automatic).isEqualTo(explanation(d).confidencePpm() >= 750_000);
            polls += d.arm == Arm.POLL ? 1 : 0;
        }
        assertThat(polls).isBetween(25, 55);
    }

    @Test
    void T9_aFailureTeachesNothingAndIsCounted() {
        Stage stage = new Stage(thompson("AUTO"));
        lively(stage);
        for (int second = 120; states(stage, DecisionState.PUBLISHED).isEmpty(); second += 5) {
            stage.at(second * 1_000);
        }
        Decision published = states(stage, DecisionState.PUBLISHED).get(0).d;
        ArmStatistics statistics = statistics(stage);
        int context = context(published);
        stage.egressResult(published.seq, Code.NO_RECEIVER);
        assertThat(states(stage, DecisionState.FAILED)).hasSize(1);
        assertThat(statistics(stage).technicalFailures(context, published.arm)).isEqualTo(1);
        ArmStatistics fresh = statistics(new Stage(thompson("AUTO")));
        for (int arm = Arm.POLL; arm <= Arm.GAMIFICATION; arm++) {
            assertThat(statistics.alpha(context, arm)).isEqualTo(fresh.alpha(context, arm));
            assertThat(statistics.beta(context, arm)).isEqualTo(fresh.beta(context, arm));
            assertThat(statistics.attempts(context, arm)).isZero();
        }
        assertThat(stage.engine.stateHash()).isEqualTo(stage.engine.recomputeStateHash());
    }

    @Test
    void tooLittleConfidenceLetsTheEvidenceFadeAndNothingElse() {
        Stage stage = new Stage(Stage.with(thompson("AUTO"), "decisioning.default.min-confidence-ppm", 990_000));
        for (int context = 0; context < Context.COUNT; context++) {
            statistics(stage).reward(context, Arm.POLL, 1_000_000);
        }
        drop(stage);
        List<Recorded> skipped = stage.where(r -> r.d.type == DecisionType.DECISION && r.d.code == Code.LOW_CONFIDENCE);
        assertThat(skipped).isNotEmpty();
        int context = context(skipped.get(0).d);
        int anomalyClass = skipped.get(0).d.anomalyClass;
        double prior = statistics(new Stage(thompson("AUTO"))).alpha(context, Arm.POLL);
        long times = skipped.stream()
                .filter(r -> r.d.anomalyClass == anomalyClass && context(r.d) == context)
                .count();
        assertThat(statistics(stage).alpha(context, Arm.POLL) - prior).isCloseTo(Math.pow(0.995, times), within(1e-9));
        assertThat(statistics(stage).attempts(context, Arm.POLL)).isEqualTo(1);
    }

    @Test
    void aMassExitAlwaysTellsTheOrganiserOnceWhateverArmIsDrawn() {
        int otherArms = 0;
        for (int session = 0; session < 40; session++) {
            Stage stage = new Stage(thompson("SEMI_AUTO"));
            stage.in("ses_" + session);
            massExit(stage);
            Decision first = stage.where(
                            r -> r.d.type == DecisionType.DECISION && r.d.anomalyClass == AnomalyClass.MASS_EXIT)
                    .get(0)
                    .d;
            long anomaly = first.anomalySeq;
            long escalations = stage.where(r -> r.d.type == DecisionType.ESCALATION && r.d.anomalySeq == anomaly)
                    .size();
            assertThat(escalations).isEqualTo(first.arm == Arm.NOTIFICATION ? 0 : 1);
            stage.of(DecisionType.ESCALATION)
                    .forEach(r -> assertThat(explanation(r.d).confidencePpm()).isBetween(675_000, 900_000));
            if (first.arm == Arm.NOTIFICATION) {
                assertThat(first.state).isEqualTo(DecisionState.AUTO_APPROVED);
                assertThat(first.code).isEqualTo(Code.MASS_EXIT_RULE);
            } else {
                otherArms++;
            }
        }
        assertThat(otherArms).isBetween(1, 30);
    }

    @Test
    void aSetOfPollsAndASetOfBroadcastsAreDrawnFromApart() {
        AgentTable agents = new AgentTable(4);
        agents.rows.claim(1, 7);
        for (int anomalyClass : new int[] {
            AnomalyClass.MASS_EXIT, AnomalyClass.LOW_ENGAGEMENT, AnomalyClass.SUDDEN_DROP, AnomalyClass.GRADUAL_DECLINE
        }) {
            assertThat(agents.drawTemplate(1, Arm.BROADCAST, anomalyClass)).isZero();
        }
        assertThat(agents.drawTemplate(1, Arm.POLL, AnomalyClass.GRADUAL_DECLINE))
                .isZero();
        assertThat(agents.drawTemplate(1, Arm.POLL, AnomalyClass.LOW_ENGAGEMENT))
                .isZero();
        assertThat(agents.drawTemplate(1, Arm.POLL, AnomalyClass.SUDDEN_DROP)).isZero();
        assertThat(agents.drawTemplate(1, Arm.POLL, AnomalyClass.MASS_EXIT)).isEqualTo(1);
    }

    @Test
    void whatIsKnownOfTheArmsIsSaidOfRefusedDecisionsToo() {
        Stage stage = new Stage(Stage.with(thompson("AUTO"), "decisioning.default.agent-enabled", false));
        drop(stage);
        Decision refused = states(stage, DecisionState.SKIPPED).get(0).d;
        assertThat(refused.code).isEqualTo(Code.DISABLED);
        assertThat(explanation(refused).alphaGamification()).isPositive();
        assertThat(explanation(refused).samplePpmPoll()).isNegative();
    }

    private static EngineConfig thompson(String mode) {
        return Stage.with(
                Stage.with(Stage.period(5_000), "decisioning.policy", "THOMPSON"), "decisioning.default.mode", mode);
    }

    private static void drop(Stage stage) {
        lively(stage);
        stage.at(200_000);
    }

    private static void lively(Stage stage) {
        for (int user = 0; user < PEOPLE; user++) {
            stage.join("u" + user, "evt_a");
        }
        for (int second = 0; second < 120; second++) {
            stage.at(second * 1_000);
            stage.chat("u" + second % PEOPLE).react("u" + (second * 7 + 3) % PEOPLE);
        }
    }

    private static void massExit(Stage stage) {
        for (int user = 0; user < 20; user++) {
            stage.join("u" + user, "evt_a");
        }
        stage.at(40_000);
        for (int user = 0; user < 10; user++) {
            stage.leave("u" + user);
        }
        stage.at(60_000);
    }

    private static List<Recorded> drops(Stage stage) {
        List<Recorded> found = stage.where(
                r -> r.d.type == DecisionType.DECISION && r.d.anomalyClass == AnomalyClass.SUDDEN_DROP && r.d.arm != 0);
        assertThat(found).isNotEmpty();
        return found;
    }

    private static List<Recorded> states(Stage stage, int state) {
        return stage.where(r -> r.d.type == DecisionType.DECISION && r.d.state == state);
    }

    private static ArmStatistics statistics(Stage stage) {
        return stage.engine.armStatistics();
    }

    private static int context(Decision d) {
        ExplanationRecordDecoder why = explanation(d);
        return Context.of(d.anomalyClass, why.engagementBucket(), why.sizeBucket(), why.deviationBucket());
    }

    private static int largest(ExplanationRecordDecoder why) {
        int[] samples = {
            why.samplePpmPoll(), why.samplePpmBroadcast(), why.samplePpmNotification(), why.samplePpmGamification()
        };
        int best = 0;
        for (int i = 1; i < samples.length; i++) {
            best = samples[i] > samples[best] ? i : best;
        }
        return best + 1;
    }

    private static ExplanationRecordDecoder explanation(Decision d) {
        return new ExplanationRecordDecoder().wrapAndApplyHeader(d.payload, 0, new MessageHeaderDecoder());
    }
}
