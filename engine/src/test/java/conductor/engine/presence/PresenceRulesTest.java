package conductor.engine.presence;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.presence.PresenceStage.Said;
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

    private String display(String type, String subject) {
        return AgentDisplay.name((int) stage.last(type, subject).figure(Said.DISPLAY));
    }
}
