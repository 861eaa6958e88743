package conductor.engine.presence;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.core.Engine;
import conductor.engine.core.PresenceSetting;
import conductor.engine.core.SignalType;
import conductor.engine.presence.PresenceStage.Said;
import conductor.engine.support.StateBytes;
import conductor.engine.zone.Zones;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The conformance vectors of presence.md 11, each a test of its number. Times are seconds after the first input. */
class PresenceVectorsTest {
    private static final long HOUR_S = 3_600;
    private final PresenceStage stage = new PresenceStage();

    @Test
    void pre1AnItemWaitsForTheFirstHeartbeat() {
        stage.account("a1", true).login("a1", 1).work("w1");
        assertThat(stage.lines()).containsExactly("0 AGENT_SESSION_OPENED a1", "0 WORK_QUEUED w1");
        Said queued = stage.last("WORK_QUEUED", "w1");
        assertThat(queued.figure(Said.POSITION)).isEqualTo(1);
        assertThat(queued.figure(Said.EWT_MS)).isEqualTo(240_000);

        stage.at(1).heartbeat("a1", true);
        assertThat(stage.lines()).containsExactly("1 AGENT_REACHABLE a1", "1 WORK_OFFERED w1 a1");
    }

    @Test
    void pre3TheLongestIdleIsChosenNotTheStalestLink() {
        stage.account("a1", true).account("a2", true).login("a1", 1).at(5).login("a2", 1);
        stage.at(60).heartbeat("a2", true).at(240).heartbeat("a1", true);
        stage.lines();
        stage.at(270).work("w1");
        assertThat(stage.lines()).containsExactly("270 WORK_OFFERED w1 a1");
    }

    @Test
    void pre5AnOfferThatNobodyAnswersGoesToAnotherOperator() {
        stage.ready("a1", 1).ready("a2", 1).status("a2", MessageWord.BREAK);
        stage.lines();
        stage.work("w1").at(40).status("a2", MessageWord.AVAILABLE);
        assertThat(stage.lines())
                .containsExactly(
                        "0 WORK_OFFERED w1 a1",
                        "30 WORK_REQUEUED w1 a1 TIMEOUT",
                        "40 AGENT_STATE_CHANGED a2",
                        "40 WORK_OFFERED w1 a2");
        Said requeued = stage.last("WORK_REQUEUED", "w1");
        assertThat(requeued.figure(Said.ATTEMPTS)).isEqualTo(1);
        assertThat(requeued.figure(Said.EXCLUDED_UNTIL_MS)).isEqualTo(60_000);
    }

    @Test
    void pre7WaitAndTalkAreMeasuredByTheEngine() {
        stage.ready("a1", 1).work("w1").at(5).answer("w1", "a1").at(125).end("w1", "a1");
        assertThat(stage.last("WORK_CONNECTED", "w1").figure(Said.WAIT_MS)).isEqualTo(5_000);
        assertThat(stage.last("WORK_CLOSED", "w1").figure(Said.TALK_MS)).isEqualTo(120_000);
        Said changed = stage.last("AGENT_STATE_CHANGED", "a1");
        assertThat(AgentDisplay.name((int) changed.figure(Said.DISPLAY))).isEqualTo("AVAILABLE");
        assertThat(changed.figure(Said.COMPLETED)).isEqualTo(1);
        assertThat(changed.figure(Said.IDLE_SINCE_MS)).isEqualTo(125_000);
    }

    @Test
    void pre9AfterLogoutAndLoginOfTheSameDayTheOperatorIsRoutedAtOnce() {
        stage.account("a1", true)
                .login("a1", 1)
                .logout("a1", false)
                .login("a1", 1)
                .heartbeat("a1", true);
        stage.lines();
        stage.work("w1");
        assertThat(stage.lines()).containsExactly("0 WORK_OFFERED w1 a1");
    }

    @Test
    void pre11ACleanUpLeavesAConnectedCallAlone() {
        stage.ready("a1", 1).work("w1").answer("w1", "a1");
        stage.at(100).heartbeat("a1", true);
        stage.lines();
        stage.cleanUp().cleanUp();
        assertThat(stage.lines())
                .containsExactly(
                        "100 CLEANUP_DONE stale 0 closed 0 stuck 0 dangling 0",
                        "100 CLEANUP_DONE stale 0 closed 0 stuck 0 dangling 0");
    }

    @Test
    void pre13AHeartbeatOutOfOrderIsIgnored() {
        stage.account("a1", true).login("a1", 1).at(10).heartbeat("a1", true, 5);
        stage.lines();
        stage.at(11).heartbeat("a1", false, 4);
        assertThat(stage.lines()).isEmpty();
        stage.at(12).status("a1", MessageWord.BREAK);
        Said now = stage.last("AGENT_STATE_CHANGED", "a1");
        assertThat(AgentDisplay.name((int) now.figure(Said.DISPLAY))).isEqualTo("BREAK");
        assertThat(now.figure(Said.HEARTBEAT_MS)).isEqualTo(10_000);
    }

