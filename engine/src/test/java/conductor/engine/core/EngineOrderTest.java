package conductor.engine.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import conductor.engine.support.Stage;
import org.junit.jupiter.api.Test;

class EngineOrderTest {
    private final Engine engine = new Engine(Stage.period(5_000), d -> {});

    @Test
    void aSequenceThatDoesNotRiseIsRefused() {
        engine.onSignal(chat(7, 1_000));
        assertThatThrownBy(() -> engine.onSignal(chat(7, 1_000)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("sequence 7 after 7");
        assertThatThrownBy(() -> engine.onSignal(chat(6, 1_000))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void timeThatFallsIsRefused() {
        engine.onSignal(chat(1, 1_000));
        assertThatThrownBy(() -> engine.onSignal(chat(2, 999)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("time " + (Stage.START_MS + 999) + " after " + (Stage.START_MS + 1_000));
    }

    @Test
    void timeMayStandStillAndSequencesMaySkip() {
        engine.onSignal(chat(1, 1_000));
        assertThatCode(() -> engine.onSignal(chat(5, 1_000))).doesNotThrowAnyException();
        assertThat(engine.sequence()).isEqualTo(5);
    }

    @Test
    void aRefusedSignalLeavesNoTrace() {
        engine.onSignal(chat(1, 1_000));
        long hash = engine.stateHash();
        assertThatThrownBy(() -> engine.onSignal(chat(1, 2_000))).isInstanceOf(IllegalStateException.class);
        assertThat(engine.stateHash()).isEqualTo(hash);
        assertThat(engine.engineTimeMs()).isEqualTo(Stage.START_MS + 1_000);
    }

    private static Signal chat(long sequence, long ms) {
        Signal signal = new Signal().clear();
        signal.type = SignalType.CHAT;
        signal.source = SourceId.CHAT;
        signal.sequence = sequence;
        signal.engineTimeMs = Stage.START_MS + ms;
        signal.sourceTimeMs = signal.engineTimeMs;
        signal.sourceSeq = sequence;
        signal.subjectKey = 11;
        signal.actorKey = 12;
        return signal;
    }
}
