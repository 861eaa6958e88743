package conductor.engine.audience;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.codec.DetailRecordDecoder;
import conductor.engine.codec.EventSettingsRecordDecoder;
import conductor.engine.codec.ExplanationRecordDecoder;
import conductor.engine.codec.MessageHeaderDecoder;
import conductor.engine.codec.RewardRecordDecoder;
import conductor.engine.core.AgentStatus;
import conductor.engine.core.Arm;
import conductor.engine.core.Bell;
import conductor.engine.core.Code;
import conductor.engine.core.ContentMethod;
import conductor.engine.core.Decision;
import conductor.engine.core.DecisionKind;
import conductor.engine.core.DecisionState;
import conductor.engine.core.DecisionType;
import conductor.engine.core.EngineConfig;
import conductor.engine.core.Mode;
import conductor.engine.core.SettingsColumn;
import conductor.engine.support.Payloads;
import conductor.engine.support.Recorded;
import conductor.engine.support.Stage;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** Vectors G9 and N19 of audience.md 13, and sections 6.2 and 6.5 to 6.7 through the whole engine. */
class LifeOfADecisionTest {
    private static final int PEOPLE = 60;
    private static final String CONTENT =
            "{\"question\":\"Shall we go on?\",\"options\":[\"Yes\",\"No\"],\"duration\":60}";

    private Stage stage = new Stage(config(Mode.SEMI_AUTO));

    @Test
    void G9_anApprovalInTimePublishesAndOneThatIsLateFindsTheDecisionExpired() {
        Decision inTime = proposal();
        stage.atTime(inTime.engineTimeMs + 59_999).approve("c-1", inTime.seq).at(stage.now() + 1);
        assertThat(of(inTime)).containsExactly(DecisionState.PROPOSED, DecisionState.APPROVED, DecisionState.PUBLISHED);
        assertThat(result("c-1")).isEqualTo(Code.NONE);
        Decision approved = last(DecisionState.APPROVED);
        assertThat(detail(approved).actor()).isEqualTo("usr_9");
        assertThat(last(DecisionState.PUBLISHED).engineTimeMs).isEqualTo(approved.engineTimeMs);

        stage = new Stage(config(Mode.SEMI_AUTO));
        Decision late = proposal();
        stage.atTime(late.engineTimeMs + 60_000).approve("c-1", late.seq);
        assertThat(of(late)).containsExactly(DecisionState.PROPOSED, DecisionState.EXPIRED);
        assertThat(result("c-1")).isEqualTo(Code.DECISION_EXPIRED);
        assertThat(last(DecisionState.EXPIRED).seq).isLessThan(answer("c-1").seq);
    }

    @Test
    void aVerdictThatComesAgainOrTooLateChangesNothingAndIsAnswered() {
        Decision d = proposal();
        stage.approve("c-1", d.seq).at(stage.now());
        stage.approve("c-2", d.seq).reject("c-3", d.seq).approve("c-4", 999_999).approve("c-1", d.seq);
        assertThat(result("c-2")).isEqualTo(Code.ALREADY);
        assertThat(result("c-3")).isEqualTo(Code.WRONG_STATE);
        assertThat(result("c-4")).isEqualTo(Code.UNKNOWN_DECISION);
        assertThat(result("c-1")).isEqualTo(Code.NONE);
        assertThat(of(d)).containsExactly(DecisionState.PROPOSED, DecisionState.APPROVED, DecisionState.PUBLISHED);
        stage.at(stage.now() + 200_000).approve("c-5", d.seq);
        assertThat(result("c-5")).isEqualTo(Code.ALREADY);
    }

