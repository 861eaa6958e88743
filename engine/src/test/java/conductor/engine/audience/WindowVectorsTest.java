package conductor.engine.audience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import conductor.engine.core.AnomalyClass;
import conductor.engine.core.Decision;
import conductor.engine.core.DecisionType;
import conductor.engine.core.Severity;
import conductor.engine.support.Recorded;
import conductor.engine.support.Stage;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Vectors W of audience.md 13 and the N vectors of windows and polls, through the whole engine at one evaluation a second. */
class WindowVectorsTest {
    private final Stage stage = new Stage(Stage.period(1000));

    @Test
    void W1_sixtyOneChatsCountSixtyOne() {
        for (int i = 0; i < 61; i++) {
            stage.at(i * 160L).chat("u" + i % 7);
        }
        assertThat(scoreAt(10).chatCount).isEqualTo(61);
    }

    @Test
    void W3_aChatCountsForSixtySeconds() {
        for (int second = 0; second < 10; second++) {
            stage.at(second * 1000L).chat("u1");
        }
        assertThat(scoreAt(59).chatCount).isEqualTo(10);
        assertThat(scoreAt(60).chatCount).isEqualTo(9);
        assertThat(scoreAt(68).chatCount).isEqualTo(1);
        assertThat(scoreAt(69).chatCount).isZero();
        assertThat(scoreAt(300).chatCount).isZero();
    }

    @Test
    void W5_twoLeaversAreNoMassExit() {
        join(10);
        stage.at(10_000).leave("u0").leave("u1");
        Decision d = scoreAt(20);
        assertThat(d.totalUsers).isEqualTo(8);
        assertThat(d.leavers).isEqualTo(2);
        assertThat(d.leaveRatePpm).isEqualTo(250_000);
        assertThat(anomalies()).isEmpty();
    }

    @Test
    void W7_thirteenOfAHundredAreNoMassExit() {
        join(100);
        stage.at(10_000);
        leave(0, 13);
        assertThat(scoreAt(11).leaveRatePpm).isEqualTo(149_425);
        assertThat(anomalies()).isEmpty();
    }

    @Test
    void W7_fourteenOfAHundredAreAMassExit() {
        join(100);
        stage.at(10_000);
        leave(0, 14);
        assertThat(scoreAt(11).leaveRatePpm).isEqualTo(162_791);
        Decision anomaly = anomalies().get(0).d;
        assertThat(anomaly.anomalyClass).isEqualTo(AnomalyClass.MASS_EXIT);
        assertThat(anomaly.anomalyScorePpm).isCloseTo(617_055, within(1));
        assertThat(anomaly.severity).isEqualTo(Severity.WARNING);
    }

    @Test
    void W9_everybodyLeaves() {
        join(10);
        stage.at(10_000);
        leave(0, 10);
        Decision d = scoreAt(11);
        assertThat(d.totalUsers).isZero();
        assertThat(d.leaveRatePpm).isEqualTo(10_000_000);
        assertThat(d.scorePpm).isZero();
        assertThat(anomalies().get(0).d.anomalyClass).isEqualTo(AnomalyClass.MASS_EXIT);
        assertThat(anomalies().get(0).d.anomalyScorePpm).isEqualTo(1_000_000);
    }

    @Test
    void W11_twoTabsAndThreeLeaves() {
        stage.at(0).join("u1").join("u1");
        assertThat(scoreAt(1).totalUsers).isEqualTo(1);
        stage.leave("u1");
        assertThat(scoreAt(2).totalUsers).isEqualTo(1);
        assertThat(scoreAt(2).leavers).isZero();
        stage.leave("u1");
        assertThat(scoreAt(3).totalUsers).isZero();
        assertThat(scoreAt(3).leavers).isEqualTo(1);
        stage.leave("u1");
        assertThat(scoreAt(4).totalUsers).isZero();
        assertThat(scoreAt(4).leavers).isEqualTo(1);
        assertThat(stage.engine.audienceCounter(AudienceCounters.LEAVES_IGNORED))
                .isEqualTo(1);
    }

    @Test
    void W13_theElectorateIsFixedAtTheFirstVote() {
        join(4);
        stage.at(1_000).vote("u0", "p1").vote("u1", "p1").vote("u2", "p1");
        assertThat(scoreAt(2).participationPpm).isEqualTo(750_000);
        for (int i = 4; i < 10; i++) {
            stage.join("u" + i);
        }
        assertThat(scoreAt(3).participationPpm).isEqualTo(750_000);
        stage.vote("u4", "p1");
        assertThat(scoreAt(4).participationPpm).isEqualTo(1_000_000);
    }

    @Test
    void W15_closingAnOlderPollChangesNothing() {
        join(4);
        stage.at(1_000).vote("u0", "p1").vote("u0", "p2");
        assertThat(scoreAt(2).participationPpm).isEqualTo(250_000);
        stage.close("p1");
        assertThat(scoreAt(3).participationPpm).isEqualTo(250_000);
        stage.closeWithoutSession("p2");
        assertThat(scoreAt(4).participationPpm).isZero();
    }

    @Test
    void W17_aSessionClosesAfterHalfAnHourOfSilence() {
        stage.at(0).chat("u1").at(1_799_999);
        assertThat(stage.of(DecisionType.SESSION_CLOSED)).isEmpty();
        stage.at(1_800_000);
        assertThat(stage.of(DecisionType.SESSION_CLOSED)).hasSize(1);
        assertThat(stage.last(DecisionType.SESSION_CLOSED).d.engineTimeMs).isEqualTo(Stage.START_MS + 1_800_000);
    }

