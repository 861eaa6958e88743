package conductor.engine.core;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.codec.CommandRecordEncoder;
import conductor.engine.codec.EventSettingsRecordEncoder;
import conductor.engine.codec.MessageHeaderEncoder;
import conductor.engine.support.Payloads;
import conductor.engine.support.Recorded;
import conductor.engine.support.Stage;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A signal that an edge should not have sent is refused with a record and changes no table. */
class InputRulesTest {
    private static final int[] WRONG_LENGTHS = {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 0, 256, 100_000};

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

    @Test
    void settingsThatCannotBeRepeatedByARecordAreRefused() {
        int textAt = MessageHeaderEncoder.ENCODED_LENGTH + EventSettingsRecordEncoder.BLOCK_LENGTH;
        accepted(SignalType.EVENT_SETTINGS);
        refused(SignalType.EVENT_SETTINGS, s -> s.scopeKey = 0);
        for (int length = 0; length < valid(SignalType.EVENT_SETTINGS).payloadLength; length++) {
            int cut = length;
            refused(SignalType.EVENT_SETTINGS, s -> s.payloadLength = cut);
        }
        refused(SignalType.EVENT_SETTINGS, s -> s.payloadLength++);
        for (int length : WRONG_LENGTHS) {
            refused(SignalType.EVENT_SETTINGS, s -> s.payload.putInt(textAt, length, ByteOrder.LITTLE_ENDIAN));
        }
        refused(SignalType.EVENT_SETTINGS, s -> Payloads.settings(s, "", values -> {}));
        refused(SignalType.EVENT_SETTINGS, s -> Payloads.settings(s, "e".repeat(256), values -> {}));
        refused(SignalType.EVENT_SETTINGS, s -> Payloads.command(s, "c-1", "usr_9", "evt_a"));
        foreign(SignalType.EVENT_SETTINGS);
    }

    @Test
    void aCommandThatCannotBeRepeatedByARecordIsRefused() {
        for (int type : new int[] {SignalType.PAUSE, SignalType.RESUME, SignalType.COMMAND_REFUSED}) {
            accepted(type);
            refused(type, s -> s.value2 = 0);
            for (int length = 0; length < valid(type).payloadLength; length++) {
                int cut = length;
                refused(type, s -> s.payloadLength = cut);
            }
            refused(type, s -> s.payloadLength++);
            wrongTexts(type);
            refused(type, s -> s.scopeKey = 0);
            refused(type, s -> Payloads.settings(s, "evt_a", values -> {}));
            foreign(type);
        }
        refused(SignalType.PAUSE, s -> s.value1 = -1);
        refused(SignalType.PAUSE, s -> s.value1 = InputRules.LONGEST_PAUSE_MS + 1);
        refused(SignalType.COMMAND_REFUSED, s -> s.value1 = 0);
        refused(SignalType.COMMAND_REFUSED, s -> s.value1 = 300);
    }

    private void wrongTexts(int type) {
        int idAt = MessageHeaderEncoder.ENCODED_LENGTH + CommandRecordEncoder.BLOCK_LENGTH;
        int actorAt = idAt + 4 + "c-1".length();
        int eventAt = actorAt + 4 + "usr_9".length();
        for (int at : new int[] {idAt, actorAt, eventAt}) {
            for (int length : WRONG_LENGTHS) {
                refused(type, s -> s.payload.putInt(at, length, ByteOrder.LITTLE_ENDIAN));
            }
        }
        String long256 = "x".repeat(256);
        refused(type, s -> Payloads.command(s, "", "usr_9", "evt_a"));
        refused(type, s -> Payloads.command(s, "c-1", "", "evt_a"));
        refused(type, s -> Payloads.command(s, "c-1", "usr_9", ""));
        refused(type, s -> Payloads.command(s, long256, "usr_9", "evt_a"));
        refused(type, s -> Payloads.command(s, "c-1", long256, "evt_a"));
        refused(type, s -> Payloads.command(s, "c-1", "usr_9", long256));
    }

    /** Another template, block length or schema than the type has. */
    private void foreign(int type) {
        for (int at : new int[] {0, 2, 4}) {
            refused(type, s -> s.payload.putShort(at, (short) 99, ByteOrder.LITTLE_ENDIAN));
        }
    }

    @Test
    void theLongestTextsAreTaken() {
        String longest = "x".repeat(255);
        Signal pause = valid(SignalType.PAUSE);
        Payloads.command(pause, longest, longest, longest);
        engine.onSignal(pause);
        Signal settings = valid(SignalType.EVENT_SETTINGS);
        Payloads.settings(settings, longest, values -> {});
        engine.onSignal(settings);
        Signal all = valid(SignalType.PAUSE);
        all.scopeKey = 0;
        all.value2++;
        Payloads.command(all, "c-2", "usr_9", "");
        engine.onSignal(all);
        assertThat(records).noneMatch(r -> r.d.type == DecisionType.INPUT_REFUSED);
    }

    private void accepted(int type) {
        int before = records.size();
        engine.onSignal(valid(type));
        assertThat(records.subList(before, records.size()))
                .as(SignalType.name(type))
                .isNotEmpty()
                .noneMatch(r -> r.d.type == DecisionType.INPUT_REFUSED);
    }

    private void refused(int type, Consumer<Signal> fault) {
        Signal signal = valid(type);
        long counted = engine.refusedByDecisioning();
        fault.accept(signal);
        int before = records.size();
        int rows = engine.sessionRows();
        engine.onSignal(signal);
        assertThat(records).as(SignalType.name(type)).hasSize(before + 1);
        Decision d = records.get(before).d;
        assertThat(d.type).isEqualTo(DecisionType.INPUT_REFUSED);
        assertThat(d.code).isEqualTo(Code.BAD_FIELD);
        assertThat(engine.refusedByDecisioning()).isEqualTo(counted + 1);
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
        if (type == SignalType.EVENT_SETTINGS) {
            signal.scopeKey = 13;
            Payloads.settings(signal, "evt_a", values -> {});
        } else if (type >= SignalType.PAUSE) {
            signal.scopeKey = 13;
            Payloads.command(signal, "c-1", "usr_9", "evt_a");
        }
        return signal;
    }
}
