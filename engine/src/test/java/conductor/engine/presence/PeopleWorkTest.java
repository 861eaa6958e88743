package conductor.engine.presence;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.core.Code;
import conductor.engine.core.DecisionState;
import conductor.engine.core.DecisionType;
import conductor.engine.core.EngineConfig;
import conductor.engine.core.Mode;
import conductor.engine.core.PresenceConfig;
import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;
import conductor.engine.core.SourceId;
import conductor.engine.core.Switch;
import conductor.engine.support.Payloads;
import conductor.engine.support.Recorded;
import conductor.engine.support.Stage;
import conductor.engine.support.StateBytes;
import conductor.engine.zone.Zones;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the audience plane asks of people: the vectors of presence.md 9, and the rules above them. */
class PeopleWorkTest {
    private static final String EVENT = "evt_1";
    private static final int PEOPLE = 60;
    private int messages;
    private Stage stage = stage(Mode.MANUAL);

    private static Stage stage(int mode) {
        EngineConfig rules = Stage.with(Stage.period(5_000), "decisioning.default.mode", Mode.name(mode));
        EngineConfig sure = Stage.with(rules, "decisioning.default.holdout-ppm", 0);
        return new Stage(sure.with(PresenceConfig.SHIPPED));
    }

    private void message(int type, String actor, String subject, String agent, PresenceStage.Fill fill) {
        messageOf(EVENT, type, actor, subject, agent, fill);
    }

    private void messageOf(
            String scope, int type, String actor, String subject, String agent, PresenceStage.Fill fill) {
        Signal s = PresenceStage.build(scope, "m" + ++messages, messages, true, type, actor, subject, agent, fill);
        if (subject.startsWith("ap-d-")) {
            s.subjectKey = WorkKey.approval(Long.parseLong(subject.substring(14)));
        }
        stage.signal(s);
    }

    private void operator(String agent) {
        message(
                SignalType.OPERATOR_ACCOUNT,
                "",
                agent,
                null,
                m -> m.flag((short) 1).word((short) MessageWord.AGENT));
        message(SignalType.OPERATOR_LOGIN, "", agent, null, m -> m.maxConcurrent((short) 1));
        message(
                SignalType.OPERATOR_HEARTBEAT,
                "",
                agent,
                null,
                m -> m.flag((short) 1).number(1));
    }

    private void turn(int number, boolean on) {
        Signal s = new Signal().clear();
        s.type = SignalType.SET_SWITCH;
        s.source = SourceId.COMMAND;
        s.value1 = number;
        s.value2 = ++messages;
        s.value3 = on ? 1 : 0;
        Payloads.command(s, "c-" + messages, "usr_9", "");
        stage.signal(s);
    }

    /** A lively room that falls silent after ten minutes, until something is proposed or {@code untilS}. */
    private void silence(int untilS) {
        stage.in("ses_1").at(0);
        for (int i = 0; i < PEOPLE; i++) {
            stage.join("usr_" + i, EVENT);
        }
        for (int second = 1; second < 600; second++) {
            stage.at(second * 1_000L).chat("usr_" + second % PEOPLE, EVENT);
            stage.react("usr_" + (second + 7) % PEOPLE);
        }
        stage.at(untilS * 1_000L);
    }

    /** The same with an operator, until a decision waits for approval. */
    private void untilProposed() {
        silence(601);
        operator("a1");
        while (stage.where(r -> r.d.state == DecisionState.PROPOSED && r.d.type == DecisionType.DECISION)
                .isEmpty()) {
            stage.at(stage.now() + 5_000);
        }
    }

    /** As lines "type subject state or code" of what is of the plane or a decision. */
    private List<String> said() {
        List<String> lines = new ArrayList<>();
        for (Recorded r : stage.records) {
            if (r.d.type == DecisionType.DECISION) {
                lines.add("DECISION " + DecisionState.name(r.d.state));
            } else if (r.d.type == DecisionType.ANOMALY || r.d.type == DecisionType.ESCALATION) {
                lines.add(DecisionType.name(r.d.type));
            } else if (r.d.type >= DecisionType.AGENT_SESSION_OPENED && r.d.type <= DecisionType.CALLBACK_SCHEDULED
                    || r.d.type == DecisionType.REJECTED) {
                PresenceStage.Said said = PresenceStage.read(r.d);
                lines.add(said.line().replaceFirst("^[-0-9.]+ ", "").replaceAll("-5e1f09c2-\\d+", ""));
            }
        }
        stage.records.clear();
        return lines;
    }