    @Test
    void aRefusalSaysWhoAndWhyAndTeachesNothing() {
        Decision d = proposal();
        long before = evidence();
        stage.reject("c-1", d.seq);
        assertThat(of(d)).containsExactly(DecisionState.PROPOSED, DecisionState.REJECTED);
        Detail rejected = detail(last(DecisionState.REJECTED));
        assertThat(rejected.actor()).isEqualTo("usr_9");
        assertThat(rejected.reason()).isEqualTo("because");
        assertThat(evidence()).isEqualTo(before);
        stage.reject("c-2", d.seq).approve("c-3", d.seq);
        assertThat(result("c-2")).isEqualTo(Code.ALREADY);
        assertThat(result("c-3")).isEqualTo(Code.WRONG_STATE);
        assertThat(stage.last(DecisionType.STATUS).d.state).isEqualTo(AgentStatus.MONITORING);
    }

    @Test
    void anApprovalThatALimitForbidsIsRefusedAndTheDecisionStays() {
        Decision d = proposal();
        stage.change("s-1", "evt_a", c -> c.columns(1 << SettingsColumn.MAX_INTERVENTIONS_PER_HOUR));
        stage.approve("c-1", d.seq);
        assertThat(result("c-1")).isEqualTo(Code.LIMIT_EVENT);
        assertThat(of(d)).containsExactly(DecisionState.PROPOSED);
        stage.change(
                "s-2",
                "evt_a",
                c -> c.columns(1 << SettingsColumn.MAX_INTERVENTIONS_PER_HOUR).maxInterventionsPerHour((short) 5));
        stage.approve("c-2", d.seq).at(stage.now());
        assertThat(result("c-2")).isEqualTo(Code.NONE);
        assertThat(of(d)).endsWith(DecisionState.PUBLISHED);
    }

    @Test
    void N19_aSuccessBeatsAnEarlierFailureAndIsMeasuredAMinuteLater() {
        Decision published = automatic();
        long t = published.engineTimeMs;
        stage.atTime(t + 200).outcome(published.seq, false).atTime(t + 500).outcome(published.seq, true);
        Decision executed = last(DecisionState.EXECUTED);
        assertThat(executed.engineTimeMs).isEqualTo(t + 500);
        assertThat(executed.code).isEqualTo(Code.NONE);
        assertThat(stage.last(DecisionType.STATUS).d.state).isEqualTo(AgentStatus.LEARNING);
        stage.atTime(t + 60_499);
        assertThat(stage.of(DecisionType.REWARD)).isEmpty();
        stage.atTime(t + 60_500);
        assertThat(stage.of(DecisionType.REWARD)).hasSize(1);
        assertThat(stage.last(DecisionType.REWARD).d.engineTimeMs).isEqualTo(t + 60_500);
        assertThat(last(DecisionState.MEASURED).engineTimeMs).isEqualTo(t + 60_500);
    }

    @Test
    void aRewardIsThatOfTheScoresAtPublicationAndAMinuteAfter() {
        Decision published = automatic();
        long t = published.engineTimeMs;
        stage.atTime(t + 300).outcome(published.seq, true);
        stage.atTime(t + 59_000);
        for (int user = 0; user < PEOPLE; user++) {
            stage.chat("u" + user);
        }
        stage.atTime(t + 61_000);
        Decision measured = stage.last(DecisionType.REWARD).d;
        RewardRecordDecoder reward = reward(measured);
        assertThat(reward.prePpm()).isEqualTo(published.scorePpm);
        assertThat(reward.postPpm()).isEqualTo(measured.scorePpm).isGreaterThan(reward.prePpm());
        assertThat(reward.deltaPpm()).isEqualTo(reward.postPpm() - reward.prePpm());
        assertThat(reward.usersBefore()).isEqualTo(PEOPLE);
        assertThat(reward.learned()).isEqualTo((short) 1);
        assertThat(reward.counted()).isEqualTo((short) 1);
        assertThat(stage.engine.armStatistics().attempts(reward.context(), published.arm))
                .isEqualTo(1);
        assertThat(reward.alpha()).isEqualTo(stage.engine.armStatistics().alpha(reward.context(), published.arm));
        Decision bell = stage.where(
                        r -> r.d.type == DecisionType.NOTIFICATION && r.d.state == Bell.INTERVENTION_EXECUTED)
                .get(0)
                .d;
        assertThat(bell.decisionSeq).isEqualTo(published.decisionSeq);
    }