    @Test
    void N1_whoIsConnectedIsNotActiveByThat() {
        Decision d = tenConnectedThreeChat(stage);
        assertThat(d.activeUsers).isEqualTo(3);
        assertThat(d.scorePpm).isCloseTo(211_602, within(1));
    }

    @Test
    void N1_inParityModeTheConnectedAreTheActive() {
        Stage parity = new Stage(Stage.with(Stage.period(1000), "score.input", "parity"));
        Decision d = tenConnectedThreeChat(parity);
        assertThat(d.activeUsers).isEqualTo(10);
        assertThat(d.scorePpm).isCloseTo(386_602, within(1));
    }

    @Test
    void N3_silenceDecaysStepByStep() {
        stage.at(900);
        for (int i = 0; i < 12; i++) {
            stage.join("u" + i);
        }
        for (int i = 0; i < 12; i++) {
            stage.at(Math.max(900, i * 5_000L + 100)).chat("u" + i);
        }
        assertThat(scoreLateIn(55).scorePpm).isCloseTo(502_744, within(1));
        assertThat(scoreLateIn(60).scorePpm).isCloseTo(474_023, within(1));
        assertThat(scoreLateIn(85).scorePpm).isCloseTo(316_745, within(1));
        assertThat(scoreLateIn(110).scorePpm).isCloseTo(89_134, within(1));
        assertThat(scoreLateIn(115).scorePpm).isZero();
    }

    @Test
    void N5_whoIsBackHasNotLeft() {
        join(20);
        stage.at(10_000);
        leave(0, 4);
        stage.at(10_500).join("u0");
        Decision d = scoreAt(11);
        assertThat(d.leavers).isEqualTo(3);
        assertThat(d.leaveRatePpm).isEqualTo(176_471);
        assertThat(anomalies().get(0).d.anomalyClass).isEqualTo(AnomalyClass.MASS_EXIT);
        assertThat(anomalies().get(0).d.anomalyScorePpm).isCloseTo(635_295, within(1));
    }

    @Test
    void N5_twoBackMakeTwoLeaversAndNoAlarm() {
        join(20);
        stage.at(10_000);
        leave(0, 4);
        stage.at(10_500).join("u0").join("u1");
        Decision d = scoreAt(11);
        assertThat(d.leavers).isEqualTo(2);
        assertThat(d.leaveRatePpm).isEqualTo(111_111);
        assertThat(anomalies()).isEmpty();
    }

    @Test
    void aPollLapsesTwoMinutesAfterItsLastVoteAndALaterVoteRevivesIt() {
        join(4);
        stage.at(1_000).vote("u0", "p1");
        stage.at(61_000).vote("u1", "p1");
        assertThat(scoreAt(180).participationPpm).isEqualTo(500_000);
        assertThat(scoreAt(182).participationPpm).isZero();
        stage.at(190_000).vote("u2", "p1");
        assertThat(scoreAt(191).participationPpm).isEqualTo(750_000);
    }

    @Test
    void theSeventeenthPollDropsTheOneWithTheOldestVoteAndItsVotesOnlyCountAsActions() {
        join(4);
        for (int i = 0; i < 17; i++) {
            stage.at(1_000 + i).vote("u0", "p" + i);
        }
        assertThat(stage.of(DecisionType.POLL_DROPPED)).hasSize(1);
        assertThat(stage.last(DecisionType.POLL_DROPPED).d.anomalySeq).isEqualTo(Stage.key("p0"));
        stage.at(1_100).vote("u1", "p0");
        assertThat(scoreAt(2).participationPpm).isEqualTo(250_000);
        assertThat(scoreAt(2).activeUsers).isEqualTo(2);
    }

    @Test
    void aSessionThatWakesUpStillKnowsWhoIsConnected() {
        join(3);
        stage.at(1_800_000);
        assertThat(stage.of(DecisionType.SESSION_CLOSED)).hasSize(1);
        stage.at(1_900_000).leave("u0").chat("u1");
        assertThat(scoreAt(1_901).totalUsers).isEqualTo(2);
        assertThat(stage.of(DecisionType.SESSION_OPENED)).hasSize(2);
    }

    @Test
    void aClosedSessionForgetsItsUsersAfterTwelveHours() {
        join(3);
        stage.at(1_800_000 + 43_199_999L);
        assertThat(stage.engine.sessionRows()).isEqualTo(1);
        stage.at(1_800_000 + 43_200_000L);
        assertThat(stage.engine.sessionRows()).isZero();
    }

    private Decision tenConnectedThreeChat(Stage on) {
        on.at(0);
        for (int i = 0; i < 10; i++) {
            on.join("u" + i);
        }
        on.chat("u0").chat("u1").chat("u2").at(1_000);
        return on.last(DecisionType.SCORE).d;
    }

    private void join(int count) {
        stage.at(0);
        for (int i = 0; i < count; i++) {
            stage.join("u" + i);
        }
    }

    private void leave(int from, int to) {
        for (int i = from; i < to; i++) {
            stage.leave("u" + i);
        }
    }

    private Decision scoreAt(int second) {
        return score(second * 1000L);
    }

    /** The evaluation that comes after the inputs of this second (evaluations come before inputs of the same instant). */
    private Decision scoreLateIn(int second) {
        return score(second * 1000L + 900);
    }

    private Decision score(long ms) {
        stage.at(ms);
        return stage.where(r -> r.d.type == DecisionType.SCORE && r.d.engineTimeMs == Stage.START_MS + ms)
                .get(0)
                .d;
    }

    private List<Recorded> anomalies() {
        return stage.of(DecisionType.ANOMALY);
    }
}