    private long proposed() {
        return stage.where(r -> r.d.type == DecisionType.DECISION && r.d.state == DecisionState.PROPOSED)
                .get(0)
                .d
                .decisionSeq;
    }

    private static String item(long decision) {
        return "ap-d-5e1f09c2-" + decision;
    }

    @Test
    void aDecisionThatWaitsBecomesAnItemAndItsVerdictEndsBoth() {
        untilProposed();
        long decision = proposed();
        assertThat(said()).containsSubsequence("ANOMALY", "DECISION PROPOSED", "WORK_OFFERED ap-d a1");
        message(
                SignalType.WORK_OFFER_RESULT,
                "",
                item(decision),
                "a1",
                m -> m.number(1).word((short) MessageWord.ANSWERED));
        stage.at(stage.now() + 20_000);
        message(SignalType.WORK_VERDICT, "a1", item(decision), null, m -> m.word((short) MessageWord.APPROVE));
        stage.at(stage.now());
        assertThat(said())
                .containsSubsequence(
                        "WORK_CONNECTED ap-d a1",
                        "DECISION APPROVED",
                        "WORK_CLOSED ap-d a1 NORMAL",
                        "AGENT_STATE_CHANGED a1",
                        "DECISION PUBLISHED");
        message(SignalType.WORK_VERDICT, "a1", item(decision), null, m -> m.word((short) MessageWord.REJECT));
        assertThat(said()).containsExactly("REJECTED ap-d WRONG_STATE");
    }

    @Test
    void withoutAVerdictTheDecisionExpiresAndThenTheItem() {
        untilProposed();
        said();
        stage.at(stage.now() + 60_000);
        assertThat(said())
                .containsSubsequence("WORK_REQUEUED ap-d a1 TIMEOUT", "DECISION EXPIRED", "WORK_CLOSED ap-d EXPIRED");
    }

    @Test
    void aVerdictOfAnotherScopeFindsNoItem() {
        untilProposed();
        long decision = proposed();
        said();
        messageOf(
                "evt_2", SignalType.WORK_VERDICT, "b1", item(decision), null, m -> m.word((short) MessageWord.APPROVE));
        assertThat(said()).containsExactly("REJECTED ap-d UNKNOWN_WORK");
    }

    @Test
    void withApprovalsSwitchedOffTheDecisionGoesOnWithoutAnItem() {
        operator("a1");
        turn(Switch.PRESENCE_APPROVALS, false);
        silence(700);
        assertThat(said()).contains("DECISION PROPOSED").noneMatch(line -> line.startsWith("WORK_"));
    }

    @Test
    void x7AMassExitEscalatesAheadOfEveryCall() {
        stage = new Stage(Stage.with(Stage.period(5_000), "decisioning.default.allowed-arms", 1)
                .with(PresenceConfig.SHIPPED));
        for (int i = 1; i <= 3; i++) {
            message(SignalType.WORK_ARRIVED, "", "w" + i, null, m -> m.priority((short) 99));
        }
        leave();
        assertThat(said()).containsSubsequence("ANOMALY", "ESCALATION", "WORK_QUEUED es-a");
        operator("a1");
        assertThat(said()).contains("WORK_OFFERED es-a a1");
    }

    @Test
    void x7WithTheAgentDisabledThereIsNoEscalation() {
        stage = new Stage(Stage.with(Stage.period(5_000), "decisioning.default.agent-enabled", false)
                .with(PresenceConfig.SHIPPED));
        leave();
        assertThat(said()).contains("ANOMALY").doesNotContain("ESCALATION", "WORK_QUEUED es-a");
    }

    private void leave() {
        stage.in("ses_1").at(0);
        for (int i = 0; i < PEOPLE; i++) {
            stage.join("usr_" + i, EVENT);
        }
        for (int second = 1; second < 300; second++) {
            stage.at(second * 1_000L).chat("usr_" + second % PEOPLE, EVENT);
        }
        for (int i = 0; i < PEOPLE / 2; i++) {
            stage.leave("usr_" + i);
        }
        stage.at(310_000);
    }

