package conductor.engine.audience;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.codec.ExplanationRecordDecoder;
import conductor.engine.codec.MessageHeaderDecoder;
import conductor.engine.core.Code;
import conductor.engine.core.Decision;
import conductor.engine.core.DecisionState;
import conductor.engine.core.DecisionType;
import conductor.engine.core.Gate;
import conductor.engine.core.Mode;
import conductor.engine.core.SignalType;
import conductor.engine.core.TimerKind;
import conductor.engine.support.Recorded;
import conductor.engine.support.Stage;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Pause and resume (audience.md 6.2), settings of an event (6.1) and repeated commands (2.7), through the whole engine. */
class BrakeTest {
    private final Stage stage = new Stage(Stage.period(5000));

    @Test
    void whilePausedADecisionThatWouldGoOutByItselfWaitsForAPerson() {
        lively("evt_a");
        stage.pause("c-1", null, 0).at(300_000);
        assertThat(states(DecisionState.PUBLISHED)).isEmpty();
        Decision proposed = states(DecisionState.PROPOSED).get(0).d;
        assertThat(passed(proposed, Gate.MODE)).isTrue();
        assertThat(seen(proposed, Gate.PAUSE)).isTrue();
        assertThat(passed(proposed, Gate.PAUSE)).isFalse();
        assertThat(stage.of(DecisionType.PAUSED)).hasSize(1);
    }

    @Test
    void withoutAPauseTheSameDecisionGoesOut() {
        lively("evt_a");
        stage.at(300_000);
        assertThat(states(DecisionState.PUBLISHED)).isNotEmpty();
        assertThat(seen(states(DecisionState.PUBLISHED).get(0).d, Gate.PAUSE)).isFalse();
    }

    @Test
    void aMassExitIsHeldBackTooWhilePaused() {
        lively("evt_a");
        stage.pause("c-1", "evt_a", 0);
        for (int i = 0; i < 30; i++) {
            stage.leave("u" + i);
        }
        stage.at(135_000);
        assertThat(stage.of(DecisionType.ESCALATION)).isEmpty();
        assertThat(states(DecisionState.PUBLISHED)).isEmpty();
        assertThat(states(DecisionState.PROPOSED)).hasSize(1);
    }

    @Test
    void thePauseOfAnEventLeavesOthersAlone() {
        lively("evt_a");
        stage.pause("c-1", "evt_b", 0).at(300_000);
        assertThat(states(DecisionState.PUBLISHED)).isNotEmpty();
    }

    @Test
    void aPauseWithATimeEndsByItselfAtThatTime() {
        stage.at(0).in("s").chat("u").pause("c-1", null, 15_000).at(60_000);
        List<Recorded> resumed = stage.of(DecisionType.RESUMED);
        assertThat(resumed).hasSize(1);
        assertThat(resumed.get(0).d.engineTimeMs).isEqualTo(Stage.START_MS + 15_000);
        assertThat(resumed.get(0).d.causeTimer).isEqualTo(TimerKind.PAUSE_END);
        assertThat(stage.engine.pausedUntilMs()).isZero();
    }

    @Test
    void aLaterPauseReplacesTheTimeOfTheFirst() {
        stage.pause("c-1", null, 15_000).at(5_000).pause("c-2", null, 60_000).at(30_000);
        assertThat(stage.of(DecisionType.RESUMED)).isEmpty();
        stage.at(65_000);
        assertThat(stage.of(DecisionType.RESUMED)).hasSize(1);
    }

    @Test
    void theSameCommandAgainGetsItsFirstAnswerAndChangesNothing() {
        stage.pause("c-1", null, 0).resume("c-2", null).pause("c-1", null, 0);
        assertThat(stage.engine.pausedUntilMs()).isZero();
        List<Recorded> results = stage.of(DecisionType.COMMAND_RESULT);
        assertThat(results).hasSize(3).allMatch(r -> r.d.code == Code.NONE);
        assertThat(results.get(2).d.state).isEqualTo(SignalType.PAUSE);
        assertThat(stage.of(DecisionType.PAUSED)).hasSize(1);
    }