    @Test
    void silenceIsTakenForSuccessDatedAtThePublicationUntilAFailureComes() {
        Decision published = automatic();
        long t = published.engineTimeMs;
        stage.atTime(t + 10_000);
        Decision assumed = last(DecisionState.EXECUTED);
        assertThat(assumed.code).isEqualTo(Code.ASSUMED);
        assertThat(detail(assumed).executedAtMs()).isEqualTo(t);
        stage.atTime(t + 20_000).outcome(published.seq, false);
        assertThat(last(DecisionState.FAILED).code).isEqualTo(Code.OUTCOME_FAILED);
        stage.atTime(t + 70_000);
        assertThat(stage.of(DecisionType.REWARD)).isEmpty();

        stage = new Stage(config(Mode.SEMI_AUTO));
        long again = automatic().engineTimeMs;
        stage.atTime(again + 60_000);
        assertThat(stage.last(DecisionType.REWARD).d.engineTimeMs).isEqualTo(again + 60_000);
    }

    @Test
    void aControlGetsNoCommandCountsForTheLimitsAndIsMeasuredButNotLearned() {
        Decision control = control();
        assertThat(of(control)).startsWith(DecisionState.AUTO_APPROVED, DecisionState.CONTROL);
        assertThat(of(control)).doesNotContain(DecisionState.PUBLISHED);
        assertThat(explanation(control).kind()).isEqualTo((short) DecisionKind.CONTROL);
        assertThat(explanation(control).holdoutDrawPpm()).isLessThan(500_000);
        stage.mode("own", Mode.MANUAL + 1).atTime(control.engineTimeMs + 1_000).trigger("c-1", Arm.BROADCAST, "");
        assertThat(result("c-1")).isEqualTo(Code.LIMIT_SESSION_GAP);
        assertThat(answer("c-1").anomalySeq).isEqualTo(control.engineTimeMs + 30_000);
        stage.atTime(control.engineTimeMs + 60_000);
        Decision measured = stage.where(r -> r.d.type == DecisionType.REWARD && r.d.decisionSeq == control.decisionSeq)
                .get(0)
                .d;
        assertThat(measured.engineTimeMs).isEqualTo(control.engineTimeMs + 60_000);
        RewardRecordDecoder reward = reward(measured);
        assertThat(reward.grp()).isEqualTo((short) 2);
        assertThat(reward.learned()).isZero();
        assertThat(reward.counted()).isEqualTo((short) 1);
        assertThat(stage.engine.armStatistics().attempts(reward.context(), control.arm))
                .isZero();
    }

    @Test
    void twoInterventionsThatRunIntoEachOtherTeachNothing() {
        Decision first = automatic();
        long t = first.engineTimeMs;
        stage.atTime(t + 200).outcome(first.seq, true);
        stage.atTime(t + 30_000).trigger("c-1", Arm.BROADCAST, "");
        assertThat(result("c-1")).isEqualTo(Code.NONE);
        stage.atTime(t + 120_000);
        List<Recorded> rewards = stage.of(DecisionType.REWARD);
        assertThat(rewards).hasSize(2).allSatisfy(r -> {
            assertThat(reward(r.d).overlap()).isEqualTo((short) 1);
            assertThat(reward(r.d).learned()).isZero();
            assertThat(reward(r.d).counted()).isZero();
        });
        assertThat(stage.where(r -> r.d.type == DecisionType.DECISION && r.d.state == DecisionState.MEASURED))
                .hasSize(2)
                .allMatch(r -> r.d.code == Code.OVERLAP);
    }

