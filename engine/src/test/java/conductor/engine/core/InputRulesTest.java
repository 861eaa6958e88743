package conductor.engine.core;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.support.Recorded;
import conductor.engine.support.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A signal that an edge should not have sent is refused with a record and changes no table. */
class InputRulesTest {
    private final List<Recorded> records = new ArrayList<>();
    private final Engine engine = new Engine(Stage.period(5_000), d -> records.add(new Recorded(d)));
    private long sequence;

    @Test
    void anInputWithoutItsSessionUserOrPollIsRefused() {
        for (int type :
                new int[] {SignalType.CHAT, SignalType.JOIN, SignalType.LEAVE, SignalType.REACTION, SignalType.POLL_VOTE
                }) {
            refused(type, s -> s.subjectKey = 0);
        }
        for (int type : new int[] {SignalType.JOIN, SignalType.LEAVE, SignalType.REACTION}) {
            refused(type, s -> s.actorKey = 0);
        }
        refused(SignalType.POLL_VOTE, s -> s.value1 = 0);
        refused(SignalType.POLL_CLOSED, s -> s.value1 = 0);
    }

    @Test
    void aDefinitionWithoutKeyOrTextOrWithTooMuchOfItIsRefused() {
        refused(SignalType.DEFINE, s -> s.subjectKey = 0);
        refused(SignalType.DEFINE, s -> s.payloadLength = 0);
        refused(SignalType.DEFINE, s -> s.payloadLength = 256);
    }

    @Test
    void evidenceOfAnImpossibleRankAndAnUnknownResultAreRefused() {
        refused(SignalType.EVENT_EVIDENCE, s -> s.value1 = 5);
        refused(SignalType.EVENT_EVIDENCE, s -> s.value1 = 0);
        refused(SignalType.EGRESS_RESULT, s -> s.value2 = 0);
        refused(SignalType.EGRESS_RESULT, s -> s.value2 = 300);
    }

    @Test
    void anUnknownSourceIsRefused() {
        refused(SignalType.CHAT, s -> s.source = 200);
    }

    @Test
    void aTimeBeforeTheFirstMinuteIsRefused() {
        Signal signal = valid(SignalType.CHAT);
        signal.engineTimeMs = 59_999;
        engine.onSignal(signal);
        assertThat(records).hasSize(1);
        assertThat(records.get(0).d.code).isEqualTo(Code.BAD_FIELD);
    }

    @Test
    void aVoteOnAnEndedPollNeedsNoRoomForAVoter() {
        Stage stage = new Stage(Stage.with(Stage.period(5_000), "engine.voters-max", 1));
        stage.at(0).vote("u1", "p1").close("p1").vote("u2", "p1").at(5_000);
        assertThat(stage.of(DecisionType.INPUT_REFUSED)).isEmpty();
        assertThat(stage.last(DecisionType.SCORE).d.activeUsers).isEqualTo(2);
        stage.vote("u3", "p1");
        assertThat(stage.of(DecisionType.INPUT_REFUSED)).isEmpty();
    }

    private void refused(int type, Consumer<Signal> fault) {
        Signal signal = valid(type);
        fault.accept(signal);
        int before = records.size();
        int rows = engine.sessionRows();
        engine.onSignal(signal);
        assertThat(records).as(SignalType.name(type)).hasSize(before + 1);
        Decision d = records.get(before).d;
        assertThat(d.type).isEqualTo(DecisionType.INPUT_REFUSED);
        assertThat(d.code).isEqualTo(Code.BAD_FIELD);
        assertThat(engine.sessionRows()).isEqualTo(rows);
        assertThat(engine.stateHash()).isEqualTo(engine.recomputeStateHash());
    }

    private Signal valid(int type) {
        Signal signal = new Signal().clear();
        signal.type = type;
        signal.source = SourceId.CHAT;
        signal.sequence = sequence++;
        signal.engineTimeMs = Stage.START_MS;
        signal.sourceTimeMs = Stage.START_MS;
        signal.sourceSeq = sequence;
        signal.subjectKey = 11;
        signal.actorKey = 12;
        signal.value1 = 2;
        signal.value2 = Code.SENT;
        signal.payloadLength = 4;
        return signal;
    }
}