    @Test
    void aDayLaterTheCommandIsNew() {
        stage.pause("c-1", null, 0).resume("c-2", null).at(86_399_999).pause("c-1", null, 0);
        assertThat(stage.engine.pausedUntilMs()).isZero();
        stage.at(86_400_000).pause("c-1", null, 0);
        assertThat(stage.engine.pausedUntilMs()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void whatIsSoAlreadyIsAnsweredSo() {
        stage.resume("c-1", null).pause("c-2", "evt_a", 0).pause("c-3", "evt_a", 0);
        assertThat(stage.of(DecisionType.COMMAND_RESULT))
                .extracting(r -> r.d.code)
                .containsExactly(Code.ALREADY, Code.NONE, Code.ALREADY);
    }

    @Test
    void settingsOfAnEventCountForItsDecisions() {
        stage.settings(
                "evt_a", s -> s.settingsVersion(7).mode((short) Mode.MANUAL).approvalTimeoutMs(90_000));
        lively("evt_a");
        stage.at(300_000);
        assertThat(states(DecisionState.PUBLISHED)).isEmpty();
        Decision proposed = states(DecisionState.PROPOSED).get(0).d;
        Decision expired = states(DecisionState.EXPIRED).get(0).d;
        assertThat(expired.engineTimeMs - proposed.engineTimeMs).isEqualTo(90_000);
        assertThat(explanation(proposed).settingsVersion()).isEqualTo(7);
        assertThat(explanation(proposed).mode()).isEqualTo((short) Mode.MANUAL);
    }

    @Test
    void aRowThatIsGoneMeansTheDefaultsAgain() {
        stage.settings("evt_a", s -> s.agentEnabled((short) 0));
        stage.settings("evt_a", s -> s.stored((short) 0));
        lively("evt_a");
        stage.at(300_000);
        assertThat(states(DecisionState.PUBLISHED)).isNotEmpty();
        assertThat(stage.of(DecisionType.SETTINGS))
                .extracting(r -> r.d.decisionSeq)
                .containsExactly(1L, 0L);
    }

    @Test
    void settingsThatSayNothingNewAreNoRecord() {
        stage.settings("evt_a", s -> s.mode((short) Mode.AUTO)).settings("evt_a", s -> s.mode((short) Mode.AUTO));
        stage.settings("evt_b", s -> s.stored((short) 0));
        assertThat(stage.of(DecisionType.SETTINGS)).hasSize(1);
    }

    @Test
    void anEventTooManyIsRefusedAndHasTheDefaults() {
        Stage small = new Stage(Stage.with(Stage.period(5000), "engine.events-max", 1));
        small.settings("evt_a", s -> s.mode((short) Mode.AUTO)).settings("evt_b", s -> s.mode((short) Mode.AUTO));
        small.pause("c-1", "evt_c", 0);
        assertThat(small.of(DecisionType.INPUT_REFUSED))
                .extracting(r -> r.d.code)
                .containsExactly(Code.EVENT_TABLE_FULL);
        assertThat(small.of(DecisionType.COMMAND_RESULT))
                .extracting(r -> r.d.code)
                .containsExactly(Code.EVENT_TABLE_FULL);
    }

    @Test
    void settingsOutOfTheirRangeAreRefusedAndChangeNothing() {
        stage.settings("evt_a", s -> s.approvalTimeoutMs(9_999));
        stage.settings("evt_a", s -> s.mode((short) 9));
        stage.settings("evt_a", s -> s.holdoutPpm(500_001));
        stage.settings("evt_a", s -> s.maxInterventionsPerHour((short) 101));
        assertThat(stage.of(DecisionType.INPUT_REFUSED)).hasSize(4).allMatch(r -> r.d.code == Code.BAD_FIELD);
        assertThat(stage.of(DecisionType.SETTINGS)).isEmpty();
    }

    private void lively(String event) {
        for (int i = 0; i < 30; i++) {
            stage.join("u" + i, event);
        }
        for (int ms = 0; ms < 120_000; ms += 500) {
            stage.at(ms).chat("u" + (ms / 500) % 30);
        }
    }

    private List<Recorded> states(int state) {
        return stage.where(r -> r.d.type == DecisionType.DECISION && r.d.state == state);
    }

    private static ExplanationRecordDecoder explanation(Decision d) {
        ExplanationRecordDecoder decoder = new ExplanationRecordDecoder();
        decoder.wrapAndApplyHeader(d.payload, 0, new MessageHeaderDecoder());
        return decoder;
    }

    private static boolean seen(Decision d, int gate) {
        return (explanation(d).gatesSeen() & 1 << (gate - 1)) != 0;
    }

    private static boolean passed(Decision d, int gate) {
        return (explanation(d).gatesPassed() & 1 << (gate - 1)) != 0;
    }
}