    @Test
    void whatAPersonTriggersIsPublishedAtOnceWithItsContentAndObeysTheLimits() {
        drop();
        stage = new Stage(config(Mode.MANUAL));
        lively();
        stage.trigger("c-1", Arm.POLL, CONTENT);
        Decision published = last(DecisionState.PUBLISHED);
        assertThat(of(published)).containsExactly(DecisionState.APPROVED, DecisionState.PUBLISHED);
        assertThat(explanation(published).confidencePpm()).isEqualTo(1_000_000);
        assertThat(explanation(published).kind()).isEqualTo((short) DecisionKind.MANUAL);
        assertThat(detail(published).content()).isEqualTo(CONTENT);
        assertThat(detail(published).method()).isEqualTo(ContentMethod.PERSON);
        assertThat(detail(published).usersReached()).isEqualTo(PEOPLE);
        stage.trigger("c-2", Arm.BROADCAST, "");
        assertThat(result("c-2")).isEqualTo(Code.PENDING);
        stage.outcome(published.seq, true).trigger("c-3", Arm.BROADCAST, "");
        assertThat(result("c-3")).isEqualTo(Code.LIMIT_SESSION_GAP);
        stage.at(stage.now() + 30_000).trigger("c-4", Arm.POLL, "");
        assertThat(result("c-4")).isEqualTo(Code.NO_ARM);
        stage.in("ses_nobody").trigger("c-5", Arm.POLL, "");
        assertThat(result("c-5")).isEqualTo(Code.UNKNOWN_SESSION);
    }

    @Test
    void whatAPersonTriggersGoesOutWhereTheAgentIsSwitchedOff() {
        stage = new Stage(Stage.with(config(Mode.AUTO), "decisioning.default.agent-enabled", false));
        lively();
        stage.trigger("c-1", Arm.BROADCAST, "");
        assertThat(result("c-1")).isEqualTo(Code.NONE);
        assertThat(answer("c-1").decisionSeq).isEqualTo(last(DecisionState.PUBLISHED).decisionSeq);
    }

    @Test
    void aMassExitWaitsForNoVetoAndNoContent() {
        stage = new Stage(Stage.with(config(Mode.SEMI_AUTO), "decisioning.veto-ms", 10_000));
        stage.contentSources(0, 8_500, "en");
        for (int user = 0; user < 20; user++) {
            stage.join("u" + user, "evt_a");
        }
        stage.at(40_000);
        for (int user = 0; user < 10; user++) {
            stage.leave("u" + user);
        }
        stage.at(45_000);
        Decision first = first();
        assertThat(first.code).isEqualTo(Code.MASS_EXIT_RULE);
        assertThat(last(DecisionState.PUBLISHED).engineTimeMs).isEqualTo(first.engineTimeMs);
    }

    @Test
    void aLateSuccessProtectsFromTheFailuresOfOtherInstances() {
        Decision published = automatic();
        long t = published.engineTimeMs;
        stage.atTime(t + 11_000).outcome(published.seq, true).outcome(published.seq, false);
        assertThat(of(published)).doesNotContain(DecisionState.FAILED);
        assertThat(stage.engine.lateOutcomes()).isEqualTo(2);
    }

    @Test
    void anInterventionIsNotSpoiledByAControlBeforeItButTheControlIsByIt() {
        Decision control = control();
        stage.atTime(control.engineTimeMs + 30_000).trigger("c-1", Arm.GAMIFICATION, "");
        assertThat(result("c-1")).isEqualTo(Code.NONE);
        long manual = answer("c-1").decisionSeq;
        stage.at(stage.now() + 90_000);
        assertThat(overlap(control.decisionSeq)).isEqualTo(1);
        assertThat(overlap(manual)).isZero();
    }

    @Test
    void contentThatWasPaidForInVainIsSaidToo() {
        stage = new Stage(config(Mode.MANUAL)).contentSources(0, 8_500, "en");
        Decision d = begun(DecisionState.PROPOSED);
        stage.content(d.seq, ContentMethod.PRIMARY, 7_500, 900, CONTENT).at(stage.now() + 70_000);
        assertThat(detail(last(DecisionState.EXPIRED)).costMicros()).isEqualTo(7_500);
    }

