package conductor.engine.presence;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.core.Code;
import conductor.engine.core.DecisionType;
import conductor.engine.core.PresenceConfig;
import conductor.engine.core.SignalType;
import conductor.engine.presence.PresenceStage.Said;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rules of presence.md that no vector tells apart from their neighbours, each a small scene. Times are seconds after the first input. */
class PresenceRulesTest {
    private final PresenceStage stage = new PresenceStage();

    /** 4.1: first the offers are taken back, then the session closes. */
    @Test
    void aSessionIsStillOpenWhenItsOffersAreTakenBack() {
        stage.ready("a1", 2).work("w1").work("w2");
        stage.lines();
        stage.logout("a1", true);
        assertThat(stage.lines())
                .containsExactly(
                        "0 WORK_REQUEUED w1 a1 LOGOUT",
                        "0 WORK_REQUEUED w2 a1 LOGOUT",
                        "0 AGENT_SESSION_CLOSED a1 LOGOUT");
        assertThat(display("WORK_REQUEUED", "w1")).isEqualTo("RESERVED");
        assertThat(display("WORK_REQUEUED", "w2")).isEqualTo("AVAILABLE");
        assertThat(display("AGENT_SESSION_CLOSED", "a1")).isEqualTo("OFFLINE");
    }

    /** 1.2: of timers that are due at the same time the one that was set first comes first, and each heartbeat sets one (4.1). */
    @Test
    void whoWasHeardOfFirstIsMissedFirst() {
        stage.ready("a1", 1).account("a2", true).login("a2", 1);
        stage.at(100).heartbeat("a1", true).heartbeat("a2", true);
        stage.lines();
        stage.at(401);
        assertThat(stage.lines())
                .containsExactly("400.001 AGENT_UNREACHABLE a1 HEARTBEAT", "400.001 AGENT_UNREACHABLE a2 HEARTBEAT");
    }

    /** 1.2, of the time that a session may be idle, which begins anew with each accepted status (2). */
    @Test
    void whoDidSomethingFirstIsLoggedOutFirst() {
        stage.account("a1", true).login("a1", 1).account("a2", true).login("a2", 1);
        stage.at(100).status("a2", MessageWord.AVAILABLE).status("a1", MessageWord.AVAILABLE);
        stage.lines();
        stage.at(7_301);
        assertThat(stage.lines())
                .containsExactly(
                        "7300.001 AGENT_SESSION_CLOSED a2 ABANDONED", "7300.001 AGENT_SESSION_CLOSED a1 ABANDONED");
    }

    /** 1.1: reply is not content, so whoever asks again for an answer gets the first one and moves nothing. */
    @Test
    void whatWasSaidWithoutAReplyIsKnownWhenAReplyIsAskedFor() {
        stage.account("a1", true);
        login("m-1", 1, false);
        stage.lines();
        long opened = stage.last("AGENT_SESSION_OPENED", "a1").seq();
        login("m-1", 1, true);
        assertThat(stage.lines()).containsExactly("0 COMMAND_RESULT a1");
        assertThat(stage.last("COMMAND_RESULT", "a1").figure(Said.FIRST_SEQ)).isEqualTo(opened);
    }

    /** 1.1: a message id that comes with other content is refused, with or without reply. */
    @Test
    void otherContentUnderAnIdThatWasThereIsRefused() {
        stage.account("a1", true);
        login("m-1", 1, false);
        stage.lines();
        login("m-1", 2, false);
        assertThat(stage.lines()).containsExactly("0 REJECTED a1 KEY_CONFLICT");
        login("m-1", 1, false);
        assertThat(stage.lines()).isEmpty();
    }

    /** 1.1: after a day an id is as new. */
    @Test
    void whatWasSaidWithoutAReplyIsKnownForADay() {
        stage.account("a1", true);
        login("m-1", 1, false);
        stage.atMs(86_399_999);
        stage.lines();
        login("m-1", 1, false);
        assertThat(stage.lines()).isEmpty();
        stage.atMs(86_400_000);
        login("m-1", 1, false);
        assertThat(stage.lines()).containsExactly("86400 AGENT_SESSION_OPENED a1");
    }

    /** 1.1: of messages without reply the last 65,536 are known; one that has gone is as new. */
    @Test
    void ofMessagesWithoutAReplyOnlySoManyAreKnown() {
        List<Integer> codes = new ArrayList<>();
        PresenceStage busy = new PresenceStage(
                PresenceConfig.SHIPPED,
                d -> {
                    if (d.type == DecisionType.REJECTED) {
                        codes.add(d.code);
                    }
                },
                signal -> {});
        ask(busy, "m-0", 1);
        for (int i = 1; i < Repeats.UNANSWERED_MAX; i++) {
            ask(busy, "m-" + i, 1);
        }
        ask(busy, "m-0", 2);
        assertThat(codes).containsExactly(Code.KEY_CONFLICT);
        ask(busy, "m-last", 1);
        ask(busy, "m-0", 2);
        assertThat(codes).hasSize(1);
    }

    private static void ask(PresenceStage busy, String id, long content) {
        busy.message(id, content, false, SignalType.READINESS, "", null, m -> {});
    }

    private void login(String id, long content, boolean reply) {
        stage.message(id, content, reply, SignalType.OPERATOR_LOGIN, "a1", null, m -> m.maxConcurrent((short) 1));
    }

    /** 4.1: what an operator with a call is spared is looked at again in the step that ends the call. */
    @Test
    void aSessionThatWasIdleTooLongClosesInTheStepThatEndsItsCall() {
        stage.ready("a1", 1).work("w1").answer("w1", "a1");
        stage.at(7_199.999).login("a1", 1).account("a2", true).login("a2", 1);
        stage.lines();
        stage.at(14_400.001);
        assertThat(stage.lines())
                .containsSubsequence(
                        "14400.001 WORK_CLOSED w1 a1 STUCK",
                        "14400.001 AGENT_STATE_CHANGED a1",
                        "14400.001 AGENT_SESSION_CLOSED a1 ABANDONED");
    }

    private String display(String type, String subject) {
        return AgentDisplay.name((int) stage.last(type, subject).figure(Said.DISPLAY));
    }
}
