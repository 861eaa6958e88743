package conductor.engine.ring;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.core.Signal;
import org.junit.jupiter.api.Test;

class FailStopTest {
    private final FailStop failStop = new FailStop();

    @Test
    void theSequenceIsThatOfTheTickThatFailedNotOfTheSlotItCameBefore() {
        failStop.applying(17);
        failStop.handleEventException(new IllegalStateException("defect"), 3, new Signal().clear());
        assertThat(failStop.failed()).isTrue();
        assertThat(failStop.sequence()).isEqualTo(17);
    }

    @Test
    void theFirstFailureIsTheOneThatIsKept() {
        failStop.applying(17);
        failStop.handleEventException(new IllegalStateException("first"), 3, new Signal().clear());
        failStop.applying(18);
        failStop.handleEventException(new IllegalStateException("second"), 4, new Signal().clear());
        assertThat(failStop.cause()).hasMessage("first");
        assertThat(failStop.sequence()).isEqualTo(17);
    }
}