    @Test
    void anAutomaticDecisionCanBeVetoedForAWhile() {
        stage = new Stage(Stage.with(config(Mode.AUTO), "decisioning.veto-ms", 5_000));
        Decision d = begun(DecisionState.AUTO_APPROVED);
        stage.atTime(d.engineTimeMs + 4_999).reject("c-1", d.seq).at(stage.now() + 10_000);
        assertThat(of(d)).containsExactly(DecisionState.AUTO_APPROVED, DecisionState.REJECTED);

        stage = new Stage(Stage.with(config(Mode.AUTO), "decisioning.veto-ms", 5_000));
        Decision other = begun(DecisionState.AUTO_APPROVED);
        stage.atTime(other.engineTimeMs + 5_000).reject("c-1", other.seq);
        assertThat(result("c-1")).isEqualTo(Code.WRONG_STATE);
        assertThat(last(DecisionState.PUBLISHED).engineTimeMs).isEqualTo(other.engineTimeMs + 5_000);

        stage = new Stage(Stage.with(config(Mode.AUTO), "decisioning.veto-ms", 5_000));
        Decision paused = begun(DecisionState.AUTO_APPROVED);
        stage.pause("p-1", null, 0).atTime(paused.engineTimeMs + 5_000);
        assertThat(of(paused)).containsExactly(DecisionState.AUTO_APPROVED, DecisionState.SKIPPED);
        assertThat(last(DecisionState.SKIPPED).code).isEqualTo(Code.PAUSED);
    }

    @Test
    void anAutomaticDecisionWaitsForContentAndNoLongerThanAllowed() {
        stage = new Stage(config(Mode.AUTO)).contentSources(7, 8_500, "en", "de");
        Decision d = begun(DecisionState.AUTO_APPROVED);
        assertThat(explanation(d).templatesHash()).isEqualTo(7);
        stage.atTime(d.engineTimeMs + 3_000)
                .content(d.seq, ContentMethod.PRIMARY, 7_500, 900, CONTENT)
                .at(stage.now());
        Decision published = last(DecisionState.PUBLISHED);
        assertThat(published.engineTimeMs).isEqualTo(d.engineTimeMs + 3_000);
        assertThat(detail(published).content()).isEqualTo(CONTENT);
        assertThat(detail(published).method()).isEqualTo(ContentMethod.PRIMARY);
        assertThat(detail(published).costMicros()).isEqualTo(7_500);
        assertThat(detail(published).latencyMs()).isEqualTo(900);

        stage = new Stage(config(Mode.AUTO)).contentSources(0, 8_500, "en");
        Decision alone = begun(DecisionState.AUTO_APPROVED);
        stage.atTime(alone.engineTimeMs + 8_500);
        assertThat(last(DecisionState.PUBLISHED).engineTimeMs).isEqualTo(alone.engineTimeMs + 8_500);
        assertThat(detail(last(DecisionState.PUBLISHED)).content()).isEmpty();
    }

    @Test
    void aPersonIsNotMadeToWaitForContent() {
        stage = new Stage(config(Mode.MANUAL)).contentSources(0, 8_500, "en");
        Decision d = begun(DecisionState.PROPOSED);
        stage.approve("c-1", d.seq).at(stage.now());
        assertThat(last(DecisionState.PUBLISHED).engineTimeMs).isEqualTo(last(DecisionState.APPROVED).engineTimeMs);
    }

    @Test
    void aLanguageWithoutTemplatesAsksAPerson() {
        stage = new Stage(config(Mode.AUTO));
        stage.settings("evt_a", s -> s.mode((short) Mode.AUTO).languageBytes('d' | 'e' << 8));
        assertThat(begun(DecisionState.PROPOSED).code).isEqualTo(Code.NONE);

        stage = new Stage(config(Mode.AUTO)).contentSources(7, 0, "en", "de");
        stage.settings("evt_a", s -> s.mode((short) Mode.AUTO).languageBytes('d' | 'e' << 8));
        assertThat(begun(DecisionState.AUTO_APPROVED).code).isEqualTo(Code.NONE);
    }