    @Test
    void x17OnlyWhatWaitsForApprovalBecomesAnItem() {
        stage = stage(Mode.AUTO);
        operator("a1");
        silence(700);
        assertThat(said())
                .contains("DECISION AUTO_APPROVED")
                .noneMatch(line -> line.startsWith("WORK_") && line.contains("ap-d"));
    }

    @Test
    void whileRoutingIsOffNothingIsOfferedAndNothingLost() {
        operator("a1");
        turn(Switch.PRESENCE_ROUTING, false);
        message(SignalType.WORK_ARRIVED, "", "w1", null, m -> m.priority((short) 1));
        assertThat(said()).contains("WORK_QUEUED w1").noneMatch(line -> line.startsWith("WORK_OFFERED"));
        turn(Switch.PRESENCE_ROUTING, true);
        assertThat(said()).containsExactly("WORK_OFFERED w1 a1");
        turn(-1, true);
        assertThat(stage.of(DecisionType.COMMAND_RESULT).get(0).d.code).isEqualTo(Code.UNKNOWN_SWITCH);
    }

    @Test
    void pre31ChecksAreOnlyOfPlanesThatAreOn() {
        turn(Switch.PLANE_PRESENCE, false);
        message(SignalType.READINESS, "", "", null, m -> m.flag((short) 1));
        turn(Switch.PLANE_PRESENCE, true);
        message(SignalType.READINESS, "", "", null, m -> m.flag((short) 1));
        assertThat(stage.of(DecisionType.READINESS_VERDICT))
                .extracting(r -> PresenceStage.read(r.d).subject())
                .containsExactly(
                        "READY schema PASS sessions SKIPPED references SKIPPED agents SKIPPED",
                        "NOT_READY schema PASS sessions PASS references PASS agents FAIL");
    }

    @Test
    void aMessageThatIsCutOffIsRefusedWithARecordAndChangesNothing() {
        operator("a1");
        Signal whole = work();
        for (int length = 0; length < whole.payloadLength; length++) {
            Signal cut = work();
            cut.payloadLength = length;
            stage.records.clear();
            stage.signal(cut);
            assertThat(stage.records)
                    .as("cut to %d bytes", length)
                    .singleElement()
                    .satisfies(r -> assertThat(r.d.type).isEqualTo(DecisionType.INPUT_REFUSED));
        }
        assertThat(stage.engine.presence().workItems()).isZero();
        stage.records.clear();
        stage.signal(whole);
        assertThat(said()).containsExactly("WORK_OFFERED w1 a1");
        assertThat(stage.engine.stateHash()).isEqualTo(stage.engine.recomputeStateHash());
    }

    @Test
    void aCalendarOfAZoneThatWasNotToldIsRefusedWithARecord() {
        stage.signal(Zones.calendar(EVENT, "Europe/London", Collections.nCopies(7, null)));
        assertThat(stage.of(DecisionType.INPUT_REFUSED)).hasSize(1);
        stage.signal(Zones.zone("Europe/London"))
                .signal(Zones.calendar(EVENT, "Europe/London", Collections.nCopies(7, null)));
        assertThat(stage.of(DecisionType.INPUT_REFUSED)).hasSize(1);
        message(SignalType.WORK_ARRIVED, "", "w1", null, m -> m.priority((short) 5));
        assertThat(said()).containsExactly("WORK_REFUSED w1 OUT_OF_HOURS");
    }

    private static Signal work() {
        return PresenceStage.build(
                EVENT,
                "cut",
                1,
                false,
                SignalType.WORK_ARRIVED,
                "",
                "w1",
                null,
                m -> m.priority((short) 5),
                new String[0]);
    }

    @Test
    void approvalsAndSwitchesOutliveASnapshot() {
        turn(Switch.PRESENCE_ESCALATIONS, false);
        untilProposed();
        StateBytes state = new StateBytes();
        stage.engine.writeState(state);
        assertThat(conductor.engine.core.Engine.readState(
                                Stage.with(
                                                Stage.with(
                                                        Stage.period(5_000),
                                                        "decisioning.default.mode",
                                                        Mode.name(Mode.MANUAL)),
                                                "decisioning.default.holdout-ppm",
                                                0)
                                        .with(PresenceConfig.SHIPPED),
                                state.reader(),
                                d -> {})
                        .stateHash())
                .isEqualTo(stage.engine.stateHash())
                .isEqualTo(stage.engine.recomputeStateHash());
    }
}
