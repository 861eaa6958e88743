package conductor.engine.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import conductor.engine.support.Recorded;
import conductor.engine.support.Stage;
import conductor.engine.support.StateBytes;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EngineStateTest {
    private static final long PERIOD_MS = 1_000;
    private static final int APPROVAL_MS = 1_800_000;

    @Test
    void stateOfAnotherVersionIsRefused() {
        StateBytes state = new StateBytes();
        busyStage(Stage.period(5_000)).engine.writeState(state);
        state.reversion(99);
        assertThatThrownBy(() -> Engine.readState(Stage.period(5_000), state.reader(), d -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("version 99");
    }

    @Test
    void aStateOfManyUsersAndVotersComesBack() {
        Stage stage = new Stage(Stage.period(5_000));
        // More than a segment of a map holds, so that rows come back in another order than the one in which they came.
        for (int session = 0; session < 4; session++) {
            stage.in("ses_" + session).at(1_000 + session);
            for (int user = 0; user < 10_000; user++) {
                stage.join("usr_" + user);
                stage.vote("usr_" + user, "poll_" + session);
            }
        }
        StateBytes state = new StateBytes();
        stage.engine.writeState(state);
        Engine back = Engine.readState(Stage.period(5_000), state.reader(), d -> {});
        assertThat(back.stateHash()).isEqualTo(stage.engine.stateHash()).isEqualTo(back.recomputeStateHash());
        StateBytes again = new StateBytes();
        back.writeState(again);
        assertThat(again.length()).isEqualTo(state.length());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "engine.sessions-max",
                "engine.users-max",
                "engine.voters-max",
                "engine.names-max",
                "engine.events-max"
            })
    void stateThatDoesNotFitIntoTheTablesIsRefused(String limit) {
        EngineConfig config = Stage.period(5_000);
        StateBytes state = new StateBytes();
        busyStage(config).engine.writeState(state);
        assertThatThrownBy(() -> Engine.readState(Stage.with(config, limit, 1), state.reader(), d -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("raise");
    }

    @Test
    void anEmptyEngineCanBeWrittenAndReadBack() {
        StateBytes state = new StateBytes();
        Engine empty = new Engine(Stage.period(5_000), d -> {});
        empty.writeState(state);
        Engine back = Engine.readState(Stage.period(5_000), state.reader(), d -> {});
        assertThat(back.sequence()).isEqualTo(-1);
        assertThat(back.stateHash()).isEqualTo(empty.stateHash());
        assertThat(back.nextDueMs()).isEqualTo(Long.MAX_VALUE);
    }

    /**
     * At one millisecond meet: the deadline of a decision that ended when its session closed, whose place another session has
     * taken; the end of a third session's outcome window; and an evaluation. The first is void and must hold up nobody, or an
     * engine that was read back, which does not have it any more, would go on in another order.
     */
    @Test
    void aTimerThatNoLongerCountsHoldsUpNobody() {
        List<String> through = play(false);
        List<String> interrupted = play(true);
        assertThat(interrupted).isEqualTo(through);
    }

    @Test
    void lookingAheadChangesNothing() {
        Stage stage = busyStage(Stage.period(5_000));
        Engine empty = new Engine(Stage.period(5_000), d -> {});
        Signal[] batch = new Signal[Engine.AHEAD_MAX];
        for (int i = 0; i < batch.length; i++) {
            batch[i] = signal(i, stage);
        }
        StateBytes before = new StateBytes();
        stage.engine.writeState(before);
        stage.engine.lookAhead(batch, batch.length);
        StateBytes after = new StateBytes();
        stage.engine.writeState(after);
        assertThat(after.bytes()).isEqualTo(before.bytes());
        assertThat(stage.engine.recomputeStateHash()).isEqualTo(stage.engine.stateHash());
        long hash = empty.stateHash();
        empty.lookAhead(batch, batch.length);
        assertThat(empty.recomputeStateHash()).isEqualTo(hash);
    }

    /** Known and unknown sessions, users and polls in turn, and signals that name none. */
    private static Signal signal(int i, Stage stage) {
        int[] types = {
            SignalType.CHAT, SignalType.POLL_VOTE, SignalType.JOIN, SignalType.TICK, SignalType.DEFINE, SignalType.LEAVE
        };
        Signal signal = new Signal().clear();
        signal.type = types[i % types.length];
        signal.sourceTimeMs = stage.engine.engineTimeMs() + i;
        signal.subjectKey = i % 4 == 0 ? 0 : Stage.key(i % 2 == 0 ? "ses_1" : "ses_" + i);
        signal.actorKey = i % 5 == 0 ? 0 : Stage.key(i % 3 == 0 ? "usr_1" : "usr_" + i);
        signal.value1 = Stage.key("poll_1");
        return signal;
    }

    private static List<String> play(boolean interrupt) {
        EngineConfig config = Stage.with(Stage.period((int) PERIOD_MS), "decisioning.default.mode", "MANUAL");
        config = Stage.with(config, "decisioning.default.approval-timeout-ms", APPROVAL_MS);
        Stage stage = new Stage(config);
        long deadlineMs = proposalIn(stage, "ses_a", 0) + APPROVAL_MS;
        long laterMs = deadlineMs - 10_000;
        massExitIn(stage, "ses_b", laterMs - 90 * PERIOD_MS, laterMs);
        massExitIn(stage, "ses_c", deadlineMs - 8_500, deadlineMs - 500);
        stage.at(deadlineMs - 100);
        if (interrupt) {
            StateBytes state = new StateBytes();
            stage.engine.writeState(state);
            stage.engine = Engine.readState(config, state.reader(), d -> stage.records.add(new Recorded(d)));
        }
        stage.at(deadlineMs);
        long published = stage.where(r -> r.d.state == DecisionState.PUBLISHED && r.d.type == DecisionType.DECISION)
                .size();
        assertThat(published).isEqualTo(2);
        List<Recorded> executed = stage.where(r -> r.d.state == DecisionState.EXECUTED
                && r.d.type == DecisionType.DECISION
                && r.d.engineTimeMs == Stage.START_MS + deadlineMs);
        assertThat(executed).hasSize(1);
        return stage.where(r -> r.d.engineTimeMs == Stage.START_MS + deadlineMs).stream()
                .map(Recorded::toString)
                .toList();
    }

    /**
     * One lively second of people who are not connected, so that nothing stays of the session; when the minute has passed, the
     * score falls. Returns when an intervention was proposed.
     */
    private static long proposalIn(Stage stage, String session, long fromMs) {
        stage.in(session).at(fromMs);
        for (int user = 0; user < 20; user++) {
            stage.chat("usr_" + user).react("usr_" + user);
        }
        stage.at(fromMs + 120_000);
        List<Recorded> proposed =
                stage.where(r -> r.d.type == DecisionType.DECISION && r.d.state == DecisionState.PROPOSED);
        assertThat(proposed).hasSize(1);
        return proposed.get(0).d.engineTimeMs - Stage.START_MS;
    }

    /** A session that opens, and that half its people leave just before {@code exitMs}, which is an evaluation of it. */
    private static void massExitIn(Stage stage, String session, long openMs, long exitMs) {
        stage.in(session).at(openMs);
        for (int user = 0; user < 10; user++) {
            stage.join("usr_" + user, "evt_1");
        }
        stage.at(exitMs - 1);
        for (int user = 0; user < 5; user++) {
            stage.leave("usr_" + user);
        }
        stage.at(exitMs);
    }

    private static Stage busyStage(EngineConfig config) {
        Stage stage = new Stage(config);
        for (String session : List.of("ses_1", "ses_2")) {
            stage.in(session)
                    .at(1_000)
                    .join("usr_1", "evt_1")
                    .join("usr_2")
                    .vote("usr_1", "poll_1")
                    .vote("usr_2", "poll_1");
        }
        return stage.settings("evt_1", s -> {}).settings("evt_2", s -> {}).at(60_000);
    }
}