    @Test
    void pre15TheEstimatedWaitIsPositionTimesHandlingTimeByRoutableOperators() {
        PresenceState state = new PresenceState(stage.config.presence(), "5e1f09c2");
        int scope = state.scopes.create(1);
        for (int operator = 1; operator <= 12; operator++) {
            int slot = state.operators.create(operator, 1);
            state.deskAt(scope).join(slot);
            state.operators.max(slot, 1);
            state.operators.flag(
                    slot,
                    OperatorTable.ACCOUNT_ACTIVE | OperatorTable.OPEN | OperatorTable.FRESH | OperatorTable.CONNECTED,
                    true);
            state.update(slot);
            if (operator == 1) {
                assertThat(state.estimatedWaitMs(scope, 1)).isEqualTo(300_000);
                assertThat(state.estimatedWaitMs(scope, 3)).isEqualTo(600_000);
            }
            if (operator == 2) {
                assertThat(state.estimatedWaitMs(scope, 1)).isEqualTo(150_000);
            }
        }
        assertThat(state.estimatedWaitMs(scope, 1)).isEqualTo(30_000);
    }

    @Test
    void pre17CallsOutOfHoursAreMissed() {
        PresenceStage london = PresenceStage.from("2025-08-25T11:00:00Z");
        LocalTime[] long9 = {LocalTime.of(10, 0), LocalTime.of(19, 0)};
        LocalTime[] friday = {LocalTime.of(10, 0), LocalTime.of(18, 0)};
        london.signal(Zones.zone("Europe/London"))
                .signal(Zones.calendar(
                        PresenceStage.SCOPE,
                        "Europe/London",
                        Arrays.asList(long9, long9, long9, long9, friday, null, null),
                        LocalDate.of(2025, 8, 25)));
        // In summer London is an hour ahead of UTC.
        assertThat(said(london, "2025-08-25T11:00:00Z", "closed day")).isEqualTo("WORK_REFUSED OUT_OF_HOURS");
        assertThat(said(london, "2025-08-29T16:59:59Z", "open")).isEqualTo("WORK_QUEUED null");
        assertThat(said(london, "2025-08-29T17:00:00Z", "late")).isEqualTo("WORK_REFUSED OUT_OF_HOURS");
        assertThat(said(london, "2025-09-01T08:59:59Z", "early")).isEqualTo("WORK_REFUSED OUT_OF_HOURS");
        assertThat(said(london, "2025-09-01T09:00:00Z", "in time")).isEqualTo("WORK_QUEUED null");

        london.work("escalated", 50, WorkKind.ESCALATION).at(0);
        StateBytes state = new StateBytes();
        london.engine.writeState(state);
        assertThat(Engine.readState(london.config, state.reader(), d -> {}).stateHash())
                .isEqualTo(london.engine.stateHash())
                .isEqualTo(london.engine.recomputeStateHash());
    }

    private static String said(PresenceStage stage, String instant, String work) {
        stage.atInstant(instant).work(work);
        Said last = stage.said.get(stage.said.size() - 1);
        return last.type() + " " + last.code();
    }

    @Test
    void pre19WhoMayHaveTwoItemsIsOfferedTwo() {
        stage.ready("a1", 2);
        stage.lines();
        stage.work("w1").work("w2").work("w3");
        assertThat(stage.lines()).containsExactly("0 WORK_OFFERED w1 a1", "0 WORK_OFFERED w2 a1", "0 WORK_QUEUED w3");
        assertThat(stage.last("WORK_QUEUED", "w3").figure(Said.POSITION)).isEqualTo(1);
        assertThat(stage.last("WORK_QUEUED", "w3").figure(Said.EWT_MS)).isEqualTo(240_000);
    }

    @Test
    void pre21TheVerdictFollowsFromTheChecks() {
        assertThat(Verdict.of(Verdict.PASS, Verdict.PASS, Verdict.PASS, Verdict.PASS))
                .isEqualTo(Verdict.READY);
        assertThat(Verdict.of(Verdict.FAIL, Verdict.NEEDS_CLEANUP, Verdict.PASS, Verdict.PASS))
                .isEqualTo(Verdict.NEEDS_DATABASE_MIGRATION);
        assertThat(Verdict.of(Verdict.PASS, Verdict.NEEDS_CLEANUP, Verdict.PASS, Verdict.PASS))
                .isEqualTo(Verdict.NEEDS_SESSION_CLEANUP);
        assertThat(Verdict.of(Verdict.PASS, Verdict.PASS, Verdict.NEEDS_CLEANUP, Verdict.FAIL))
                .isEqualTo(Verdict.NEEDS_SESSION_CLEANUP);
        assertThat(Verdict.of(Verdict.PASS, Verdict.PASS, Verdict.PASS, Verdict.FAIL))
                .isEqualTo(Verdict.NOT_READY);

        stage.account("a1", false).readiness(false);
        assertThat(stage.lines())
                .containsExactly(
                        "0 READINESS_VERDICT NEEDS_DATABASE_MIGRATION schema FAIL sessions PASS references PASS"
                                + " agents FAIL");
    }

