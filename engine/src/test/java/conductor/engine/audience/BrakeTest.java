package conductor.engine.audience;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.codec.EventSettingsRecordEncoder;
import conductor.engine.codec.ExplanationRecordDecoder;
import conductor.engine.codec.MessageHeaderDecoder;
import conductor.engine.core.Code;
import conductor.engine.core.Decision;
import conductor.engine.core.DecisionState;
import conductor.engine.core.DecisionType;
import conductor.engine.core.EngineConfig;
import conductor.engine.core.Gate;
import conductor.engine.core.Mode;
import conductor.engine.core.SignalType;
import conductor.engine.core.TimerKind;
import conductor.engine.support.Recorded;
import conductor.engine.support.Stage;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
    void aPauseThatIsRenewedHasOneTimer() {
        EngineConfig config = Stage.period(5000);
        Brake brake = new Brake(new EventSettings(config, new ContentSources()), config.eventsMax());
        for (int i = 1; i <= 1_000; i++) {
            long untilMs = Stage.START_MS + (i % 3 == 0 ? 1_000 : 86_400_000) + i;
            assertThat(brake.pause(0, untilMs, 2 * i)).isTrue();
            assertThat(brake.pause(77, untilMs + 1, 2 * i + 1)).isTrue();
            assertThat(brake.ends.size()).isEqualTo(2);
            assertThat(brake.nextEndMs()).isEqualTo(untilMs);
            assertThat(brake.nextEndScope()).isZero();
            if (i % 7 == 0) {
                brake.resume(77);
                assertThat(brake.ends.size()).isEqualTo(1);
            }
        }
        assertThat(brake.pause(0, Brake.UNTIL_RESUMED, 3_000)).isTrue();
        assertThat(brake.nextEndScope()).isEqualTo(77);
    }

    @Test
    void anEarlierEndReplacesALaterOne() {
        stage.pause("c-1", null, 60_000).at(5_000).pause("c-2", null, 10_000).at(100_000);
        assertThat(stage.of(DecisionType.RESUMED))
                .extracting(r -> r.d.engineTimeMs)
                .containsExactly(Stage.START_MS + 15_000);
    }

    /** The end of another session's outcome window, armed after the evaluation, comes at the same millisecond. */
    @Test
    void aPauseThatEndsWithAnEvaluationDoesNotHoldIt() {
        Stage slow = new Stage(Stage.period(60_000));
        slow.in("ses_b");
        tenJoin(slow, "evt_b");
        slow.at(50_000).in("ses_a");
        tenJoin(slow, "evt_a");
        slow.at(589_999).in("ses_a");
        fiveLeave(slow, 0);
        slow.at(595_000).pause("c-1", "evt_b", 5_000).at(599_999).in("ses_b");
        fiveLeave(slow, 0);
        slow.at(600_000);
        List<Recorded> published =
                slow.where(r -> r.d.type == DecisionType.DECISION && r.d.state == DecisionState.PUBLISHED);
        assertThat(published)
                .extracting(r -> r.d.engineTimeMs)
                .containsExactly(Stage.START_MS + 590_000, Stage.START_MS + 600_000);
        assertThat(slow.of(DecisionType.RESUMED)).hasSize(1);
    }

    @Test
    void aRefusedCommandIsAnsweredWithItsReason() {
        stage.refused("c-1", "evt_a", Code.INVALID).refused("c-1", "evt_a", Code.BAD_FIELD);
        List<Recorded> results = stage.of(DecisionType.COMMAND_RESULT);
        assertThat(results).hasSize(2).allMatch(r -> r.d.code == Code.INVALID);
        assertThat(results.get(0).d.state).isEqualTo(SignalType.COMMAND_REFUSED);
        assertThat(results.get(0).d.payloadLength).isPositive();
        assertThat(stage.engine.refusedByDecisioning()).isZero();
    }

    @Test
    void contentInAnotherLanguageThanTheEventsWaitsForAPerson() {
        stage.settings("evt_a", s -> s.languageBytes(language("de")));
        lively("evt_a");
        stage.at(300_000);
        assertThat(states(DecisionState.PUBLISHED)).isEmpty();
        Decision proposed = states(DecisionState.PROPOSED).get(0).d;
        assertThat(passed(proposed, Gate.MODE)).isTrue();
        assertThat(seen(proposed, Gate.CONTENT)).isTrue();
        assertThat(passed(proposed, Gate.CONTENT)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "EN", "en-GB"})
    void contentInTheEventsLanguageGoesOut(String language) {
        stage.settings("evt_a", s -> s.languageBytes(language(language)));
        lively("evt_a");
        stage.at(300_000);
        assertThat(states(DecisionState.PUBLISHED)).isNotEmpty();
        assertThat(seen(states(DecisionState.PUBLISHED).get(0).d, Gate.CONTENT)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"eng", "e", "en1", "ne"})
    void whatOnlyLooksLikeTheLanguageOfTheContentIsAnother(String language) {
        stage.settings("evt_a", s -> s.languageBytes(language(language)));
        lively("evt_a");
        stage.at(300_000);
        assertThat(states(DecisionState.PUBLISHED)).isEmpty();
    }

    @Test
    void settingsOutOfTheirRangeAreRefusedAndChangeNothing() {
        List<Consumer<EventSettingsRecordEncoder>> wrong = List.of(
                s -> s.autoApprovePpm(-1),
                s -> s.autoApprovePpm(1_000_001),
                s -> s.minConfidencePpm(-1),
                s -> s.minConfidencePpm(1_000_001),
                s -> s.holdoutPpm(-1),
                s -> s.holdoutPpm(500_001),
                s -> s.approvalTimeoutMs(9_999),
                s -> s.approvalTimeoutMs(1_800_001),
                s -> s.mode((short) (Mode.AUTO + 1)),
                s -> s.allowedArms((short) 16),
                s -> s.maxInterventionsPerHour((short) 101),
                s -> s.falseAlarmsPerHourPpm(0),
                s -> s.falseAlarmsPerHourPpm(9_999),
                s -> s.falseAlarmsPerHourPpm(10_000_001),
                s -> s.stored((short) 2),
                s -> s.languageBytes('e' | (long) 'n' << 16),
                s -> s.languageBytes(language("e_n")),
                s -> s.languageBytes(-1));
        wrong.forEach(each -> stage.settings("evt_a", each));
        stage.settings("", s -> {});
        assertThat(stage.of(DecisionType.INPUT_REFUSED))
                .hasSize(wrong.size() + 1)
                .allMatch(r -> r.d.code == Code.BAD_FIELD);
        assertThat(stage.engine.refusedByDecisioning()).isEqualTo(wrong.size() + 1);
        assertThat(stage.of(DecisionType.SETTINGS)).isEmpty();
    }

    @Test
    void settingsAtTheEndsOfTheirRangeAreTaken() {
        stage.settings(
                "evt_a",
                s -> s.autoApprovePpm(0)
                        .minConfidencePpm(0)
                        .holdoutPpm(0)
                        .approvalTimeoutMs(10_000)
                        .falseAlarmsPerHourPpm(10_000)
                        .mode((short) Mode.MANUAL)
                        .allowedArms((short) 0)
                        .maxInterventionsPerHour((short) 0));
        stage.settings(
                "evt_a",
                s -> s.autoApprovePpm(1_000_000)
                        .minConfidencePpm(1_000_000)
                        .holdoutPpm(500_000)
                        .approvalTimeoutMs(1_800_000)
                        .falseAlarmsPerHourPpm(10_000_000)
                        .languageBytes(language("zh-Hans1"))
                        .mode((short) Mode.AUTO)
                        .maxInterventionsPerHour((short) 100));
        assertThat(stage.of(DecisionType.SETTINGS)).hasSize(2);
        assertThat(stage.of(DecisionType.INPUT_REFUSED)).isEmpty();
    }

    private static void tenJoin(Stage on, String event) {
        for (int i = 0; i < 10; i++) {
            on.join("u" + i, event);
        }
    }

    private static void fiveLeave(Stage on, int from) {
        for (int i = from; i < from + 5; i++) {
            on.leave("u" + i);
        }
    }

    private static long language(String text) {
        long word = 0;
        for (int i = text.length() - 1; i >= 0; i--) {
            word = word << 8 | text.charAt(i);
        }
        return word;
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
