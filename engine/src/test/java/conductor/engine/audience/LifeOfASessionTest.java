package conductor.engine.audience;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.codec.ExplanationRecordDecoder;
import conductor.engine.codec.MessageHeaderDecoder;
import conductor.engine.core.AgentStatus;
import conductor.engine.core.AnomalyClass;
import conductor.engine.core.Arm;
import conductor.engine.core.Code;
import conductor.engine.core.Decision;
import conductor.engine.core.DecisionState;
import conductor.engine.core.DecisionType;
import conductor.engine.state.TimerHeap;
import conductor.engine.support.Recorded;
import conductor.engine.support.Stage;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Vectors E and I of audience.md 13, N21, and what happens to a lively session that falls silent, through the whole engine. */
class LifeOfASessionTest {
    private final Stage stage = new Stage(Stage.period(5000));

    @Test
    void E1_aFourthSessionIsRefusedAndTheThreeAreUntouched() {
        Stage small = new Stage(Stage.with(Stage.period(5000), "engine.sessions-max", 3));
        small.at(0).in("s1").chat("u").in("s2").chat("u").in("s3").chat("u");
        long before = small.engine.stateHash();
        small.in("s4").chat("u");
        List<Recorded> refused = small.of(DecisionType.INPUT_REFUSED);
        assertThat(refused).hasSize(1);
        assertThat(refused.get(0).d.code).isEqualTo(Code.SESSION_TABLE_FULL);
        assertThat(small.engine.sessionRows()).isEqualTo(3);
        assertThat(small.engine.stateHash()).isNotEqualTo(before);
        small.at(5_000);
        assertThat(small.of(DecisionType.SCORE)).hasSize(3).allMatch(r -> r.d.chatCount == 1);
    }

    @Test
    void I1_anIdIsNeverParsedForAnEvent() {
        stage.in("event_evt_abc123_main").chat("u1").at(5_000);
        assertThat(stage.of(DecisionType.EVENT_RESOLVED)).isEmpty();
        assertThat(stage.last(DecisionType.SCORE).d.scopeKey).isZero();
    }

    @Test
    void I3_anIdThatLooksLikeAnEventIsNone() {
        stage.in("evt_9f").chat("u1").at(5_000);
        assertThat(stage.of(DecisionType.EVENT_RESOLVED)).isEmpty();
        assertThat(stage.last(DecisionType.SCORE).d.scopeKey).isZero();
    }

    @Test
    void I5_anIdIsUsedUnchanged() {
        stage.in("ses_0123456789ab").chat("u1");
        assertThat(stage.last(DecisionType.SESSION_OPENED).text()).isEqualTo("ses_0123456789ab");
    }

    @Test
    void N21_betterEvidenceReplacesWeaker() {
        stage.join("u1");
        assertThat(eventOf()).isZero();
        stage.chat("u1");
        assertThat(eventOf()).isZero();
        stage.evidence("evt_a", 2);
        assertThat(eventOf()).isEqualTo(Stage.key("evt_a"));
        stage.join("u2", "evt_b");
        assertThat(eventOf()).isEqualTo(Stage.key("evt_b"));
        stage.chat("u1", "evt_c");
        assertThat(eventOf()).isEqualTo(Stage.key("evt_b"));
        stage.join("u3", "evt_d");
        assertThat(eventOf()).isEqualTo(Stage.key("evt_b"));
        assertThat(stage.engine.audienceCounter(AudienceCounters.EVIDENCE_CONFLICTS))
                .isEqualTo(1);
    }

    @Test
    void silenceAfterALivelyHourDecaysAndIsDecidedUpon() {
        lively(30, 120);
        stage.at(180_000);
        Decision after = stage.last(DecisionType.SCORE).d;
        int livelyScore = stage.where(
                        r -> r.d.type == DecisionType.SCORE && r.d.engineTimeMs == Stage.START_MS + 120_000)
                .get(0)
                .d
                .scorePpm;
        assertThat(after.chatCount).isZero();
        assertThat(after.reactionCount).isZero();
        assertThat(after.activeUsers).isZero();
        assertThat(after.scorePpm).isLessThan(livelyScore / 2);
        List<Recorded> anomalies = stage.of(DecisionType.ANOMALY);
        assertThat(anomalies).isNotEmpty();
        assertThat(anomalies.get(0).d.engineTimeMs).isBetween(Stage.START_MS + 120_000, Stage.START_MS + 180_000);
        assertThat(stage.of(DecisionType.DECISION)).isNotEmpty();
    }