    @Test
    void aSessionCanHaveAModeOfItsOwn() {
        lively();
        stage.mode("c-1", Mode.MANUAL + 1).mode("c-2", Mode.MANUAL + 1);
        assertThat(result("c-2")).isEqualTo(Code.ALREADY);
        Decision set = stage.last(DecisionType.MODE).d;
        assertThat(set.previous).isEqualTo(Mode.SEMI_AUTO);
        assertThat(set.state).isEqualTo(Mode.MANUAL);
        fall();
        assertThat(first().state).isEqualTo(DecisionState.PROPOSED);
        stage.mode("c-3", 0);
        assertThat(stage.last(DecisionType.MODE).d.state).isEqualTo(Mode.SEMI_AUTO);
        assertThat(stage.last(DecisionType.MODE).d.code).isEqualTo(Code.EVENT_MODE);
    }

    @Test
    void settingsByCommandCountAtOnceAndNoOlderRowUndoesThem() {
        stage.settings("evt_a", s -> s.mode((short) Mode.AUTO));
        stage.change(
                "s-1", "evt_a", c -> c.columns(1 << SettingsColumn.AGENT_MODE).mode((short) Mode.MANUAL));
        Decision changed = stage.of(DecisionType.SETTINGS).get(1).d;
        assertThat(changed.decisionSeq).isEqualTo(2);
        int records = stage.of(DecisionType.SETTINGS).size();
        stage.settings("evt_a", s -> s.mode((short) Mode.AUTO)).settings("evt_a", s -> s.stored((short) 0));
        assertThat(stage.of(DecisionType.SETTINGS)).hasSize(records);
        stage.change(
                "s-2",
                "evt_a",
                c -> c.columns(1 << SettingsColumn.AGENT_MODE)
                        .mode((short) Mode.AUTO)
                        .expectedVersion(1));
        assertThat(result("s-2")).isEqualTo(Code.VERSION_CONFLICT);
        // The stored row has caught up; what somebody writes into it by hand counts again.
        stage.settings("evt_a", s -> s.mode((short) Mode.MANUAL).settingsVersion(2));
        assertThat(stage.of(DecisionType.SETTINGS)).hasSize(records);
        stage.settings("evt_a", s -> s.mode((short) Mode.AUTO).settingsVersion(2));
        assertThat(stage.of(DecisionType.SETTINGS)).hasSize(records + 1);
        stage.change("s-3", "evt_a", c -> c.reset((short) 1));
        stage.settings("evt_a", s -> s.mode((short) Mode.AUTO).settingsVersion(2));
        drop();
        assertThat(explanation(first()).mode()).isEqualTo((short) Mode.SEMI_AUTO);
        assertThat(stage.engine.stateHash()).isEqualTo(stage.engine.recomputeStateHash());
    }

    @Test
    void aRefusalSaysWhenItsLimitIsFreeAgain() {
        stage = new Stage(Stage.with(config(Mode.MANUAL), "decisioning.default.max-interventions-per-hour", 2));
        stage.in("ses_a");
        lively();
        long first = triggered("c-1");
        stage.in("ses_b");
        lively();
        triggered("c-2");
        stage.in("ses_c");
        lively();
        stage.trigger("c-3", Arm.BROADCAST, "");
        assertThat(result("c-3")).isEqualTo(Code.LIMIT_EVENT);
        assertThat(answer("c-3").anomalySeq).isEqualTo(first + 3_600_000);
        stage.at(stage.now() + 60_000);
        Decision refused = stage.where(r -> r.d.type == DecisionType.DECISION && r.d.code == Code.LIMIT_EVENT)
                .get(0)
                .d;
        assertThat(explanation(refused).limitFreeAtMs()).isEqualTo(first + 3_600_000);
    }

