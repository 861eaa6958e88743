package conductor.engine.ring;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.core.Code;
import conductor.engine.core.Engine;
import conductor.engine.core.EngineConfig;
import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;
import conductor.engine.core.SourceId;
import org.junit.jupiter.api.Test;

class SequencerTest {
    private final Sequencer sequencer =
            new Sequencer(new Engine(EngineConfig.defaults(1), decision -> {}), ClockMode.REDIS, 1_000);

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