    @Test
    void aCliffAfterAFlatHistoryIsDetectedAndActedUpon() {
        lively(40, 300);
        for (int i = 0; i < 40; i++) {
            stage.at(300_000).leave("u" + i);
        }
        stage.at(305_000);
        Decision anomaly = stage.last(DecisionType.ANOMALY).d;
        assertThat(anomaly.anomalyClass).isEqualTo(AnomalyClass.MASS_EXIT);
        Decision published = stage.last(DecisionType.DECISION).d;
        assertThat(published.state).isEqualTo(DecisionState.PUBLISHED);
        assertThat(published.arm).isEqualTo(Arm.NOTIFICATION);
        assertThat(stage.last(DecisionType.STATUS).d.state).isEqualTo(AgentStatus.INTERVENING);
    }

    @Test
    void whatNobodyApprovesExpiresAfterAMinute() {
        Stage manual = new Stage(Stage.with(Stage.period(5000), "decisioning.default.mode", "MANUAL"));
        lively(manual, 30, 120);
        manual.at(600_000);
        Decision proposed = states(manual, DecisionState.PROPOSED).get(0).d;
        Decision expired = states(manual, DecisionState.EXPIRED).get(0).d;
        assertThat(expired.decisionSeq).isEqualTo(proposed.seq);
        assertThat(expired.engineTimeMs - proposed.engineTimeMs).isEqualTo(60_000);
        assertThat(expired.previous).isEqualTo(DecisionState.PROPOSED);
        assertThat(explanation(proposed).expiresAtMs()).isEqualTo(proposed.engineTimeMs + 60_000);
        assertThat(states(manual, DecisionState.PUBLISHED)).isEmpty();
        List<Recorded> suppressed = states(manual, DecisionState.SUPPRESSED);
        assertThat(suppressed).allMatch(r -> r.d.code == Code.PENDING);
    }

    @Test
    void withoutAResultAPublicationIsTakenAsExecutedAfterTenSeconds() {
        lively(30, 120);
        stage.at(300_000);
        Decision published = states(stage, DecisionState.PUBLISHED).get(0).d;
        Decision executed = states(stage, DecisionState.EXECUTED).get(0).d;
        assertThat(executed.code).isEqualTo(Code.ASSUMED);
        assertThat(executed.engineTimeMs - published.engineTimeMs).isEqualTo(10_000);
        assertThat(explanation(published).interventionSeq()).isEqualTo(published.seq);
        assertThat(explanation(executed).interventionSeq()).isEqualTo(published.seq);
    }

    @Test
    void N19_aSuccessBeatsAnEarlierFailure() {
        Decision published = publishOne();
        stage.at(elapsed(published) + 200).outcome(published.seq, false);
        stage.at(elapsed(published) + 500).outcome(published.seq, true);
        Decision executed = states(stage, DecisionState.EXECUTED).get(0).d;
        assertThat(executed.engineTimeMs - published.engineTimeMs).isEqualTo(500);
        assertThat(executed.code).isEqualTo(Code.NONE);
    }

    @Test
    void onlyFailuresMakeItFailedAfterTenSeconds() {
        Decision published = publishOne();
        stage.at(elapsed(published) + 200).outcome(published.seq, false);
        stage.at(elapsed(published) + 10_000);
        Decision failed = states(stage, DecisionState.FAILED).get(0).d;
        assertThat(failed.code).isEqualTo(Code.OUTCOME_FAILED);
        assertThat(failed.engineTimeMs - published.engineTimeMs).isEqualTo(10_000);
    }

    @Test
    void aCommandThatNobodyReceivedHasFailed() {
        Decision published = publishOne();
        stage.egressResult(published.seq, Code.NO_RECEIVER);
        assertThat(states(stage, DecisionState.FAILED).get(0).d.code).isEqualTo(Code.NO_RECEIVER);
    }