    private long triggered(String commandId) {
        stage.trigger(commandId, Arm.BROADCAST, "");
        assertThat(result(commandId)).isEqualTo(Code.NONE);
        return answer(commandId).engineTimeMs;
    }

    @Test
    void aChangeForAnEventWhoseRowWasNeverReadSaysWhatOfItCounts() {
        stage.change(
                "s-1", "evt_a", c -> c.columns(1 << SettingsColumn.AGENT_MODE).mode((short) Mode.AUTO));
        stage.change(
                "s-2",
                "evt_a",
                c -> c.columns(1 << SettingsColumn.HOLDOUT_FRACTION).holdoutPpm(100_000));
        assertThat(columns(0)).isEqualTo(1 << SettingsColumn.AGENT_MODE);
        assertThat(columns(1)).isEqualTo(1 << SettingsColumn.HOLDOUT_FRACTION);
        stage.settings("evt_a", s -> s.settingsVersion(8).maxInterventionsPerHour((short) 0));
        stage.change(
                "s-3", "evt_a", c -> c.columns(1 << SettingsColumn.AGENT_MODE).mode((short) Mode.MANUAL));
        assertThat(columns(3)).isZero();
        assertThat(stage.of(DecisionType.SETTINGS).get(3).d.decisionSeq).isEqualTo(9);
        stage.change("s-4", "evt_a", c -> c.columns(0));
        assertThat(result("s-4")).isEqualTo(Code.ALREADY);
        stage.change("s-5", "evt_unread", c -> c.reset((short) 1));
        assertThat(result("s-5")).isEqualTo(Code.NONE);
        assertThat(stage.engine.stateHash()).isEqualTo(stage.engine.recomputeStateHash());
    }

    private long columns(int record) {
        return new EventSettingsRecordDecoder()
                .wrapAndApplyHeader(
                        stage.of(DecisionType.SETTINGS).get(record).d.payload, 0, new MessageHeaderDecoder())
                .columns();
    }

    @Test
    void whatIsOpenEndsWithItsSession() {
        Decision published = automatic();
        stage.atTime(published.engineTimeMs + 300).outcome(published.seq, true);
        assertThat(stage.engine.openDecisions()).isEqualTo(1);
        stage.at(stage.now() + 4_000_000);
        assertThat(stage.engine.openDecisions()).isZero();
        assertThat(stage.of(DecisionType.SUMMARY)).hasSize(1);
    }

    @Test
    void aFullTableOfDecisionsIsACodeAndNothingElse() {
        EngineConfig one = Stage.with(config(Mode.MANUAL), "engine.decisions-max", 1);
        stage = new Stage(Stage.with(one, "decisioning.default.approval-timeout-ms", 600_000));
        lively();
        stage.in("ses_2");
        lively();
        stage.at(stage.now() + 90_000);
        assertThat(stage.where(r -> r.d.type == DecisionType.DECISION && r.d.code == Code.DECISION_TABLE_FULL))
                .isNotEmpty();
        assertThat(stage.engine.openDecisions()).isEqualTo(1);
    }

    private static EngineConfig config(int mode) {
        EngineConfig rules = Stage.with(Stage.period(5_000), "decisioning.default.mode", Mode.name(mode));
        return Stage.with(rules, "decisioning.seed", 3);
    }

    private int overlap(long decisionSeq) {
        return reward(stage.where(r -> r.d.type == DecisionType.REWARD && r.d.decisionSeq == decisionSeq)
                        .get(0)
                        .d)
                .overlap();
    }

    /** A decision that is withheld; the event may have one more. */
    private Decision control() {
        EngineConfig half = Stage.with(
                Stage.with(config(Mode.AUTO), "decisioning.default.holdout-ppm", 500_000),
                "decisioning.default.max-interventions-per-hour",
                2);
        for (int session = 0;
                stage.where(r -> r.d.state == DecisionState.CONTROL && r.d.type == DecisionType.DECISION)
                        .isEmpty();
                session++) {
            assertThat(session).isLessThan(20);
            stage = new Stage(half);
            stage.in("ses_" + session);
            drop();
        }
        return last(DecisionState.CONTROL);
    }

