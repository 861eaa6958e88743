package conductor.engine.ring;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.core.Code;
import conductor.engine.core.Engine;
import conductor.engine.core.EngineConfig;
import conductor.engine.core.Signal;
import conductor.engine.core.SignalFlags;
import conductor.engine.core.SignalType;
import conductor.engine.core.SourceId;
import org.junit.jupiter.api.Test;

class SequencerTest {
    private static final long BATCH_MS = 1_772_446_500_000L;

    private final Engine engine = new Engine(EngineConfig.defaults(1), decision -> {});
    private final Sequencer sequencer = new Sequencer(engine, ClockMode.REDIS, 1_000);

    @Test
    void anEntryRefusedForItsTimeDoesNotMoveTime() {
        assertThat(admit(SignalType.REACTION, 5_000, 0)).isEqualTo(5_000);
        assertThat(admit(SignalType.DEAD_LETTER, 9_000_000, Code.FUTURE_ID)).isEqualTo(5_000);
        assertThat(admit(SignalType.DEAD_LETTER, 6_000, Code.BAD_JSON)).isEqualTo(6_000);
        assertThat(admit(SignalType.REACTION, 5_500, 0)).isEqualTo(6_000);
    }

    @Test
    void aClockThatIsSetBackAnHourDoesNotTakeTimeBackAndOneThatIsSetForwardDoes() {
        long noonMs = 1_772_446_500_000L;
        assertThat(admit(SignalType.REACTION, noonMs, 0)).isEqualTo(noonMs);
        assertThat(admit(SignalType.TICK, noonMs - 3_600_000, 0)).isEqualTo(noonMs);
        assertThat(admit(SignalType.REACTION, noonMs - 3_599_000, 0)).isEqualTo(noonMs);
        assertThat(admit(SignalType.TICK, noonMs + 3_600_000, 0)).isEqualTo(noonMs + 3_600_000);
        assertThat(admit(SignalType.TICK, noonMs + 1, 0)).isEqualTo(noonMs + 3_600_000);
    }

    @Test
    void ofAnEntryThatWasAppliedInPartTheRestIsAdmittedAndNoMore() {
        for (int number = 1; number <= 3; number++) {
            assertThat(applied(numbered(0, number, true))).isTrue();
        }
        assertThat(engine.cursorOpen(SourceId.SIGNALS)).isTrue();
        for (int number = 1; number <= 3; number++) {
            assertThat(sequencer.admit(numbered(0, number, true))).isFalse();
        }
        assertThat(applied(numbered(0, 4, true))).isTrue();
        assertThat(applied(numbered(0, 5, false))).isTrue();
        assertThat(engine.cursorOpen(SourceId.SIGNALS)).isFalse();
        assertThat(sequencer.admit(numbered(0, 5, false))).isFalse();
        assertThat(engine.signals()).isEqualTo(5);
    }

    @Test
    void anEntryThatAGatewayWroteTwiceMovesTheCursorAndNothingElse() {
        assertThat(applied(numbered(0, 1, true))).isTrue();
        assertThat(applied(numbered(0, 2, false))).isTrue();
        assertThat(sequencer.admit(numbered(1, 1, true))).isFalse();
        Signal last = numbered(1, 2, false);
        assertThat(applied(last)).isTrue();
        assertThat(last.type).isEqualTo(SignalType.NO_EFFECT);
        assertThat(last.value1).isEqualTo(Code.REPEATED);
        assertThat(last.subjectKey).isZero();
        assertThat(engine.cursorSeq(SourceId.SIGNALS)).isEqualTo(1);
        assertThat(engine.signals()).isEqualTo(2);
        assertThat(engine.repeatedEntries()).isEqualTo(1);
        assertThat(sequencer.duplicates()).isEqualTo(2);
    }

    @Test
    void anEntryOfWhichAnotherBroughtTheBeginningCountsForItsEnd() {
        applied(numbered(0, 1, true));
        applied(numbered(0, 2, false));
        assertThat(sequencer.admit(numbered(1, 2, true))).isFalse();
        Signal third = numbered(1, 3, false);
        assertThat(applied(third)).isTrue();
        assertThat(third.type).isEqualTo(SignalType.REACTION);
        assertThat(engine.signals()).isEqualTo(3);
    }

    private boolean applied(Signal signal) {
        if (!sequencer.admit(signal) || !sequencer.stamp(signal)) {
            return false;
        }
        engine.onSignal(signal);
        return true;
    }

    private static Signal numbered(long seq, long number, boolean more) {
        Signal signal = new Signal();
        signal.source = SourceId.SIGNALS;
        signal.sourceTimeMs = BATCH_MS;
        signal.sourceSeq = seq;
        signal.type = SignalType.REACTION;
        signal.subjectKey = 11;
        signal.actorKey = 12;
        signal.flags = more ? SignalFlags.NUMBERED | SignalFlags.MORE : SignalFlags.NUMBERED;
        signal.value2 = 77;
        signal.value4 = number;
        return signal;
    }

    private long admit(int type, long ms, long value) {
        Signal signal = new Signal();
        signal.source = SourceId.REACTION;
        signal.sourceTimeMs = ms;
        signal.type = type;
        signal.value1 = value;
        assertThat(sequencer.admit(signal)).isTrue();
        return signal.engineTimeMs;
    }
}