    @Test
    void G11_aDisabledAgentDecidesNothingAndEscalatesNothing() {
        Stage disabled = new Stage(Stage.with(Stage.period(5000), "decisioning.default.agent-enabled", false));
        for (int i = 0; i < 20; i++) {
            disabled.join("u" + i, "evt_a");
        }
        disabled.at(40_000);
        for (int i = 0; i < 10; i++) {
            disabled.leave("u" + i);
        }
        disabled.at(60_000);
        assertThat(states(disabled, DecisionState.SKIPPED)).isNotEmpty().allMatch(r -> r.d.code == Code.DISABLED);
        assertThat(disabled.of(DecisionType.ESCALATION)).isEmpty();
        assertThat(states(disabled, DecisionState.PUBLISHED)).isEmpty();
    }

    @Test
    void L7_theHundredAndFirstSessionOfAnEventIsRefusedAndNoSlotOfItIsSpent() {
        Stage busy = new Stage(Stage.with(Stage.period(5000), "decisioning.default.max-interventions-per-hour", 100));
        for (int session = 0; session <= 100; session++) {
            busy.in("ses_" + session);
            for (int user = 0; user < 20; user++) {
                busy.join("u" + user, "evt_a");
            }
        }
        busy.at(40_000);
        for (int session = 0; session < 100; session++) {
            fiveLeave(busy.in("ses_" + session), 0);
        }
        busy.at(45_000);
        assertThat(states(busy, DecisionState.PUBLISHED)).hasSize(100);
        fiveLeave(busy.in("ses_100"), 0);
        busy.at(80_000);
        fiveLeave(busy, 5);
        busy.at(120_000);
        List<Recorded> skipped = states(busy, DecisionState.SKIPPED).stream()
                .filter(r -> r.d.subjectKey == Stage.key("ses_100"))
                .toList();
        assertThat(skipped).hasSizeGreaterThan(1).allMatch(r -> r.d.code == Code.LIMIT_EVENT);
        Decision second = skipped.get(1).d;
        assertThat(explanation(second).eventCount()).isEqualTo(100);
        assertThat(explanation(second).session300s()).isZero();
        assertThat(states(busy, DecisionState.PUBLISHED)).hasSize(100);
    }

    private static void fiveLeave(Stage on, int from) {
        for (int user = from; user < from + 5; user++) {
            on.leave("u" + user);
        }
    }

    @Test
    void publicationsOfAnEventCountForAnHour() {
        EventLimits limits = new EventLimits(4);
        TimerHeap timers = new TimerHeap();
        for (int i = 0; i < 100; i++) {
            assertThat(limits.published(7, 1_000 + i)).isEqualTo(i);
            limits.publish(7, 1_000 + i, timers, i);
        }
        assertThat(limits.published(7, 3_600_999)).isEqualTo(100);
        assertThat(limits.published(7, 3_601_000)).isEqualTo(99);
    }

    @Test
    void anUnknownEventIsLimitedByItsSessionNotInOneBucket() {
        assertThat(Gates.limitKey(9, 5)).isEqualTo(9);
        assertThat(Gates.limitKey(0, 5)).isNotEqualTo(Gates.limitKey(0, 6));
        // A session may have the id of an event.
        assertThat(Gates.limitKey(0, 9)).isNotEqualTo(Gates.limitKey(9, 5));
    }

    private Decision publishOne() {
        lively(30, 120);
        long ms = 120_000;
        while (states(stage, DecisionState.PUBLISHED).isEmpty()) {
            ms += 5_000;
            stage.at(ms);
        }
        return states(stage, DecisionState.PUBLISHED).get(0).d;
    }

    private static long elapsed(Decision d) {
        return d.engineTimeMs - Stage.START_MS;
    }

    private void lively(int users, int seconds) {
        lively(stage, users, seconds);
    }

    /** Everybody is connected and says something every ten seconds or so. */
    private static void lively(Stage on, int users, int seconds) {
        for (int i = 0; i < users; i++) {
            on.join("u" + i, "evt_a");
        }
        for (int ms = 0; ms < seconds * 1000; ms += 500) {
            on.at(ms).chat("u" + (ms / 500) % users);
        }
    }

    private long eventOf() {
        List<Recorded> resolved = stage.of(DecisionType.EVENT_RESOLVED);
        return resolved.isEmpty() ? 0 : resolved.get(resolved.size() - 1).d.scopeKey;
    }

    private static List<Recorded> states(Stage on, int state) {
        return on.where(r -> r.d.type == DecisionType.DECISION && r.d.state == state);
    }

    private static ExplanationRecordDecoder explanation(Decision d) {
        return new ExplanationRecordDecoder().wrapAndApplyHeader(d.payload, 0, new MessageHeaderDecoder());
    }
}