    private void lively() {
        for (int user = 0; user < PEOPLE; user++) {
            stage.join("u" + user, "evt_a");
        }
        for (int second = 0; second < 120; second++) {
            stage.at(stage.now() + 1_000);
            stage.chat("u" + second % PEOPLE).react("u" + (second * 7 + 3) % PEOPLE);
        }
    }

    private void fall() {
        long endMs = stage.now() + 60_000;
        while (stage.now() < endMs && decisions().isEmpty()) {
            stage.at(stage.now() + 1_000);
        }
    }

    private void drop() {
        lively();
        fall();
    }

    private List<Recorded> decisions() {
        return stage.where(r -> r.d.type == DecisionType.DECISION && r.d.arm != 0 && r.d.previous == 0);
    }

    private Decision first() {
        return decisions().get(0).d;
    }

    private Decision begun(int state) {
        drop();
        Decision d = first();
        assertThat(d.state).isEqualTo(state);
        return d;
    }

    private Decision proposal() {
        lively();
        stage.mode("own", Mode.MANUAL + 1);
        fall();
        Decision d = first();
        assertThat(d.state).isEqualTo(DecisionState.PROPOSED);
        return d;
    }

    private Decision automatic() {
        begun(DecisionState.AUTO_APPROVED);
        return last(DecisionState.PUBLISHED);
    }

    private Decision last(int state) {
        List<Recorded> found = stage.where(r -> r.d.type == DecisionType.DECISION && r.d.state == state);
        assertThat(found).as(DecisionState.name(state)).isNotEmpty();
        return found.get(found.size() - 1).d;
    }

    private List<Integer> of(Decision decision) {
        return stage.where(r -> r.d.type == DecisionType.DECISION && r.d.decisionSeq == decision.decisionSeq).stream()
                .map(r -> r.d.state)
                .toList();
    }

    private int result(String commandId) {
        return answer(commandId).code;
    }

    private Decision answer(String commandId) {
        return stage.where(r -> r.d.type == DecisionType.COMMAND_RESULT
                        && Payloads.commandId(r.d.payload).equals(commandId))
                .get(0)
                .d;
    }

    private long evidence() {
        return stage.engine.armStatistics().rows.hash();
    }

    private static RewardRecordDecoder reward(Decision d) {
        return new RewardRecordDecoder().wrapAndApplyHeader(d.payload, 0, new MessageHeaderDecoder());
    }

    private static ExplanationRecordDecoder explanation(Decision d) {
        return new ExplanationRecordDecoder().wrapAndApplyHeader(d.payload, 0, new MessageHeaderDecoder());
    }

    private record Detail(
            String actor,
            String reason,
            String content,
            int method,
            int usersReached,
            int latencyMs,
            long costMicros,
            long executedAtMs) {}

    private static Detail detail(Decision d) {
        assertThat(d.payloadLength).isGreaterThan(Explanation.LENGTH);
        DetailRecordDecoder decoder =
                new DetailRecordDecoder().wrapAndApplyHeader(d.payload, Explanation.LENGTH, new MessageHeaderDecoder());
        UnsafeBuffer view = new UnsafeBuffer(0, 0);
        decoder.wrapActor(view);
        String actor = text(view);
        decoder.wrapReason(view);
        String reason = text(view);
        decoder.wrapContent(view);
        return new Detail(
                actor,
                reason,
                text(view),
                decoder.method(),
                decoder.usersReached(),
                decoder.latencyMs(),
                decoder.costMicros(),
                decoder.executedAtMs());
    }

    private static String text(UnsafeBuffer view) {
        return view.getStringWithoutLengthUtf8(0, view.capacity());
    }
}
