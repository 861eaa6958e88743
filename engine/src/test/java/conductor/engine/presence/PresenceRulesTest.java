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

    private String display(String type, String subject) {
        return AgentDisplay.name((int) stage.last(type, subject).figure(Said.DISPLAY));
    }
}