    @Test
    void pre23WhereCallsDoNotWaitForNobodyTheyEnd() {
        PresenceStage abandons = new PresenceStage(PresenceStage.shipped(PresenceSetting.ABANDON_WITHOUT_AGENTS, 1));
        abandons.account("a1", true).work("w1");
        assertThat(abandons.lines()).containsExactly("0 WORK_CLOSED w1 NO_AGENTS");
        abandons.at(1).login("a1", 1).at(2).work("w2").at(5).logout("a1", false);
        assertThat(abandons.lines())
                .containsExactly(
                        "1 AGENT_SESSION_OPENED a1",
                        "2 WORK_QUEUED w2",
                        "5 AGENT_SESSION_CLOSED a1 LOGOUT",
                        "5 WORK_CLOSED w2 NO_AGENTS");
    }

    @Test
    void pre25ACallOfAnEarlierSessionStillCounts() {
        stage.ready("a1", 1).work("w1").at(5).answer("w1", "a1");
        stage.lines();
        stage.at(10).login("a1", 1).heartbeat("a1", true).work("w2");
        assertThat(stage.lines())
                .containsExactly(
                        "10 AGENT_SESSION_CLOSED a1 SUPERSEDED",
                        "10 AGENT_SESSION_OPENED a1",
                        "10 AGENT_REACHABLE a1",
                        "10 WORK_QUEUED w2");
        stage.at(65).end("w1", "a1");
        assertThat(stage.lines())
                .containsExactly("65 WORK_CLOSED w1 a1 NORMAL", "65 AGENT_STATE_CHANGED a1", "65 WORK_OFFERED w2 a1");
        assertThat(stage.last("WORK_CLOSED", "w1").figure(Said.TALK_MS)).isEqualTo(60_000);
    }

    @Test
    void pre27WhoIsExcludedFromOneItemIsOfferedAnother() {
        stage.ready("a1", 1).work("w1");
        stage.lines();
        stage.result("w1", "a1", 1, MessageWord.NO_ANSWER).work("w2").at(30);
        assertThat(stage.lines())
                .containsExactly(
                        "0 WORK_REQUEUED w1 a1 NO_ANSWER",
                        "0 WORK_OFFERED w2 a1",
                        "30 WORK_REQUEUED w2 a1 TIMEOUT",
                        "30 WORK_OFFERED w1 a1");
    }

    @Test
    void pre29AClosedTabTakesTheOfferBackAndAHeartbeatReconnects() {
        stage.ready("a1", 1).work("w1");
        stage.lines();
        stage.at(3).disconnect("a1");
        assertThat(stage.lines())
                .containsExactly("3 AGENT_UNREACHABLE a1 DISCONNECT", "3 WORK_REQUEUED w1 a1 DISCONNECT");
        assertThat(stage.last("WORK_REQUEUED", "w1").figure(Said.ATTEMPTS)).isEqualTo(1);
        assertThat(AgentDisplay.name((int) stage.last("WORK_REQUEUED", "w1").figure(Said.DISPLAY)))
                .isEqualTo("OFFLINE_CONNECTION_LOST");
        stage.at(8).heartbeat("a1", true).at(33);
        assertThat(stage.lines()).containsExactly("8 AGENT_REACHABLE a1", "33 WORK_OFFERED w1 a1");
        assertThat(stage.last("AGENT_REACHABLE", "a1").figure(Said.INTENT)).isEqualTo(MessageWord.AVAILABLE);
    }

    @Test
    void pre35ARepeatGetsTheFirstAnswerForADay() {
        send("m1", 1);
        assertThat(stage.lines()).containsExactly("0 COMMAND_RESULT a1");
        long first = stage.last("COMMAND_RESULT", "a1").seq();

        stage.at(23 * HOUR_S);
        send("m1", 1);
        assertThat(stage.lines()).containsExactly(23 * HOUR_S + " COMMAND_RESULT a1");
        assertThat(stage.last("COMMAND_RESULT", "a1").figure(Said.FIRST_SEQ)).isEqualTo(first);

        send("m1", 2);
        assertThat(stage.lines())
                .containsExactly(
                        23 * HOUR_S + " REJECTED a1 KEY_CONFLICT", 23 * HOUR_S + " COMMAND_RESULT a1 KEY_CONFLICT");

        stage.at(24 * HOUR_S);
        send("m1", 1);
        assertThat(stage.last("COMMAND_RESULT", "a1").figure(Said.FIRST_SEQ)).isZero();
    }

    private void send(String id, long content) {
        stage.message(
                id,
                content,
                true,
                SignalType.OPERATOR_ACCOUNT,
                "a1",
                null,
                m -> m.flag((short) 1).word((short) MessageWord.AGENT));
    }
}
